/** The public types in one place; each is documented where it is declared. */
export type * from './sync_client.js';
export type * from './mutation.js';
export type * from './options.js';
export type * from './mutation_queue.js';
export { SyncMutationError } from './errors.js';
export type { OwnErrorCode, SyncMutationErrorDetails } from './errors.js';
