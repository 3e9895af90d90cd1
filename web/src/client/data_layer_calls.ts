import type {
  AnyRecord,
  DeletedRecord,
  MutationOptions,
  MutationPromise,
} from '../types/mutation.js';
import type { OnSyncedOptions, SyncedBatch, UserChange } from '../types/sync_client.js';
import { getSyncClient, wokenClient } from './instance.js';

/** What `syncActions` returns. */
export interface SyncActions<Row extends object = AnyRecord> {
  /** Adds a record at once and queues its creation; see `useSyncMutation`. */
  create(data: Partial<Row>, options?: MutationOptions): MutationPromise<Row>;
  /** Changes a record at once and queues the change. */
  mutate(
    id: string | number,
    changes: Partial<Row>,
    options?: MutationOptions,
  ): MutationPromise<Row>;
  /** Takes a record away at once and queues its deletion. */
  delete(id: string | number, options?: MutationOptions): MutationPromise<DeletedRecord>;
}

/**
 * The operations of an endpoint outside React: in loaders and actions of a router, or in a store.
 * The changes show wherever `useSyncedRows`, `useSyncedRecord` or a `createSyncContext` shows rows
 * of the endpoint.
 *
 * @param endpoint path of the collection, e.g. '/api/v1/patients'.
 * @returns operations whose promises reject with `SyncMutationError`, never as unhandledrejection.
 *
 * @example
 * const { record } = syncActions<Patient>('/api/v1/patients').create(await readForm(request));
 * return redirect(`/patients/${record.id}`);
 */
export function syncActions<Row extends object = AnyRecord>(endpoint: string): SyncActions<Row> {
  const calls = getSyncClient().mutations<Row>(endpoint);
  return {
    create: (data, options) => calls.create(data, options),
    mutate: (id, changes, options) => calls.update(id, changes, options),
    delete: (id, options) => calls.delete(id, options),
  };
}

/**
 * Calls back once for a drain of the queue, in every tab: to read lists again, or to invalidate a
 * cache.
 *
 * @param endpoints paths of collections; one, or a list.
 * @param listener gets the records that were confirmed since the last call, by endpoint.
 * @param options.quietMs milliseconds without a confirmation and without a request in flight.
 *   Default 300.
 * @param options.maxWaitMs the most milliseconds after the first confirmation. Default 5 000.
 * @returns ends it.
 * @throws SyncMutationError INVALID_ARGUMENT, with the field.
 *
 * @example
 * onSynced('/api/v1/patients', () => void mutate('/api/v1/patients')); // SWR
 */
export function onSynced(
  endpoints: string | readonly string[],
  listener: (batch: readonly SyncedBatch[]) => void,
  options?: OnSyncedOptions,
): () => void {
  return wokenClient().layers.onSynced(endpoints, listener, options);
}

/**
 * Calls back when another person has signed in, or has signed out: to clear caches that hold the former
 * person's rows. In this tab (`setUser`, `logout`) or in another one.
 *
 * @returns ends it.
 *
 * @example
 * onUserChange(() => store.dispatch(api.util.resetApiState())); // RTK Query
 */
export function onUserChange(listener: (user: UserChange) => void): () => void {
  return wokenClient().layers.onUserChange(listener);
}

/**
 * Runs a read of rows, and remembers with them when it began: what is confirmed during the read stays on
 * the screen, and for what was confirmed before it the list counts. For stores that do not know when a
 * read began.
 *
 * @param read resolves with the rows, or with an object that holds them in a member. Give
 *   `useSyncedRows` and `useSyncedRecord` that same array or record.
 * @returns what `read` returns. Rejects with `SyncMutationError` OTHER_USER where another person works
 *   here by then.
 *
 * @example
 * const rows = await readFor(() => api.patients.list());
 * setPatients(rows);
 */
export function readFor<Read>(read: () => Promise<Read>): Promise<Read> {
  return getSyncClient().layers.readFor(read);
}
