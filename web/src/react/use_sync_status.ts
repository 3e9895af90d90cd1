import { useSyncExternalStore } from 'react';
import { EMPTY_SNAPSHOT } from '../client/base/empty_snapshot.js';
import { getSyncClient } from '../client/instance.js';
import type { Snapshot } from '../types/index.js';

/**
 * The queue at a glance: online, waiting, pending, attention, storage, last sync.
 *
 * @example
 * const { pending, waiting } = useSyncStatus();
 * return pending > 0 && <p role="status">⏳ {pending} changements en attente de sync</p>;
 */
export function useSyncStatus(): Snapshot {
  return useSyncExternalStore(subscribeStatus, getStatus, getServerStatus);
}

const subscribeStatus = (listener: () => void): (() => void) =>
  getSyncClient().queue.subscribe(listener);
const getStatus = (): Snapshot => getSyncClient().queue.getSnapshot();
/** What the server renders, and the client while it hydrates: an empty queue, online. */
const getServerStatus = (): Snapshot => EMPTY_SNAPSHOT;
