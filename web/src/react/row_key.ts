import { getSyncClient } from './client.js';

/**
 * React key of a row that a context of `createSyncContext` or `useSyncedRows` handed out: stays the
 * same when the server gives the record its own id (3.5), so that the row is not mounted anew. Of
 * any other row: its `id` as text.
 *
 * @example patients.map((patient) => <PatientRow key={rowKey(patient)} patient={patient} />)
 */
export function rowKey(row: object): string {
  return getSyncClient().rowKey(row);
}
