import {
  useQuery,
  useSuspenseQuery,
  type DefaultError,
  type QueryClient,
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  type UseSuspenseQueryOptions,
  type UseSuspenseQueryResult,
} from '@tanstack/react-query';
import { useSynced, type SyncedList, type SyncedListOptions } from './list_overlay.js';
import type { RowOf } from './row_of.js';

/** Options of `useSyncedQuery`: those of `useQuery`, and what the list is. */
export type SyncedQueryOptions<
  TQueryFnData = unknown,
  TError = DefaultError,
  TData = TQueryFnData,
  TQueryKey extends QueryKey = QueryKey,
> = UseQueryOptions<TQueryFnData, TError, TData, TQueryKey> &
  SyncedListOptions<RowOf<TQueryFnData>>;

/** Options of `useSyncedSuspenseQuery`. */
export type SyncedSuspenseQueryOptions<
  TQueryFnData = unknown,
  TError = DefaultError,
  TData = TQueryFnData,
  TQueryKey extends QueryKey = QueryKey,
> = UseSuspenseQueryOptions<TQueryFnData, TError, TData, TQueryKey> &
  SyncedListOptions<RowOf<TQueryFnData>>;

/**
 * `useQuery` whose rows have what is queued laid over them: what people create, change and delete
 * shows at once, after a reload and from other tabs, and the cache stays the server's.
 *
 * @param options those of `useQuery`, and `endpoint`, `belongs`, `compare`, `complete`, `first`, `place`.
 *   `select` is given the rows with what is queued; where it throws for them, the rows as they came
 *   (diagnostic SELECT_THREW).
 * @returns the result of `useQuery`, with `syncState(row)` and `rowKey(row)`.
 * @throws SyncMutationError NO_ENDPOINT where neither the options nor `attachSynchrone` name one.
 *
 * @example
 * const { data = [] } = useSyncedQuery({
 *   queryKey: ['patients', { city }],
 *   queryFn: () => api.patients(city),
 *   belongs: (patient) => patient.city === city,
 * });
 */
export function useSyncedQuery<
  TQueryFnData = unknown,
  TError = DefaultError,
  TData = TQueryFnData,
  TQueryKey extends QueryKey = QueryKey,
>(
  options: SyncedQueryOptions<TQueryFnData, TError, TData, TQueryKey>,
  queryClient?: QueryClient,
): UseQueryResult<TData, TError> & SyncedList {
  return useSynced(useQuery, options as never, queryClient);
}

/**
 * `useSuspenseQuery` with what is queued; see `useSyncedQuery`. Of a record that may be only queued
 * use `useSyncedSuspenseRecord`: it does not suspend for one that the server does not know yet, and its
 * `data` is undefined where the record is deleted. Here a deleted record stays as it came, since
 * `data` is never undefined.
 */
export function useSyncedSuspenseQuery<
  TQueryFnData = unknown,
  TError = DefaultError,
  TData = TQueryFnData,
  TQueryKey extends QueryKey = QueryKey,
>(
  options: SyncedSuspenseQueryOptions<TQueryFnData, TError, TData, TQueryKey>,
  queryClient?: QueryClient,
): UseSuspenseQueryResult<TData, TError> & SyncedList {
  return useSynced(useSuspenseQuery, options as never, queryClient, true);
}
