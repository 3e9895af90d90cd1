/**
 * `synchrone/core`: the queue and the client without React.
 *
 * @packageDocumentation
 */
export { getSyncClient } from './client/client_with_rows.js';
export { configure, getMutationQueue } from './client/instance.js';
export {
  onSynced,
  onUserChange,
  readFor,
  syncActions,
  type SyncActions,
} from './client/data_layer_calls.js';
export * from './types/public.js';
