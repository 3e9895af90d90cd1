import { useMemo, useSyncExternalStore } from 'react';
import type { AnyRecord, RowState } from '../client/types.js';
import { getSyncClient } from './client.js';

/** A row, or its id in any form that it ever had. */
type RowOrId = object | string | number;

const idOf = (row: RowOrId | null | undefined): string | number => {
  const id: unknown = typeof row === 'object' && row !== null ? (row as AnyRecord)['id'] : row;
  return typeof id === 'string' || typeof id === 'number' ? id : '';
};

/**
 * What is queued of one record: for a badge in its row. Renders again for that record alone, however
 * long the queue is.
 *
 * @param rowOrId the row, or its id: local, the server's, number or text.
 * @param endpoint path of the collection.
 * @returns 'synced' on the server and while hydrating.
 *
 * @example
 * const state = useRowState(patient, '/api/v1/patients');
 * return state === 'pending' ? <Badge>⏳</Badge> : null;
 */
export function useRowState(rowOrId: RowOrId, endpoint: string): RowState {
  const client = getSyncClient();
  const id = idOf(rowOrId);
  const row = useMemo(() => client.rows.one(endpoint, id), [client, endpoint, id]);
  const { subscribe, getState } = useMemo(
    () => ({
      subscribe: (listener: () => void) => row.subscribe(listener),
      getState: () => row.getState(),
    }),
    [row],
  );
  return useSyncExternalStore(subscribe, getState, () => 'synced');
}

/**
 * Lays what is queued of one record over it, as `useSyncedRows` does over a list: for a detail page.
 * Renders again for that record alone.
 *
 * @param record as the application has read it. Of one that is only queued, or not read yet, its id
 *   is enough: `{ id }`. undefined or null: there is none.
 * @param endpoint path of the collection.
 * @returns the same object while nothing of the record is queued; undefined where it is deleted, or
 *   none was given.
 *
 * @example
 * const patient = useSyncedRecord(query.data ?? { id: params.id }, '/api/v1/patients');
 */
export function useSyncedRecord<Row extends object>(
  record: Row | null | undefined,
  endpoint: string,
): Row | undefined {
  const client = getSyncClient();
  const id = idOf(record);
  const row = useMemo(() => client.rows.one(endpoint, id), [client, endpoint, id]);
  const overlay = useMemo(() => client.overlay<Row>(endpoint), [client, endpoint]);
  const { subscribe, getVersion } = useMemo(
    () => ({
      subscribe: (listener: () => void) => row.subscribe(listener),
      getVersion: () => row.getVersion() ?? kNothingQueued,
    }),
    [row],
  );
  const version = useSyncExternalStore(subscribe, getVersion, () => kOnServer);
  return useMemo(() => {
    if (record === null || record === undefined) return undefined;
    return version === kOnServer ? record : overlay.apply([record], { belongs: isOf(record) })[0];
  }, [record, overlay, version]);
}

const kOnServer = 'server';
const kNothingQueued = 'nothing';

/** What joins the list of that one record. */
const isOf = (record: object) => (other: object) => idOf(other) === idOf(record);
