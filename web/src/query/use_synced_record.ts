import {
  useQuery,
  useQueryClient,
  useSuspenseQuery,
  type DefaultError,
  type QueryClient,
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { getSyncClient } from '../client/instance.js';
import { useIsLocal } from '../react/use_is_local.js';
import { useResolvedId } from '../react/use_resolved_id.js';
import { useRowState } from '../react/use_row_state.js';
import { useSyncedRecord as useRecordOverlay } from '../react/use_synced_record.js';
import type { RowState } from '../types/index.js';
import { useNoteShown, useReadOptions, withMembers } from './list_overlay.js';
import { readTimes } from './read_times.js';

/** Options of `useSyncedRecord`: those of `useQuery`, and which record it is. */
export interface SyncedRecordOptions<Row extends object, TError = DefaultError> extends Omit<
  UseQueryOptions<Row, TError, Row>,
  'queryKey' | 'queryFn' | 'select' | 'placeholderData' | 'initialData'
> {
  /** Path of the collection. */
  endpoint: string;
  /** Of the record, in any form that it ever had: local, the server's, number or text. */
  id: string | number;
  /** Key of the query for the id that the record has now. */
  queryKey: (id: string) => QueryKey;
  /** Reads the record with that id of the server's; resolves with the record itself. */
  queryFn: (id: string) => Row | Promise<Row>;
}

/** What `useSyncedRecord` returns beside the result of `useQuery`. */
export interface SyncedRecordState {
  /** The id that the record has now. */
  readonly id: string;
  /** It was created on this device and the server does not know it yet: nothing is asked. */
  readonly isLocal: boolean;
  readonly syncState: RowState;
}

/** The result of `useSyncedRecord`. `data` is undefined where the record is deleted. */
export type SyncedRecordResult<Row extends object, TError = DefaultError> = UseQueryResult<
  Row,
  TError
> &
  SyncedRecordState;

/**
 * The query of one record, with what is queued of it. A record that is only queued is there at once,
 * and nothing is asked of the server before it knows it. Until its own answer has come, a record is
 * shown as the lists of the page have it.
 *
 * @returns the result of `useQuery`, with `id`, `isLocal` and `syncState`.
 *
 * @example
 * const { data: patient, isLocal } = useSyncedRecord({
 *   endpoint: '/api/v1/patients',
 *   id: useParams().id,
 *   queryKey: (id) => ['patient', id],
 *   queryFn: (id) => api.patient(id),
 * });
 */
export function useSyncedRecord<Row extends object, TError = DefaultError>(
  options: SyncedRecordOptions<Row, TError>,
  queryClient?: QueryClient,
): SyncedRecordResult<Row, TError> {
  const { id, isLocal, listed, query } = useRecordQuery(options, useQueryClient(queryClient));
  const enabled = isLocal ? false : (query.enabled ?? true);
  const placeholderData = (): Row | undefined => listed();
  const given = { ...query, enabled, placeholderData } as UseQueryOptions<Row, TError, Row>;
  return useWithQueued(options.endpoint, id, isLocal, listed, useQuery(given, queryClient));
}

/**
 * `useSyncedRecord` that suspends while the record is read, and throws to the next error boundary. It
 * does neither for a record that is only queued, nor when the server has given it its id.
 */
export function useSyncedSuspenseRecord<Row extends object, TError = DefaultError>(
  options: Omit<SyncedRecordOptions<Row, TError>, 'enabled' | 'throwOnError'>,
  queryClient?: QueryClient,
): SyncedRecordResult<Row, TError> {
  const { id, isLocal, listed, query } = useRecordQuery<Row, TError>(
    options,
    useQueryClient(queryClient),
  );
  // Both are the same hook with other options, so that their order in the component is one.
  const isKnown = isLocal || listed() !== undefined;
  const useRead = (isKnown ? useQuery : useSuspenseQuery) as typeof useQuery;
  const known = { enabled: !isLocal, placeholderData: () => listed(), throwOnError: hasNothing };
  const read = isKnown ? { ...query, ...known } : query;
  const result = useRead(read as UseQueryOptions<Row, TError, Row>, queryClient);
  return useWithQueued(options.endpoint, id, isLocal, listed, result);
}

/** As `useSuspenseQuery` has it: an error is shown beside what was read before. */
const hasNothing = (_: unknown, { state }: { state: { data: unknown } }): boolean =>
  state.data === undefined;

interface RecordQuery<Row extends object, TError> {
  readonly id: string;
  readonly isLocal: boolean;
  /** The confirmed record as the page has it. */
  readonly listed: () => Row | undefined;
  readonly query: UseQueryOptions<Row, TError, Row>;
}

function useRecordQuery<Row extends object, TError>(
  { endpoint, id: given, queryKey, queryFn, ...rest }: SyncedRecordOptions<Row, TError>,
  queryClient: QueryClient,
): RecordQuery<Row, TError> {
  const id = useResolvedId(endpoint, given);
  const client = getSyncClient();
  const source = useMemo(() => client.rows.one(endpoint, given), [client, endpoint, given]);
  const isLocal = useIsLocal(endpoint, given);
  useNoteShown(queryClient, queryKey(id), endpoint);
  const query: UseQueryOptions<Row, TError, Row> = useReadOptions(queryClient, {
    ...rest,
    queryKey: queryKey(id),
    queryFn: () => queryFn(id),
  }).given;
  return { id, isLocal, listed: () => source.getListed() as Row | undefined, query };
}

function useWithQueued<Row extends object, TError>(
  endpoint: string,
  id: string,
  isLocal: boolean,
  listed: () => Row | undefined,
  result: UseQueryResult<Row, TError>,
): SyncedRecordResult<Row, TError> {
  const known = useMemo(() => ({ id }) as unknown as Row, [id]);
  const base = result.data ?? (isLocal ? known : listed());
  const times = readTimes(result.data, result.dataUpdatedAt);
  const overlay = useRecordOverlay(base, endpoint, times);
  const data = overlay === known && !isLocal ? undefined : overlay;
  const members = { data, id, isLocal, syncState: useRowState(id, endpoint) };
  const local = { ...kIsThere, refetch: () => Promise.resolve(result) };
  return withMembers(result, isLocal ? { ...members, ...local } : members) as never;
}

/** What a query says that has its data. */
const kIsThere = {
  status: 'success',
  isSuccess: true,
  isPending: false,
  isLoading: false,
} as const;
