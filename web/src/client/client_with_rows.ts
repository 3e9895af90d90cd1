import type { SyncClient } from '../types/sync_client.js';
import { getSyncClient as getPageClient } from './instance.js';
import { newRowStore } from './new_row_store.js';

/**
 * The page's client: one, whatever copies of the package are loaded. On a server each call returns a new
 * client, which holds nothing and does nothing. It makes rows by itself, where `createSyncContext` hands in
 * their maker.
 *
 * @internal The parts of the package work through it. Applications use the hooks and `getMutationQueue`; its
 *   members may change in any version.
 */
export function getSyncClient(): SyncClient {
  const client = getPageClient();
  client.newRowStore ??= newRowStore;
  return client;
}
