import { getSyncClient } from '../client/instance.js';
import type { AnyRecord } from '../types/index.js';

/** A row, or its id in any form that it ever had. */
export type RowOrId = object | string | number;

/** The id of a row, or the id itself; '': it has none. */
export const idOf = (row: RowOrId | null | undefined): string | number => {
  const id: unknown = typeof row === 'object' && row !== null ? (row as AnyRecord)['id'] : row;
  return typeof id === 'string' || typeof id === 'number' ? id : '';
};

/**
 * React key of a row: stays the same when the server gives the record its own id, so that the
 * row is not mounted again. Rows that a context of `createSyncContext` or `useSyncedRows` handed out
 * are known; of any other, without an endpoint, it is the `id` as text.
 *
 * @param endpoint path of the collection: for rows of an existing context that has no
 *   `useSyncedRows` around them.
 *
 * @example
 * patients.map((patient) => <PatientRow key={rowKey(patient)} patient={patient} />)
 * rows.map((row) => <PatientRow key={rowKey(row, '/api/v1/patients')} patient={row} />)
 */
export function rowKey(row: object, endpoint?: string): string {
  return getSyncClient().rowKey(row, endpoint);
}
