import type { SyncMutationError } from './errors.js';
import type {
  AnyRecord,
  DeletedRecord,
  MutationEntry,
  MutationOptions,
  MutationPromise,
} from './mutation.js';
import type { EndpointOptions, Language } from './options.js';
import type { Diagnostic, MutationQueue, Waiting } from './mutation_queue.js';
import type { MemberKind } from './argument_kinds.js';

/**
 * State of a row or record. 'synced': nothing of it is queued. 'uncertain': a change of it may have been
 * saved, and a person has to say whether it was.
 */
export type RowSyncState = 'pending' | 'synced' | 'error' | 'conflict' | 'uncertain';

/** @deprecated Use `RowSyncState`. */
export type RowState = RowSyncState;

/**
 * The rows of one resource that we own (`createSyncContext`): confirmed rows as they came, and
 * over them the views of what is queued. Made once per endpoint and page; find it by
 * `client.resource`.
 *
 * - `getRows()` is the same array until a row changes, and unchanged rows are the same objects in
 *   the next array. Rows keep their place; created ones come last, refused deletes come back where
 *   they were.
 * - Listeners are called synchronously inside create / update / delete, and once per batch for
 *   everything else.
 * - Ids are accepted in any form a row ever had: local, server's, number or text.
 */
export interface ResourceStore<Row extends object = AnyRecord> {
  /** Path of the collection, without the query. */
  readonly endpoint: string;
  /** The rows as they are shown. */
  getRows(): readonly Row[];
  /** For useSyncExternalStore's third argument: always the same empty array; touches nothing. */
  getServerRows(): readonly Row[];
  /** Calls back after each change of rows, isLoading or error; returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
  /** {rows, isLoading, error} as one object with stable identity. */
  getState(): ResourceState<Row>;
  /** The state that a server renders: no rows yet. Touches nothing. */
  getServerState(): ResourceState<Row>;
  /** Key for React: stays the same when the server gives the record its own id. */
  rowKey(row: Row): string;
  /** @param rowOrId a row, or its id in any form that it ever had */
  syncState(rowOrId: object | string | number): RowSyncState;
  /** The row as it is shown; undefined: not known, or hidden by a delete. */
  getById(id: string | number): Row | undefined;
  /**
   * Loads once: later calls return the first call's promise while it runs and when it succeeded.
   * Never rejects; see `error`.
   */
  load(): Promise<void>;
  /**
   * Loads, and loads again for each user who signs in, as long as something shows the rows. After the
   * last caller has stopped, only `load`, `refetch` or another call reads: the next user may not be
   * allowed to see the list.
   *
   * @returns stops it; call it when the rows are no longer shown
   */
  keepLoaded(): () => void;
  /**
   * Reads again; resolves with fresh confirmed ⊕ pending, rejects with READ_FAILED. Pending edits
   * stay.
   */
  refetch(): Promise<readonly Row[]>;
  /**
   * Replaces the confirmed rows, as `setPatients(x)` does. x may be a function of the rows shown.
   */
  setConfirmed(rows: readonly Row[] | ((rows: readonly Row[]) => readonly Row[])): void;
}

/** What a Provider needs to render. */
export interface ResourceState<Row extends object = AnyRecord> {
  /** The rows as they are shown. */
  readonly rows: readonly Row[];
  /** A read is running and no rows have come yet. */
  readonly isLoading: boolean;
  /** Why the last read failed, in the configured language; null when it succeeded. */
  readonly error: string | null;
}

/** State of one `ResourceMutations`; the same object until something changes. */
export interface MutationsState {
  /**
   * A mutation of this endpoint is queued or being sent, from any component or tab, also after a reload.
   * One that waits behind a refused one does not count: a person decides about both.
   */
  readonly isPending: boolean;
  /** A request of this endpoint is in flight. */
  readonly isSending: boolean;
  /** Why the pending changes of this endpoint are not sent; null: nothing holds them up. */
  readonly waiting: Waiting;
  /** Newest unresolved refusal of a call made through this object; null: none. */
  readonly failure: SyncMutationError | null;
}

