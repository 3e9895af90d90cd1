import {
  replaceEqualDeep,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
  type DefaultError,
  type QueryClient,
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  type UseSuspenseQueryOptions,
  type UseSuspenseQueryResult,
} from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import {
  useListPlace,
  useOverlaidData,
  usePlaceholder,
  useSyncedList,
  withMembers,
  withoutListOptions,
  type SyncedList,
  type SyncedListOptions,
} from './list_overlay.js';
import { withReadTimes } from './read_times.js';
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
 * @param options those of `useQuery`, and `endpoint`, `belongs`, `compare`, `complete`, `place`.
 *   `select` is given the rows with what is queued.
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
  const client = useQueryClient(queryClient);
  const place = useListPlace(client, options.queryKey, options);
  const { select, ...rest } = withReadTimes(withoutListOptions(options));
  const placeholderData = usePlaceholder(client, options.placeholderData);
  const result = useQuery(
    { ...rest, placeholderData } as UseQueryOptions<TQueryFnData, TError, TQueryFnData, TQueryKey>,
    queryClient,
  );
  void result.dataUpdatedAt; // a read that brought the same rows says something, too
  const seen = useOverlaidData(result.data, options.queryKey, place);
  const data = useSelected(seen, select as ((data: TQueryFnData) => TData) | undefined);
  return withMembers(result, { data, ...useSyncedList(place.endpoint) }) as never;
}

/**
 * `useSuspenseQuery` with what is queued; see `useSyncedQuery`. Of a record that may be only queued
 * use `useSyncedSuspenseRecord`: it does not suspend for one that the server does not know yet.
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
  const place = useListPlace(useQueryClient(queryClient), options.queryKey, options);
  const { select, ...rest } = withReadTimes(withoutListOptions(options));
  const result = useSuspenseQuery(
    rest as UseSuspenseQueryOptions<TQueryFnData, TError, TQueryFnData, TQueryKey>,
    queryClient,
  );
  void result.dataUpdatedAt;
  const seen = useOverlaidData(result.data as TQueryFnData, options.queryKey, place);
  const data = useSelected(seen, select as ((data: TQueryFnData) => TData) | undefined);
  return withMembers(result, { data, ...useSyncedList(place.endpoint) }) as never;
}

function useSelected<Seen, Data>(
  seen: Seen | undefined,
  select: ((data: Seen) => Data) | undefined,
): Data | undefined {
  const [memo] = useState(() => new Selected<Data>());
  return useMemo(
    () =>
      select && seen !== undefined ? memo.of(select(seen)) : (seen as unknown as Data | undefined),
    [memo, select, seen],
  );
}

/** What was selected last: an equal result is the same object, as in `useQuery`. */
class Selected<Data> {
  private last: Data | undefined;

  of(data: Data): Data {
    this.last = replaceEqualDeep(this.last, data) as Data;
    return this.last;
  }
}
