import { browserGlobals } from '../host/globals.js';
import { pageSingleton } from '../loader/page_singleton.js';
import type { SyncClient } from './client_types.js';
import type { ConfigureOptions } from './options.js';
import { PageClient } from './page_client.js';
import type { MutationQueue } from './queue_types.js';

const pageClient = (): PageClient => pageSingleton(() => new PageClient(browserGlobals()));

/** The page's client: one, whatever copies of the package are loaded (BEHAVIOUR 3.1). */
export function getSyncClient(): SyncClient {
  return pageClient();
}

/**
 * The page's queue, there at once: no `await init()` before the first call (BEHAVIOUR 3.1). In a
 * page, what an earlier page left unsent begins to go out shortly after the first call.
 *
 * @example
 * const queue = getMutationQueue();
 * queue.on('mutation:error', ({ mutation, error }) => notify(error.message));
 */
export function getMutationQueue(): MutationQueue {
  const client = pageClient();
  client.wake();
  return client.queue;
}

/**
 * Tells the library about the application; call it at module level, before the first render. Later
 * calls override the members that they name.
 *
 * @example
 * configure({ baseUrl: 'https://api.clinic.example', credentials: 'include', language: 'fr' });
 */
export function configure(options: ConfigureOptions): void {
  pageClient().queue.configure(options);
}
