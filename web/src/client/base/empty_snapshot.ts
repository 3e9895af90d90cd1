import type { Snapshot } from '../../types/mutation_queue.js';

/** The queue before anything is known of it: on a server. */
export const EMPTY_SNAPSHOT: Snapshot = Object.freeze({
  online: true,
  waiting: null,
  pending: 0,
  sending: 0,
  held: 0,
  attention: 0,
  sealed: 0,
  notShown: 0,
  stale: 0,
  storage: Object.freeze({ durable: true }),
  lastSyncedAt: null,
  sender: false,
  userId: null,
  companyId: null,
});
