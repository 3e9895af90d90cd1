import { useInsertionEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import {
  OptimisticMutationCalls,
  type OptimisticMutationFunctions,
  type OptimisticMutationOptions,
  type OptimisticMutationState,
} from './optimistic_mutation_calls.js';

/** What `useOptimisticMutation` returns. */
export interface OptimisticMutation<Input, Result> extends OptimisticMutationState {
  /** Shows the change, then calls the API. Rejects, after the rollback, with what the API rejected with. */
  readonly mutate: (input: Input, options?: OptimisticMutationOptions<Input>) => Promise<Result>;
  /** Makes `error` null until a call fails again. */
  readonly clearError: () => void;
}

/**
 * For one-off calls that need no queue. The change is in memory only: it is not sent again
 * after a reload, nor kept while offline. For records use `useSyncMutation`.
 *
 * @param apiCall sends the change.
 * @param onOptimisticUpdate shows it at once. Return a function that undoes it; without one, the
 *   call's `previousState` is handed to `onOptimisticUpdate` again.
 *
 * @example
 * const { mutate, isPending } = useOptimisticMutation(
 *   (theme) => api.put('/api/v1/settings/theme', { theme }),
 *   (theme) => { const before = settings.theme; setTheme(theme); return () => setTheme(before); },
 * );
 */
export function useOptimisticMutation<Input, Result>(
  apiCall: OptimisticMutationFunctions<Input, Result>['apiCall'],
  onOptimisticUpdate: OptimisticMutationFunctions<Input, Result>['onOptimisticUpdate'],
): OptimisticMutation<Input, Result> {
  getSyncClient().check(
    { apiCall, onOptimisticUpdate },
    { apiCall: 'function', onOptimisticUpdate: 'function' },
  );
  const [calls] = useState(() => new OptimisticMutationCalls<Input, Result>(getSyncClient()));
  useInsertionEffect(
    () => calls.use({ apiCall, onOptimisticUpdate }),
    [calls, apiCall, onOptimisticUpdate],
  );
  const state = useSyncExternalStore(calls.subscribe, calls.getState, calls.getServerState);
  return useMemo(
    () => ({ mutate: calls.mutate, clearError: calls.clearError, ...state }),
    [calls, state],
  );
}
