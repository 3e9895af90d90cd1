/** The files of the original brief's checklist under their own names (`synchrone/compat`). */
export { getMutationQueue } from './mutationQueue.js';
export { useOptimisticMutation } from './useOptimisticMutation.js';
export { useSyncMutation } from './useSyncMutation.js';
