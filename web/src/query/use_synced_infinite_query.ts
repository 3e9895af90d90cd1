import {
  useInfiniteQuery,
  type DefaultError,
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { useSynced, type SyncedList, type SyncedListOptions } from './list_overlay.js';
import type { RowOf } from './row_of.js';

/** Options of `useSyncedInfiniteQuery`: those of `useInfiniteQuery`, and what the list is. */
export type SyncedInfiniteQueryOptions<
  TQueryFnData,
  TError = DefaultError,
  TData = InfiniteData<TQueryFnData>,
  TQueryKey extends QueryKey = QueryKey,
  TPageParam = unknown,
> = UseInfiniteQueryOptions<TQueryFnData, TError, TData, TQueryKey, TPageParam> &
  Omit<SyncedListOptions<RowOf<TQueryFnData>>, 'complete' | 'first'>;

/**
 * `useInfiniteQuery` whose rows have what is queued laid over them. Each record is shown once, also
 * where it moved from page to page between two reads. A created record is shown where `compare` puts
 * it, or where `place` says; without them at the end of the last page there is.
 *
 * @param options those of `useInfiniteQuery`, and `endpoint`, `belongs`, `compare`, `place`.
 * @returns its result, with `syncState(row)` and `rowKey(row)`.
 * @throws SyncMutationError NO_ENDPOINT where neither the options nor `attachSynchrone` name one.
 */
export function useSyncedInfiniteQuery<
  TQueryFnData,
  TError = DefaultError,
  TData = InfiniteData<TQueryFnData>,
  TQueryKey extends QueryKey = QueryKey,
  TPageParam = unknown,
>(
  options: SyncedInfiniteQueryOptions<TQueryFnData, TError, TData, TQueryKey, TPageParam>,
  queryClient?: QueryClient,
): UseInfiniteQueryResult<TData, TError> & SyncedList {
  return useSynced(useInfiniteQuery, options as never, queryClient);
}
