/** The types of the package and of its parts in one place; those of applications are in `public.ts`. */
export type * from './sync_client.js';
export type * from './mutation.js';
export type * from './options.js';
export type * from './mutation_queue.js';
export { SyncMutationError } from './errors.js';
export type { OwnErrorCode, SyncErrorCode, SyncMutationErrorDetails } from './errors.js';