/**
 * The operations of one hook instance. Make one per hook with `client.mutations(endpoint)` and keep
 * it (useState initialiser): `failure` belongs to it. Making one touches no globals; the module
 * loads at the first call or subscription.
 *
 * Without a sink the change shows in the `ResourceStore` and overlays of the endpoint. With one it
 * shows there and is driven through the sink as well.
 */
export interface ResourceMutations<Row extends object = AnyRecord> {
  /** Path of the collection, without the query. */
  readonly endpoint: string;
  /** A record without `id` gets a local one (a UUID). */
  create(record: Partial<Row>, options?: MutationOptions, sink?: ContextSink): MutationPromise<Row>;
  /** Changes a record. @param id in any form that the record ever had */
  update(
    id: string | number,
    changes: Partial<Row>,
    options?: MutationOptions,
    sink?: ContextSink,
  ): MutationPromise<Row>;
  /** Deletes a record. @param id in any form that the record ever had */
  delete(
    id: string | number,
    options?: MutationOptions,
    sink?: ContextSink,
  ): MutationPromise<DeletedRecord>;
  /** The pending entries of this endpoint. */
  getPending(): MutationEntry[];
  /**
   * Calls back after each change of `getState()`; never synchronously inside create / update /
   * delete.
   */
  subscribe(listener: () => void): () => void;
  /** The state of the endpoint now. */
  getState(): MutationsState;
  /** The state with nothing queued; touches nothing. */
  getServerState(): MutationsState;
  /** Forgets `failure`; the entry stays as it is. */
  clearError(): void;
  /**
   * A call that cannot be made at all (CONTEXT_UNUSABLE): reported as a wrong call is, by `failure` and
   * a rejected promise.
   */
  refuse<T>(error: SyncMutationError, record: T): MutationPromise<T>;
}

/**
 * How the client drives one existing React context. Made by the React layer: the same object for the same
 * context, each method goes to its newest value. Ids are the context's own: where it has given a record
 * another id than ours, the client translates.
 *
 * The client calls insert, patch or remove once inside create / update / delete, after the mutation is
 * recorded. What they return counts: a record, or a promise of one, whose `id` is not ours makes that id an
 * alias; a throw or rejection withdraws the mutation. Later calls (confirm, rollback) come from a microtask,
 * and only where `isByName` is false or the context has been seen not to send; what they throw becomes a
 * diagnostic.
 */
export interface ContextSink {
  /**
   * Adds a record. index: where it stood before; null: a new one, at any position. isOutcome, here and below:
   * it is not a call of a person.
   */
  insert(record: AnyRecord, index: number | null, isOutcome?: boolean): unknown;
  /** Merges changes into the record with that id. After a confirmation: the whole merged record. */
  patch(id: string, changes: AnyRecord, isOutcome?: boolean): unknown;
  /** Takes the record with that id out. */
  remove(id: string, isOutcome?: boolean): unknown;
  /**
   * The server gave the record its own id. Must not touch other fields; a patch with the confirmed
   * record under the new id follows. Absent: the context cannot; one diagnostic says so.
   */
  replaceId?(oldId: string, newId: string): unknown;
  /** In place of `replaceId` and the patch that follows: the confirmed record has another id. */
  replaceRecord?(oldId: string, record: AnyRecord): unknown;
  /**
   * The record and its index in the context's list; undefined: not there, or there is no list to
   * look in.
   */
  find?(id: string): { record: AnyRecord; index: number } | undefined;
  /**
   * True where the context's method for this operation was found by its name, and so may be the
   * application's own. Without this member no method was.
   */
  isByName?(operation: 'insert' | 'patch' | 'remove' | 'replaceId'): boolean;
}

