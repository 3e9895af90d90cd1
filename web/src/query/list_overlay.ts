import {
  replaceEqualDeep,
  useQueryClient,
  type QueryClient,
  type QueryKey,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { getSyncClient } from '../client/instance.js';
import { idOf, rowKey, type RowOrId } from '../react/rows.js';
import { useLiveness } from '../react/use_liveness.js';
import { useOverlaidRows } from '../react/use_synced_rows.js';
import type { AnyRecord, LayerDiagnostic, OverlayOptions, RowSyncState } from '../types/index.js';
import { SyncMutationError } from '../types/index.js';
import {
  noteShown,
  personOf,
  resourceOfEndpoint,
  resourceOfKey,
  type QueryResource,
} from './attach.js';
import { noteReadTimes, queryOf, readTimes, withReadTimes } from './read_times.js';
import { onPages, rowsOf, withRows } from './pages.js';
import { isObject } from './rows_in_data.js';

/** The options of a synchronized query about its list, beside those of TanStack Query. */
export interface SyncedListOptions<Row extends object = AnyRecord> extends Omit<
  OverlayOptions<Row>,
  'readBegan' | 'readEnded' | 'isRecord'
> {
  /**
   * Path of the collection. Default: the endpoint of `attachSynchrone` whose queries the key is one
   * of.
   */
  endpoint?: string;
}

/** What a synchronized query returns beside the result of TanStack Query. */
export interface SyncedList {
  /** What is queued of a row, or of the record with that id. */
  readonly syncState: (row: RowOrId) => RowSyncState;
  /** React key of a row: stays the same when the server gives the record its own id. */
  readonly rowKey: (row: object) => string;
}

/** Where a list is and what belongs to it, from its own options and `attachSynchrone`. */
interface ListPlace extends Omit<OverlayOptions, 'readBegan' | 'readEnded'> {
  readonly endpoint: string;
  readonly find: ((data: never) => readonly object[]) | undefined;
}

/** A hook of TanStack Query that reads a list, or a record. */
type UseRead = (options: never, queryClient?: QueryClient) => Result;
type Result = UseQueryResult & Partial<Record<'hasNextPage' | 'hasPreviousPage', boolean>>;

/**
 * A hook of TanStack Query with what is queued laid over its rows.
 *
 * @param useRead the hook itself, the same in each render
 * @param isNeverEmpty as `useSuspenseQuery` has it: there are data, and an error is thrown
 * @throws SyncMutationError NO_ENDPOINT: neither the options nor `attachSynchrone` name it
 */
export function useSynced(
  useRead: unknown,
  options: { readonly queryKey: QueryKey } & SyncedListOptions<never>,
  queryClient: QueryClient | undefined,
  isNeverEmpty = false,
): never {
  const client = useQueryClient(queryClient);
  const { select, given, queryHash } = useReadOptions<unknown, unknown>(client, options);
  // The key is written inline at each render: this is the same object while its parts are equal.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the hash is equal when the key is
  const key = useMemo(() => options.queryKey, [queryHash]);
  const place = useListPlace(client, key, options as SyncedListOptions);
  const { endpoint } = place;
  useNoteShown(client, key, endpoint);
  const result = (useRead as UseRead)(given, queryClient);
  const { data: laid, version } = useOverlaidData(result, usePlaceOfData(result, place));
  const seen = isNeverEmpty ? (laid ?? result.data) : laid;
  const { data, error } = useSelected(seen, result.data, select, endpoint);
  if (error && isNeverEmpty) throw error.thrown;
  return withMembers(result, {
    data,
    ...(error && { error: error.thrown, status: 'error', isError: true, isSuccess: false }),
    ...useSyncedList(endpoint, version),
  }) as never;
}

function useListPlace(
  queryClient: QueryClient,
  key: QueryKey,
  { endpoint: own, belongs, compare, complete, first, place }: SyncedListOptions,
): ListPlace {
  const ofKey = resourceOfKey(queryClient, key);
  const endpoint = own ?? ofKey?.endpoint;
  if (endpoint === undefined) throw noEndpoint(key);
  const resource = ofKey?.resource ?? resourceOfEndpoint(queryClient, endpoint);
  const ofResource = useMemo(
    () => ({
      find: resource.rows && ((from: never) => resource.rows?.(from, key) as readonly object[]),
      belongs:
        resource.belongs && ((row: AnyRecord) => resource.belongs?.(row as never, key) === true),
      compare: orderOf(resource, key),
    }),
    [resource, key],
  );
  return {
    ...{ endpoint, complete, first, place, find: ofResource.find },
    belongs: belongs ?? ofResource.belongs,
    compare: compare ?? ofResource.compare,
  };
}

/** Data that are kept of a former key are the list of that key: what belonged there still does. */
function usePlaceOfData({ data, isPlaceholderData }: Result, place: ListPlace): ListPlace {
  const [places] = useState(() => new WeakMap<object, ListPlace>());
  if (!isObject(data)) return place;
  if (isPlaceholderData) return places.get(data) ?? place;
  places.set(data, place);
  return place;
}

/** A `compare` of the application that throws gives an order that does, as `useSyncedRows` expects it. */
function orderOf(resource: Partial<QueryResource>, key: QueryKey): ListPlace['compare'] {
  try {
    return resource.compare?.(key) as ListPlace['compare'];
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Lays what is queued over the rows in the data of a query, of all its pages. */
function useOverlaidData(
  { data, dataUpdatedAt, hasNextPage, hasPreviousPage }: Result,
  { endpoint, find, ...options }: ListPlace,
): { readonly data: unknown; readonly version: number } {
  const { parts, pages, rows, belongs } = useMemo(() => rowsOf(data, find), [data, find]);
  useDiagnostic(isSomething(data) && !parts.every(Boolean), 'ROWS_NOT_FOUND', endpoint);
  const { rows: seen, version } = useOverlaidRows(rows as readonly AnyRecord[], endpoint, {
    ...options,
    ...(belongs && { belongs, isRecord: true }),
    ...(hasNextPage === true && { complete: false }),
    ...(hasPreviousPage === true && { first: false }),
    ...readTimes(data, dataUpdatedAt),
  });
  const laid = useMemo(
    () => (rows ? withRows(data, parts, onPages(seen, pages)) : data),
    [data, parts, pages, rows, seen],
  );
  return { data: laid, version };
}

const isSomething = (data: unknown): boolean => data !== undefined && data !== null;

/**
 * The methods of a list's result. `syncState` is a new function when something queued changes: React Compiler
 * memoises its calls by the function and the row, which may stay the same.
 */
function useSyncedList(endpoint: string, version: number): SyncedList {
  const isLive = useLiveness();
  const keyOf = useCallback((row: object) => rowKey(row, endpoint), [endpoint]);
  return useMemo(
    () => ({
      syncState: (row) =>
        isLive() ? getSyncClient().rows.one(endpoint, idOf(row)).getState() : 'synced',
      rowKey: keyOf,
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
    [endpoint, isLive, keyOf, version],
  );
}

/**
 * A result of TanStack Query with some of its members replaced. Its other members are read when they
 * are asked for: the library renders again for those that were.
 */
export function withMembers<Result extends object, Members extends object>(
  result: Result,
  members: Members,
): Omit<Result, keyof Members> & Members {
  const seen: object = { ...members };
  for (const name of Object.keys(result)) {
    if (name in seen) continue;
    const get = (): unknown => result[name as keyof Result];
    Object.defineProperty(seen, name, { enumerable: true, configurable: true, get });
  }
  return seen as Omit<Result, keyof Members> & Members;
}

/** Options as TanStack Query takes them, its defaults included, and the `select` that it is not given. */
export interface ReadOptions<Data, Selected> {
  /** The application's own `select`, which is given the rows with what is queued. */
  readonly select: ((data: Data) => Selected) | undefined;
  /** The options for `useQuery` and the like. */
  readonly given: never;
  /** Hash of the key, by which TanStack Query compares keys. */
  readonly queryHash: string;
}

/**
 * Options of a query that renders its component after every read, also when the rows are the same, so
 * that it knows when the newest read began, whatever `notifyOnChangeProps` asks for.
 */
export function useReadOptions<Data, Selected>(
  queryClient: QueryClient,
  options: object,
): ReadOptions<Data, Selected> {
  noteReadTimes(queryClient);
  const defaulted = queryClient.defaultQueryOptions(options as never) as GivenOptions;
  const { select, placeholderData, notifyOnChangeProps: wanted, ...rest } = defaulted;
  const given = {
    ...withReadTimes(rest),
    placeholderData: usePlaceholder(personOf(queryClient), placeholderData),
    notifyOnChangeProps:
      wanted === undefined || wanted === 'all'
        ? wanted
        : () => withRead(typeof wanted === 'function' ? wanted() : wanted),
  };
  return {
    select: select as ReadOptions<Data, Selected>['select'],
    given: given as never,
    queryHash: defaulted.queryHash,
  };
}

interface GivenOptions {
  readonly queryHash: string;
  readonly queryFn?: unknown;
  readonly select?: unknown;
  readonly placeholderData?: unknown;
  readonly notifyOnChangeProps?: Wanted | (() => Wanted);
}

/**
 * Placeholder data of the application. TanStack Query keeps what the same function gave for another
 * key: for another person it is another function.
 */
function usePlaceholder(person: number, given: unknown): unknown {
  return useMemo(() => {
    if (typeof given !== 'function' || person === 0) return given;
    return (...args: readonly unknown[]): unknown =>
      (given as (...args: readonly unknown[]) => unknown)(...args);
  }, [given, person]);
}

/** Names of members of a result; undefined: those that are used. */
type Wanted = readonly string[] | 'all' | undefined;

const withRead = (given: Wanted): Wanted =>
  Array.isArray(given) ? [...(given as readonly string[]), 'dataUpdatedAt'] : given;

/** What `select` made of the data. */
interface Selected {
  readonly data: unknown;
  /** What it threw, also for the rows as they came; undefined: nothing. */
  readonly error?: { readonly thrown: unknown };
  readonly isRaw?: boolean;
}

/**
 * `select` over the rows with what is queued. Where it throws for these it is given the rows as they
 * came; where it throws for those, too, the query has failed, as TanStack Query has it. An equal result
 * is the same object, as in `useQuery`.
 */
function useSelected(
  seen: unknown,
  raw: unknown,
  select: ((data: unknown) => unknown) | undefined,
  endpoint: string,
): Selected {
  const [last] = useState(() => new Last());
  const selected = useMemo((): Selected => {
    if (!select || seen === undefined) return { data: seen };
    let error: Selected['error'];
    for (const given of new Set([seen, raw]))
      try {
        return { data: last.of(select(given)), isRaw: given !== seen };
      } catch (thrown) {
        error = { thrown };
      }
    return { data: last.data, ...(error && { error }) };
  }, [select, seen, raw, last]);
  useDiagnostic(selected.isRaw === true, 'SELECT_THREW', endpoint);
  return selected;
}

/** What was selected last: an equal result is the same object. */
class Last {
  data: unknown;

  of(data: unknown): unknown {
    this.data = replaceEqualDeep(this.data, data);
    return this.data;
  }
}

/** The rows of that query are records of the endpoint, and bases of its changes. */
export function useNoteShown(queryClient: QueryClient, key: QueryKey, endpoint: string): void {
  useEffect(() => noteShown(queryOf(queryClient, key), endpoint));
}

function useDiagnostic(isWrong: boolean, code: LayerDiagnostic, endpoint: string): void {
  useEffect(() => {
    if (isWrong) getSyncClient().complain(code, endpoint);
  }, [isWrong, code, endpoint]);
}

function noEndpoint(key: QueryKey): SyncMutationError {
  return new SyncMutationError({
    code: 'NO_ENDPOINT',
    message:
      `No endpoint is known for the query ${JSON.stringify(key[0])}: ` +
      'give `endpoint`, or name its key in attachSynchrone.',
  });
}
