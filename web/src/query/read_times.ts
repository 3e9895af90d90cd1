import type { Query, QueryClient, QueryFunctionContext, QueryKey } from '@tanstack/react-query';
import { getSyncClient } from '../client/instance.js';
import { isObject } from './rows_in_data.js';

/**
 * What is known of the reads of one query client. TanStack Query says when data came, not when its
 * read began, and a change that was confirmed in between must not be undone on the screen.
 */
interface ReadTimes {
  /** When a fetch began; one that takes the place of another has the time of the first. */
  readonly fetches: WeakMap<Query, number>;
  /** When our function was called for the newest read; for its first page. */
  readonly calls: WeakMap<Query, number>;
  /** The pages that an infinite query had before the newest fetch. */
  readonly pages: WeakMap<Query, FormerPages>;
}

interface FormerPages {
  readonly pages: readonly unknown[];
  /** When the read of each began; undefined: not known. */
  readonly began: readonly (number | undefined)[];
}

const timesOf = new WeakMap<QueryClient, ReadTimes>();

type AnyQueryFn = (context: QueryFunctionContext) => unknown;

/** The options of a query, with a function whose calls `readBegan` knows. */
export function withReadTimes<Options extends { readonly queryFn?: unknown }>(
  options: Options,
): Options {
  const { queryFn } = options;
  if (typeof queryFn !== 'function') return options;
  return { ...options, queryFn: timed(queryFn as AnyQueryFn) };
}

/**
 * When the read of the data began: of an infinite query the oldest page's. 0: not known, as of data
 * that were put into the cache by hand, restored or hydrated.
 */
export function readBegan(data: unknown): number {
  const parts = pagesOf(data) ?? [data];
  return Math.min(...parts.map((part) => beganOf(part) ?? 0));
}

const beganOf = (part: unknown): number | undefined =>
  isObject(part) ? getSyncClient().layers.readBegan(part) : undefined;

/** What is known of the read of the data of a query. */
export const readTimes = (
  data: unknown,
  dataUpdatedAt: number,
): { readonly readBegan: number; readonly readEnded: number } => ({
  readBegan: readBegan(data),
  readEnded: dataUpdatedAt,
});

/** Makes note of all reads of that client from now on, also of those by functions that are not ours. */
export function noteReadTimes(queryClient: QueryClient): ReadTimes {
  const known = timesOf.get(queryClient);
  if (known) return known;
  const times: ReadTimes = { fetches: new WeakMap(), calls: new WeakMap(), pages: new WeakMap() };
  timesOf.set(queryClient, times);
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    const { action } = event;
    const query = event.query as Query;
    // A fetch without network begins when it continues.
    if (action.type === 'fetch') {
      const pages = pagesOf(query.state.data) ?? [];
      times.pages.set(query, { pages, began: pages.map(beganOf) });
    }
    if (action.type === 'fetch' || action.type === 'continue') {
      times.fetches.set(query, getSyncClient().layers.now());
      times.calls.delete(query);
    }
    if (action.type !== 'success' || action.manual === true) return;
    const start =
      times.calls.get(query) ?? (isReadAtFetch(query) ? times.fetches.get(query) : undefined);
    if (start !== undefined) noteAll(query, start, times.pages.get(query));
  });
  return times;
}

const timedFns = new WeakSet<object>();

function timed(queryFn: AnyQueryFn): AnyQueryFn {
  const run: AnyQueryFn = (context) => {
    const { client, queryKey } = context;
    const { calls } = noteReadTimes(client);
    const query = queryOf(client, queryKey);
    // A read that takes the place of another begins with its first page; the other may go on.
    if (query && !(calls.has(query) && isLaterPage(query, context)))
      calls.set(query, getSyncClient().layers.now());
    return queryFn(context);
  };
  timedFns.add(run);
  return run;
}

/**
 * The query's own function reads, and its calls are not known. A persister gives what it has stored;
 * a query that a server streams is given an answer, without any call.
 */
function isReadAtFetch({ options }: Query): boolean {
  const { queryFn, persister } = options as { queryFn?: unknown; persister?: unknown };
  return typeof queryFn === 'function' && !persister && !timedFns.has(queryFn);
}

/** The query of that key: `find` would compare the keys of all. */
export function queryOf(queryClient: QueryClient, queryKey: QueryKey): Query | undefined {
  const cache = queryClient.getQueryCache();
  const { queryHash } = queryClient.defaultQueryOptions({ queryKey });
  return cache.get(queryHash) ?? cache.find({ queryKey, exact: true });
}

function isLaterPage({ state, options }: Query, context: { pageParam?: unknown }): boolean {
  const { pageParams } = (state.data ?? {}) as { pageParams?: readonly unknown[] };
  const { initialPageParam } = options as { initialPageParam?: unknown };
  return 'pageParam' in context && context.pageParam !== (pageParams?.[0] ?? initialPageParam);
}

/**
 * Pages are known by their places: structural sharing copies those that one more before them, or
 * `maxPages`, has moved.
 *
 * @param former what the query had before: the newest read may have brought one more page
 */
function noteAll({ state }: Query, start: number, former: FormerPages | undefined): void {
  const pages = pagesOf(state.data) ?? [state.data];
  const direction = (state.fetchMeta as FetchMeta)?.fetchMore?.direction;
  let began: FormerPages['began'] = pages.map(() => start);
  if (direction && former?.began.length) {
    if (pages === former.pages) return; // there was none to read
    began =
      direction === 'backward'
        ? [start, ...former.began]
        : [...former.began, start].slice(-pages.length);
  }
  pages.forEach((page, index) => {
    const at = began[index];
    if (at !== undefined && at !== beganOf(page)) getSyncClient().layers.noteRead(page, at);
  });
}

type FetchMeta = { readonly fetchMore?: { readonly direction?: string } } | null;

/** The pages of an infinite query's data; undefined: it is not of one. */
export function pagesOf(data: unknown): readonly unknown[] | undefined {
  if (!isObject(data) || !('pages' in data) || !('pageParams' in data)) return undefined;
  return Array.isArray(data.pages) && data.pages.length > 0 ? data.pages : undefined;
}