/** What an overlay knows of the list that it is laid over. */
export interface OverlayOptions<Row extends object = AnyRecord> {
  /**
   * The record belongs to the list: creates join only then, and an edit may bring a record in or
   * take it out. Default: every record belongs. Pure.
   */
  readonly belongs?: ((row: Row) => boolean) | undefined;
  /**
   * Epoch milliseconds when the read began that brought these rows (not one that is running now).
   * What was confirmed before is in them; what was confirmed later is laid over them. 0 or undefined:
   * not known; what was confirmed then stays over a row until the row shows it, has a newer version,
   * or another value than before. undefined also reports READ_TIME_UNKNOWN where it matters.
   */
  readonly readBegan?: number | undefined;
  /**
   * Epoch milliseconds when the rows had come at the latest. Where `readBegan` is not known, as of rows
   * that were stored, what was confirmed later, also in an earlier page, is laid over them. Where it is
   * known, this says whether a list that is shown again may hold a record whose create has no answer yet.
   */
  readonly readEnded?: number | undefined;
  /** The list is one record, which was read by its id. */
  readonly isRecord?: boolean | undefined;
  /**
   * Order of the list, as for `Array.prototype.sort`: says where a record comes that the list did not
   * have. Rows that it has keep their place. Pure.
   */
  readonly compare?: ((a: Row, b: Row) => number) | undefined;
  /**
   * false: there are more records behind the last row (one page of several). A record that the list
   * did not have is then shown where `compare` puts it before the last row, or where `place` says.
   * true, without `belongs`: the rows are all records of the endpoint. A create whose answer was lost is
   * then looked up in them. Default: none is missing behind the last row. Where it is given, a record that
   * is in the rows twice, as on two pages, is shown once.
   */
  readonly complete?: boolean | undefined;
  /**
   * false: there are more records before the first row (the second page, or an infinite list whose
   * previous page is not read). A record that `compare` puts before it is then not shown. Default: true.
   */
  readonly first?: boolean | undefined;
  /**
   * Where records come that the list did not have, in place of `compare`: at its end, at its start with
   * the newest first, or nowhere. Default: `compare`; without one 'end', and of an incomplete list 'none'.
   */
  readonly place?: 'end' | 'start' | 'none' | undefined;
}

/**
 * For `useSyncedRows`: the views of an endpoint laid over one list that the application owns.
 * `apply` is idempotent by id and keeps identities: the same rows and views give the same array;
 * rows without a view are passed through; without views the array itself comes back. To be given
 * each state of the list, in order.
 */
export interface RowOverlay<Row extends object = AnyRecord> {
  /** The rows with what is queued; the rows given are not changed. */
  apply(rows: readonly Row[], options?: OverlayOptions<Row>): readonly Row[];
  /** The row shows a change that was refused, until its confirmed state can be read. */
  isStale(id: string | number): boolean;
  /** Calls back after each change of a view. */
  subscribe(listener: () => void): () => void;
  /** Changes when a view does: for useSyncExternalStore. */
  getVersion(): number;
  /** Always 0; touches nothing. */
  getServerVersion(): number;
}

/** The records that an overlay shows in the list of a driven context. */
export interface DrivenList {
  /** The context whose list it is. */
  readonly sink: ContextSink;
  /**
   * 'all': all records. 'driven': those that calls of this page have put into that context. 'others':
   * those that no call has put there.
   */
  readonly scope: 'all' | 'driven' | 'others';
}

/** One record of an endpoint, for a component that shows no other. */
export interface RowSource {
  /** Calls back after each change of that record, whatever else is queued. A free function. */
  readonly subscribe: (listener: () => void) => () => void;
  /** What is queued of the record. */
  getState(): RowSyncState;
  /** Changes when the record does. */
  getVersion(): unknown;
  /** The id that the record has now: the server's, once a create is confirmed. */
  getId(): string;
  /** The record was created on this device and the server has not confirmed it. */
  isLocal(): boolean;
  /** The confirmed record as some list of the page has it; undefined: none has. */
  getListed(): AnyRecord | undefined;
}

