import {
  useInfiniteQuery,
  useQueryClient,
  type DefaultError,
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { idOf } from '../react/row_id.js';
import { useSyncedRows } from '../react/use_synced_rows.js';
import type { AnyRecord } from '../types/index.js';
import {
  useComplaint,
  useListPlace,
  useReadOptions,
  useSelected,
  useStable,
  useSyncedList,
  withMembers,
  withSelected,
  withoutListOptions,
  type SyncedList,
  type SyncedListOptions,
} from './list_overlay.js';
import { readTimes } from './read_times.js';
import type { RowOf } from './row_of.js';
import { rowsInData, type RowsInData } from './rows_in_data.js';

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
  const client = useQueryClient(queryClient);
  const place = useListPlace(client, options.queryKey, options);
  const { select, given } = useReadOptions<InfiniteData<TQueryFnData>, TData>(
    client,
    withoutListOptions(options),
  );
  const result = useInfiniteQuery<TQueryFnData, TError>(given, queryClient);
  const seen = useOverlaidPages(result, options.queryKey, {
    ...place,
    complete: !result.hasNextPage,
    first: !result.hasPreviousPage,
  });
  const selected = useSelected(seen, result.data, select, place.endpoint);
  return withMembers(result, {
    ...withSelected(selected),
    ...useSyncedList(place.endpoint),
  }) as never;
}

type Pages<Page> = InfiniteData<Page> | undefined;

function useOverlaidPages<Page>(
  { data, dataUpdatedAt }: { readonly data: Pages<Page>; readonly dataUpdatedAt: number },
  key: QueryKey,
  { endpoint, find, ...options }: ReturnType<typeof useListPlace>,
): Pages<Page> {
  const stableKey = useStable(key);
  const parts = useMemo(
    () =>
      data?.pages.map((page) => rowsInData(page, find && ((from: never) => find(from, stableKey)))),
    [data, find, stableKey],
  );
  useComplaint(parts?.some((part) => !part) ?? false, endpoint);
  const once = useMemo(() => parts && eachOnce(parts), [parts]);
  const rows = useMemo(() => once?.flat(), [once]);
  const seen = useSyncedRows(rows as readonly AnyRecord[], endpoint, {
    ...options,
    ...readTimes(data, dataUpdatedAt),
  });
  return useMemo(
    () => (data && parts && once ? withRows(data, parts, onPages(seen, once)) : data),
    [data, parts, once, seen],
  );
}

/** The data with other rows on its pages; the same data, and the same pages, where none differ. */
function withRows<Page>(
  data: InfiniteData<Page>,
  parts: readonly (RowsInData | undefined)[],
  shown: readonly (readonly object[])[],
): InfiniteData<Page> {
  const pages = data.pages.map((page, index) => {
    const [part, rows] = [parts[index], shown[index] ?? []];
    const isSame = !part || isSameList(part.rows, rows);
    return isSame ? page : (part.put(rows) as Page);
  });
  return isSameList(pages, data.pages) ? data : { ...data, pages };
}

const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((row, index) => row === other[index]);

/** The rows of each page; a record that is on two pages counts on the first. */
function eachOnce(parts: readonly (RowsInData | undefined)[]): object[][] {
  const known = new Set<string | number>();
  return parts.map((part) =>
    (part?.rows ?? []).filter((row) => {
      const id = idOf(row);
      if (id === '') return true;
      if (known.has(id)) return false;
      known.add(id);
      return true;
    }),
  );
}

/** Rows as they are shown, each on the page where it was; a new one on the page of the row before it. */
function onPages(seen: readonly object[], pages: readonly (readonly object[])[]): object[][] {
  const pageOf = new Map<unknown, number>();
  pages.forEach((rows, index) =>
    rows.forEach((row) => {
      pageOf.set(row, index);
      if (idOf(row) !== '') pageOf.set(idOf(row), index);
    }),
  );
  const shown: object[][] = pages.map(() => []);
  let page = 0;
  for (const row of seen) {
    page = pageOf.get(row) ?? pageOf.get(idOf(row)) ?? page;
    shown[page]?.push(row);
  }
  return shown;
}
