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
import { useOverlaidRecord } from '../react/use_synced_record.js';
import type { RowSyncState } from '../types/index.js';
import { useNoteShown, useReadOptions, withMembers } from './list_overlay.js';
import { readTimes } from './read_times.js';

/** Options of `useSyncedRecord`: those of `useQuery`, and which record it is. */
export interface SyncedRecordOptions<Row extends object, TError = DefaultError> extends Omit<
  UseQueryOptions<Row, TError, Row>,
  'queryKey' | 'queryFn' | 'select' | 'placeholderData' | 'initialData'
> {
  /** Path of the collection. */
  endpoint: string;
  /** Id of the record, in any form that it ever had: local, the server's, number or text. */
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
  /** The record was created on this device and the server does not know it yet: nothing is asked. */
  readonly isLocal: boolean;
  /** What is queued of the record. */
  readonly syncState: RowSyncState;
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
  return useRecord(options, queryClient, false);
}

/**
 * `useSyncedRecord` that suspends while the record is read, and throws to the next error boundary. It
 * does neither for a record that is only queued, nor when the server has given it its id.
 */
export function useSyncedSuspenseRecord<Row extends object, TError = DefaultError>(
  options: Omit<SyncedRecordOptions<Row, TError>, 'enabled' | 'throwOnError'>,
  queryClient?: QueryClient,
): SyncedRecordResult<Row, TError> {
  return useRecord(options, queryClient, true);
}

/** As `useSuspenseQuery` has it: an error is shown beside what was read before. */
const hasNothing = (_: unknown, { state }: { state: { data: unknown } }): boolean =>
  state.data === undefined;

function useRecord<Row extends object, TError>(
  { endpoint, id: given, queryKey, queryFn, ...rest }: SyncedRecordOptions<Row, TError>,
  queryClient: QueryClient | undefined,
  suspends: boolean,
): SyncedRecordResult<Row, TError> {
  const cache = useQueryClient(queryClient);
  const id = useResolvedId(endpoint, given);
  const isLocal = useIsLocal(endpoint, given);
  const syncState = useRowState(id, endpoint);
  useNoteShown(cache, queryKey(id), endpoint);
  const client = getSyncClient();
  const source = useMemo(() => client.rows.one(endpoint, given), [client, endpoint, given]);
  /** The confirmed record as the page has it. */
  const listed = (): Row | undefined => source.getListed() as Row | undefined;
  const { given: query } = useReadOptions<Row, Row>(cache, {
    ...rest,
    queryKey: queryKey(id),
    queryFn: () => queryFn(id),
  }) as { given: UseQueryOptions<Row, TError, Row> };
  // Both are the same hook with other options, so that their order in the component is one.
  const isAwaited = suspends && !isLocal && listed() === undefined;
  const useRead = (isAwaited ? useSuspenseQuery : useQuery) as typeof useQuery;
  const known = {
    enabled: isLocal ? false : (query.enabled ?? true),
    placeholderData: () => listed(),
    ...(suspends && { throwOnError: hasNothing }),
  };
  const read = isAwaited ? query : { ...query, ...known };
  const result = useRead(read as UseQueryOptions<Row, TError, Row>, queryClient);
  const nothing = useMemo(() => ({ id }) as unknown as Row, [id]);
  const overlay = useOverlaidRecord(
    result.data ?? (isLocal ? nothing : listed()),
    endpoint,
    readTimes(result.data, result.dataUpdatedAt),
  );
  const data = overlay === nothing && !isLocal ? undefined : overlay;
  return withMembers(result, {
    ...{ data, id, isLocal, syncState },
    ...(isLocal && { ...IS_THERE, refetch: () => Promise.resolve(result) }),
  }) as never;
}

/** What a query says that has its data. */
const IS_THERE = {
  status: 'success',
  isSuccess: true,
  isPending: false,
  isLoading: false,
} as const;
