import { replaceEqualDeep, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { getSyncClient } from '../client/instance.js';
import { idOf, type RowOrId } from '../react/row_id.js';
import { rowKey } from '../react/row_key.js';
import { useLiveness } from '../react/use_liveness.js';
import { useSyncedRows } from '../react/use_synced_rows.js';
import type { AnyRecord, LayerDiagnostic, OverlayOptions, RowState } from '../types/index.js';
import { SyncMutationError } from '../types/index.js';
import {
  noteShown,
  personOf,
  resourceOfEndpoint,
  resourceOfKey,
  type QueryResource,
} from './attach.js';
import { noteReadTimes, queryOf, readTimes, withReadTimes } from './read_times.js';
import { rowsInData, type RowsInData } from './rows_in_data.js';

/** What a synchronized query says of its list, beside what TanStack Query wants to know. */
export interface SyncedListOptions<Row extends object = AnyRecord> extends Omit<
  OverlayOptions<Row>,
  'readBegan' | 'readEnded'
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
  readonly syncState: (row: RowOrId) => RowState;
  /** React key of a row: stays the same when the server gives the record its own id. */
  readonly rowKey: (row: object) => string;
}

/** The names of `SyncedListOptions`, which are not for TanStack Query. */
export function withoutListOptions<Options extends SyncedListOptions<never>>(
  options: Options,
): Omit<Options, keyof SyncedListOptions> {
  const {
    endpoint: _,
    belongs: _b,
    compare: _c,
    complete: _d,
    first: _f,
    place: _p,
    ...rest
  } = options;
  return rest;
}

/** Where a list is and what belongs to it, from its own options and `attachSynchrone`. */
export interface ListPlace extends Omit<OverlayOptions, 'readBegan' | 'readEnded'> {
  readonly endpoint: string;
  readonly find: QueryResource['rows'];
}

/**
 * @throws SyncMutationError NO_ENDPOINT: neither the options nor `attachSynchrone` name it
 */
