/**
 * `synchrone/core`: the queue and the client without React.
 *
 * @packageDocumentation
 */
export { configure, getMutationQueue, getSyncClient } from './client/instance.js';
export {
  onSynced,
  onUserChange,
  readFor,
  syncActions,
  type SyncActions,
} from './client/data_layer_calls.js';
export * from './types/public.js';
