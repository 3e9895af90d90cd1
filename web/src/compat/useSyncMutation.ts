/** Stands in for `hooks/useSyncMutation.js` of existing code. */
export { useSyncMutation, useSyncMutation as default } from '../react/use_sync_mutation.js';
