/** The public types in one place; each is documented where it is declared. */
export type * from './client_types.js';
export type * from './mutation_types.js';
export type * from './options.js';
export type * from './queue_types.js';
export { SyncMutationError } from './errors.js';
export type { OwnErrorCode, SyncMutationErrorDetails } from './errors.js';
