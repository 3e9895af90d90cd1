/** React keys of rows whose id has changed; every other row's key is its id. */
const keyOfRow = new WeakMap<object, string>();

/** Remembers the key of a row object whose record was once called `key`. */
export function rememberRowKey(row: object, key: string): void {
  keyOfRow.set(row, key);
}

/** The key of a row that was handed out under another id once; undefined: none is known. */
export function knownRowKey(row: object): string | undefined {
  return keyOfRow.get(row);
}

/**
 * Key for React that stays the same when the server gives a new record its own id (BEHAVIOUR 3.5).
 * Takes rows of `createSyncContext` as they are handed out; for any other object it is the `id`.
 *
 * @example patients.map((patient) => <PatientRow key={rowKey(patient)} patient={patient} />)
 */
export function rowKey(row: object): string {
  return keyOfRow.get(row) ?? String((row as { id?: unknown }).id);
}
