/** Stands in for `hooks/useOptimisticMutation.js` of existing code. */
export {
  useOptimisticMutation,
  useOptimisticMutation as default,
} from '../react/use_optimistic_mutation.js';