/** The records of one endpoint that have something queued, for a component that shows many. */
export interface RowStatesSource {
  /** Calls back after each change of any of them. */
  subscribe(listener: () => void): () => void;
  /** By the id that the record has now. The same map until one changes. */
  getStates(): ReadonlyMap<string, RowSyncState>;
}

/** What a page shows of rows that others own. */
export interface PageRowSources {
  /** The resource of an endpoint: however it is written, the same for the same collection. */
  resourceOf(endpoint: string): string;
  /** A new overlay for one list: what it has seen is that list's. */
  overlay<Row extends object = AnyRecord>(endpoint: string, of?: DrivenList): RowOverlay<Row>;
  /** @param id of the record, in any form that it ever had */
  one(endpoint: string, id: string | number): RowSource;
  /** What is queued of all records of an endpoint. */
  states(endpoint: string): RowStatesSource;
  /**
   * Registers where the application keeps confirmed records that no list here shows: they are bases
   * of changes.
   *
   * @param find the record with that id, as each of its lists has it; `at`: epoch milliseconds when
   *   the read began
   * @returns unregisters it
   */
  addBases(
    endpoint: string,
    find: (id: string) => readonly { readonly row: AnyRecord; readonly at: number }[],
  ): () => void;
  /**
   * The list of a context has come to hold other rows than this page's calls have made of it: the
   * context is called for those that differ, where it may be.
   */
  redrive(
    endpoint: string,
    sink: ContextSink,
    shown: readonly AnyRecord[],
    wanted: readonly AnyRecord[],
  ): void;
  /**
   * Registers a mounted list that shows nothing of the queue but what calls of this page have put into
   * it, as long as `isSo` returns true.
   *
   * @returns unregisters it
   */
  showsOwnOnly(endpoint: string, sink: ContextSink, isSo: () => boolean): () => void;
}

/**
 * The entries that are pending or parked. Each list is the same array until one of
 * its entries changes, so that asking costs nothing between two changes.
 */
export interface UnsettledEntries {
  /** The pending ones, in order; also those that a person keeps offline. */
  getPending(): readonly MutationEntry[];
  /** The parked entries, which wait for a person's decision, in order. */
  getParked(): readonly MutationEntry[];
}

/** Who works here from now on. */
export interface UserChange {
  /** null: no user is signed in. */
  readonly userId: string | null;
  /** null: `setUser` was given none. */
  readonly companyId: string | null;
}

/** Records of one endpoint that the server has confirmed. */
export interface SyncedBatch {
  /** The endpoint as it was given to `onSynced`. */
  readonly endpoint: string;
  /** Ids that the records have now. */
  readonly ids: readonly string[];
}

/** When `onSynced` calls. */
export interface OnSyncedOptions {
  /** Milliseconds without a confirmation. Default 300. */
  readonly quietMs?: number;
  /** Milliseconds from the first confirmation of a long drain. Default 5 000. */
  readonly maxWaitMs?: number;
}

/** What the page's own data layer needs: a query library, or a store. */
export interface DataLayers {
  /** Calls back when the user changes or signs out, in this tab or another. */
  onUserChange(listener: (user: UserChange) => void): () => void;
  /**
   * Calls back once for a drain: when confirmations of the endpoints have ceased for `quietMs` and
   * nothing of them is in flight, at the latest `maxWaitMs` after the first one.
   *
   * @returns ends it
   */
  onSynced(
    endpoints: string | readonly string[],
    listener: (batch: readonly SyncedBatch[]) => void,
    options?: OnSyncedOptions,
  ): () => void;
  /**
   * Runs a read of rows, and remembers with the rows that it returns when it began.
   *
   * @returns what `read` returns; rejects with OTHER_USER where another person works here by then
   */
  readFor<Read>(read: () => Promise<Read>): Promise<Read>;
  /** Epoch milliseconds of the page's clock, by which reads and confirmations are compared. */
  now(): number;
  /** A time of the device's clock, as the application has it, by the page's; never later than now. */
  pageTime(deviceTime: number): number;
  /** Rows have come whose read began at that moment: the answer, or an object that holds them. */
  noteRead(answer: unknown, began: number): void;
  /** When the read of these rows began, by `readFor` or `noteRead`; undefined: not known. */
  readBegan(rows: object): number | undefined;
  /** Calls back when a newer read has brought the very same rows. @returns ends it */
  onReadAgain(listener: () => void): () => void;
}