export function useListPlace<Row extends object>(
  queryClient: QueryClient,
  key: QueryKey,
  options: SyncedListOptions<Row>,
): ListPlace {
  const ofKey = resourceOfKey(queryClient, key);
  const endpoint = options.endpoint ?? ofKey?.endpoint;
  if (endpoint === undefined) throw noEndpoint(key);
  const resource = ofKey?.resource ?? resourceOfEndpoint(queryClient, endpoint);
  const stableKey = useStable(key);
  const { belongs, compare } = useMemo(
    () => ({
      belongs:
        resource.belongs &&
        ((row: AnyRecord) => resource.belongs?.(row as never, stableKey) === true),
      compare: orderOf(resource, stableKey),
    }),
    [resource, stableKey],
  );
  useNoteShown(queryClient, key, endpoint);
  const own = options as SyncedListOptions;
  return {
    endpoint,
    find: resource.rows,
    belongs: own.belongs ?? belongs,
    compare: own.compare ?? compare,
    complete: own.complete,
    first: own.first,
    place: own.place,
  };
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

/** Lays what is queued over the rows in the data of a query. */
export function useOverlaidData<Data>(
  { data, dataUpdatedAt }: { readonly data: Data | undefined; readonly dataUpdatedAt: number },
  key: QueryKey,
  { endpoint, find, ...options }: ListPlace,
): Data | undefined {
  const stableKey = useStable(key);
  const found = useMemo(
    () => rowsInData(data, find && ((from: never) => find(from, stableKey))),
    [data, find, stableKey],
  );
  useComplaint(data !== undefined && data !== null && !found, endpoint);
  const record = found?.isRecord === true ? found.rows[0] : undefined;
  const belongs = useMemo(
    () => record && ((other: AnyRecord) => idOf(other) === idOf(record)),
    [record],
  );
  const seen = useSyncedRows(found?.rows as readonly AnyRecord[], endpoint, {
    ...options,
    ...(belongs && { belongs }),
    ...readTimes(data, dataUpdatedAt),
  });
  return useMemo(() => putBack(data, found, seen), [data, found, seen]);
}

/** The methods of a list's result. */
export function useSyncedList(endpoint: string): SyncedList {
  const isLive = useLiveness();
  return useMemo(
    () => ({
      syncState: (row) =>
        isLive() ? getSyncClient().rows.one(endpoint, idOf(row)).getState() : 'synced',
      rowKey: (row) => rowKey(row, endpoint),
    }),
    [endpoint, isLive],
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
  const seen = {};
  for (const name of Object.keys(result))
    Object.defineProperty(seen, name, {
      enumerable: true,
      configurable: true,
      get: () => result[name as keyof Result],
    });
  return Object.defineProperties(seen, Object.getOwnPropertyDescriptors(members)) as Omit<
    Result,
    keyof Members
  > &
    Members;
}

/** Options as TanStack Query takes them, its defaults included, and the `select` that it is not given. */
export interface ReadOptions<Data, Selected> {
  readonly select: ((data: Data) => Selected) | undefined;
  /** Of `useQuery` and the like. */
  readonly given: never;
}

/**
 * Options of a query whose component hears of every read, and whose reads say when they began: one that
 * brought the same rows says when they were right, whatever `notifyOnChangeProps` asks for.
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
  return { select: select as ReadOptions<Data, Selected>['select'], given: given as never };
}

interface GivenOptions {
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
export interface Selected<Data> {
  readonly data: Data | undefined;
  /** What it threw, also for the rows as they came; undefined: nothing. */
  readonly error?: { readonly thrown: unknown };
}

/**
 * `select` over the rows with what is queued. Where it throws for these it is given the rows as they
 * came; where it throws for those, too, the query has failed, as TanStack Query has it.
 */
export function useSelected<Seen, Data>(
  seen: Seen | undefined,
  raw: Seen | undefined,
  select: ((data: Seen) => Data) | undefined,
  endpoint: string,
): Selected<Data> {
  const [last] = useState(() => new Last<Data>());
  const selected = useMemo((): Selected<Data> & { isRaw?: boolean } => {
    if (!select || seen === undefined) return { data: seen as unknown as Data | undefined };
    const of = (given: Seen): Data => last.of(select(given));
    try {
      return { data: of(seen) };
    } catch (thrown) {
      try {
        if (raw === undefined || raw === seen) throw thrown;
        return { data: of(raw), isRaw: true };
      } catch (error) {
        return { data: last.data, error: { thrown: error } };
      }
    }
  }, [select, seen, raw, last]);
  useDiagnostic(selected.isRaw === true, 'SELECT_THREW', endpoint);
  return selected;
}

/** What was selected last: an equal result is the same object, as in `useQuery`. */
class Last<Data> {
  data: Data | undefined;

  of(data: Data): Data {
    this.data = replaceEqualDeep(this.data, data) as Data;
    return this.data;
  }
}

/** The members of a result whose `select` has thrown. */
export function withSelected<Data>({ data, error }: Selected<Data>): object {
  return error
    ? { data, error: error.thrown, status: 'error', isError: true, isSuccess: false }
    : { data };
}

/** The rows of that query are records of the endpoint, and bases of its changes. */
export function useNoteShown(queryClient: QueryClient, key: QueryKey, endpoint: string): void {
  useEffect(() => noteShown(queryOf(queryClient, key), endpoint));
}

/** Says once that the rows of a query cannot be found in its data. */
export const useComplaint = (isWrong: boolean, endpoint: string): void =>
  useDiagnostic(isWrong, 'ROWS_NOT_FOUND', endpoint);

function useDiagnostic(isWrong: boolean, code: LayerDiagnostic, endpoint: string): void {
  useEffect(() => {
    if (isWrong) getSyncClient().complain(code, endpoint);
  }, [isWrong, code, endpoint]);
}

function putBack<Data>(
  data: Data | undefined,
  found: RowsInData | undefined,
  seen: readonly object[],
): Data | undefined {
  return !found || seen === found.rows ? data : (found.put(seen) as Data | undefined);
}

/** The same key object while its parts are equal: it is written inline at each render. */
export function useStable(key: QueryKey): QueryKey {
  const text = JSON.stringify(key, (_, part: unknown) =>
    typeof part === 'bigint' ? `${part}n` : part,
  );
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the text is equal when the key is
  return useMemo(() => key, [text]);
}

function noEndpoint(key: QueryKey): SyncMutationError {
  return new SyncMutationError({
    code: 'NO_ENDPOINT',
    message:
      `No endpoint is known for the query ${JSON.stringify(key[0])}: ` +
      'give the hook `endpoint`, or name the first part of the key in attachSynchrone.',
  });
}
