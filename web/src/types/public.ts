/** The types that applications use. Those by which the parts of the package work together are not among them. */
export type * from './mutation.js';
export type * from './options.js';
export type * from './mutation_queue.js';
export type {
  OnSyncedOptions,
  OverlayOptions,
  ResourceState,
  RowState,
  RowSyncState,
  SyncedBatch,
  UserChange,
} from './sync_client.js';
export { SyncMutationError } from './errors.js';
export type { OwnErrorCode, SyncErrorCode, SyncMutationErrorDetails } from './errors.js';