/** Codes of diagnostics about a data layer; their sentences are the client's. */
export type LayerDiagnostic =
  'ROWS_NOT_FOUND' | 'SELECT_THREW' | 'KEY_OF_TWO_ENDPOINTS' | 'CACHE_NOT_REMOVED';

/**
 * Makes the rows of a resource that we own. It is handed in by whoever asks for them, so that an
 * application without such rows has none of their code in its bundle.
 */
export type RowStoreMaker = (...parts: never[]) => ResourceStore;

/** What the React layer builds on. One per page, also with two copies of the package. */
export interface SyncClient {
  /** What `getMutationQueue` gives. */
  readonly queue: MutationQueue;
  /** The entries that are pending or parked. */
  readonly unsettled: UnsettledEntries;
  /**
   * Starts the engine if nothing has: what an earlier page left is known when this returns, so that
   * the first render shows it. For getSnapshot of React's stores; never on a server.
   */
  start(): void;
  /** Makes the rows of callers that hand in no maker; set by `getSyncClient` of `synchrone/core`. */
  newRowStore?: RowStoreMaker;
  /**
   * The rows of the endpoint that we own: the same store for the same endpoint and query.
   *
   * @param newStore makes them; without it `newRowStore` does
   */
  resource<Row extends object = AnyRecord>(
    endpoint: string,
    options?: EndpointOptions<Row>,
    newStore?: RowStoreMaker,
  ): ResourceStore<Row>;
  /** The operations of one hook instance; see `ResourceMutations`. */
  mutations<Row extends object = AnyRecord>(
    endpoint: string,
    options?: EndpointOptions<Row>,
  ): ResourceMutations<Row>;
  /** A new overlay for one list: what it has seen is that list's. */
  overlay<Row extends object = AnyRecord>(endpoint: string): RowOverlay<Row>;
  /** What this page shows of rows that others own. */
  readonly rows: PageRowSources;
  /** What the page's own data layer needs. */
  readonly layers: DataLayers;
  /**
   * React key of a row: stays the same when the server gives the record its own id. Rows that
   * a ResourceStore or RowOverlay handed out are known; any other needs the endpoint, else its key
   * is its `id` as text.
   */
  rowKey(row: object, endpoint?: string): string;
  /**
   * Calls back after each change of any entry, once per batch and never inside create / update /
   * delete.
   */
  subscribeEntries(listener: () => void): () => void;
  /** Changes when an entry does: for useSyncExternalStore beside `queue.getAll()`. */
  getEntriesVersion(): number;
  /** Emits a diagnostic event (React layer's own: CONTEXT_UNUSABLE and the like). */
  report(diagnostic: Diagnostic): void;
  /** Emits a diagnostic of the client's own, by its code. */
  complain(code: LayerDiagnostic, resource: string): void;
  /** The sentence of a code in the configured language, `{name}` replaced from values. */
  sentence(code: string, values?: Record<string, string>): string;
  /** Characters that this origin keeps in localStorage. Browsers give it some five millions. */
  storedCharacters(): number;
  /**
   * The object has these members, each of its kind; with a question mark it may be missing.
   *
   * @param prefix of the object among the arguments, for the name of the field. Default: none
   * @throws SyncMutationError INVALID_ARGUMENT, with the field
   */
  check(value: unknown, members: Readonly<Record<string, MemberKind>>, prefix?: string): void;
  /** The configured language, else the browser's, else 'fr'. */
  language(): Language;
  /** What a server renders, and a page while it hydrates: the configured language, else 'fr'. */
  serverLanguage(): Language;
}
