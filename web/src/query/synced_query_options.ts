import type { DefaultError, QueryKey } from '@tanstack/react-query';
import { withReadTimes } from './read_times.js';
import type { SyncedQueryOptions } from './use_synced_query.js';

/**
 * Options of one query, for `useSyncedQuery`, `queryClient.prefetchQuery` and the loaders of a router
 * alike: wherever the query is read, it is known when the read began.
 *
 * @returns the same options.
 *
 * @example
 * const patients = (city: string) =>
 *   syncedQueryOptions({ queryKey: ['patients', { city }], queryFn: () => api.patients(city) });
 * useSyncedQuery(patients('Lyon'));
 */
export function syncedQueryOptions<
  TQueryFnData = unknown,
  TError = DefaultError,
  TData = TQueryFnData,
  TQueryKey extends QueryKey = QueryKey,
>(
  options: SyncedQueryOptions<TQueryFnData, TError, TData, TQueryKey>,
): SyncedQueryOptions<TQueryFnData, TError, TData, TQueryKey> {
  return withReadTimes(options);
}
