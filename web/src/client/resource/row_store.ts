import type { ResourceState, ResourceStore, RowSyncState } from '../../types/sync_client.js';
import { SyncMutationError } from '../../types/errors.js';
import type { Endpoint } from '../base/endpoint.js';
import { Listeners } from '../base/listeners.js';
import { idOf } from '../base/rows.js';
import { readListOrChanges } from '../reads/incremental_read.js';
import type { Since } from '../reads/read_clock.js';
import type { AnyRecord } from '../../types/mutation.js';
import { LoadedRows, type ReadFailure, type StoreParts } from './loaded_rows.js';
import type { PendingViews } from '../views/pending_views.js';
import type { ShownRows } from './shown_rows.js';
import type { CreatingResource } from '../views/unanswered_creates.js';

/** Makes the rows of a resource that we own. */
export type NewRowStore = (...parts: ConstructorParameters<typeof RowStore>) => RowStore;

/** A device is asked so long for the rows of which only the changes are read, in milliseconds. */
const PATIENCE_MS = 3_000;
const NO_ROWS: readonly never[] = /* @__PURE__ */ Object.freeze([]);
const SERVER_STATE: ResourceState<never> = /* @__PURE__ */ Object.freeze({
  rows: NO_ROWS,
  isLoading: true,
  error: null,
});

/** The rows of one resource that we own; see `ResourceStore` for what it promises. */
export class RowStore<Row extends object = AnyRecord> implements ResourceStore<Row> {
  readonly endpoint: string;
  /** What reads have brought. */
  private readonly loaded: LoadedRows<Row>;
  private readonly listeners = new Listeners();
  /** null: out of date. */
  private state: ResourceState<Row> | null = null;
  /** Something has changed; the listeners are not notified yet. */
  private unannounced = false;
  private reads = 0;
  /** Why what is shown may be old, or not all; null: it is neither. */
  private failure: ReadFailure | null = null;
  /** Rows were asked for before the user signed out. */
  private wanted = false;
  /** How many calls of `keepLoaded` have not been stopped; null: it was never called, and `load` counts for later users. */
  private keepers: number | null = null;
  private loading: Promise<void> | null = null;
  /** Grows when another user signs in: earlier reads are not theirs (7.1). */
  private session = 0;

  constructor(
    collection: Endpoint,
    pendingViews: PendingViews,
    private readonly parts: StoreParts,
    resource: CreatingResource,
  ) {
    this.endpoint = collection.resource;
    this.loaded = new LoadedRows(collection, pendingViews, parts, resource, () => this.touch());
    pendingViews.onChange((change) => {
      if (this.shown.follow(change)) this.touch();
    });
  }

  /** The rows themselves. */
  get shown(): ShownRows<Row> {
    return this.loaded.shown;
  }

  getRows(): readonly Row[] {
    return this.getState().rows;
  }
  getServerRows(): readonly Row[] {
    return NO_ROWS;
  }
  getServerState(): ResourceState<Row> {
    return SERVER_STATE;
  }

  getState(): ResourceState<Row> {
    this.parts.connection.wake();
    return (this.state ??= this.stateNow());
  }

  private stateNow(): ResourceState<Row> {
    const { failure } = this;
    const error = failure && this.parts.configuration.sentence(this.failureCode(failure));
    return { rows: this.shown.read(), isLoading: this.reads > 0 && !this.loaded.hasRows, error };
  }

  subscribe(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  rowKey(row: Row): string {
    const { ids } = this.loaded.pendingViews;
    return ids.key(ids.canonical(idOf(row)));
  }

  syncState(rowOrId: object | string | number): RowSyncState {
    const id = typeof rowOrId === 'object' ? idOf(rowOrId) : rowOrId;
    return this.loaded.pendingViews.get(this.canonical(id))?.syncState ?? 'synced';
  }

  getById(id: string | number): Row | undefined {
    return this.shown.get(this.canonical(id));
  }

  /** When the read began that had every record of the list; they are among the confirmed rows. */
  get wholeAt(): number | undefined {
    return this.loaded.whole;
  }

  load(): Promise<void> {
    const shown = this.loaded.hasRows ? undefined : this.showLastKnown();
    this.loading ??= this.readRows(this.loaded.changes() && shown && this.inTime(shown)).catch(
      () => {
        this.loading = null;
      },
    );
    return this.loading;
  }

  keepLoaded(): () => void {
    let isKept = true;
    this.keepers = (this.keepers ?? 0) + 1;
    void this.load();
    return () => {
      if (!isKept) return;
      isKept = false;
      this.keepers = (this.keepers ?? 1) - 1;
      if (this.failure) this.parts.reads.listLeft();
    };
  }

  async refetch(): Promise<readonly Row[]> {
    await this.readRows();
    return this.getRows();
  }

  setConfirmed(rows: readonly Row[] | ((rows: readonly Row[]) => readonly Row[])): void {
    if (this.parts.host.page.isServer()) return; // the next request would see them
    const list = typeof rows === 'function' ? rows(this.getRows()) : rows;
    this.loaded.set(this.parts.args.records(list, 'rows') as readonly Row[]);
    this.flush();
  }

  /** The server has confirmed a change of the record: reads that began before do not undo it. */
  settled(entity: string, since: Since): void {
    this.loaded.settled(entity, since);
  }

  /** The last read failed: what is shown may be old. */
  get lastReadFailed(): boolean {
    return this.failure !== null && this.keepers !== 0;
  }

  /** The API answers again: a read that failed is tried again. */
  retryRead(): void {
    if (this.failure) this.readAgain();
  }

  /** Reads a list again that was read, or that could not be; where nothing shows it, only the next `load` does. */
  readAgain(): void {
    const isWanted = this.loaded.hasRows || this.failure !== null;
    if (!isWanted || this.reads > 0) return;
    this.loading = null;
    if (this.keepers === 0) return;
    this.loading = this.readRows().catch(() => {
      this.loading = null;
    });
  }

  /**
   * The user has changed: nothing of the former person stays, and what is wanted is read again. The
   * former person's screens want nothing for the next one, who may not see it. Without a user there
   * is nothing to read (7.1a).
   */
  restart(isSignedIn: boolean): void {
    this.wanted ||= this.loaded.hasRows || this.failure !== null || this.reads > 0;
    this.session += 1;
    this.loaded.clear();
    this.failure = null;
    this.loading = null;
    this.touch();
    if (!isSignedIn) return;
    const isWanted = this.keepers === null ? this.wanted : this.keepers > 0;
    this.wanted = false;
    if (isWanted) void this.load();
  }

  /** The key has come: shows rows that are kept, and keeps rows that are shown. */
  showKept(): void {
    if (this.loaded.hasRows) this.loaded.remember(true);
    if (!this.loaded.hasRows && (this.reads > 0 || this.failure !== null))
      void this.showLastKnown();
  }

  /** Lays the views over all rows again. */
  showAll(): void {
    this.shown.showAll();
    this.touch();
  }

  /** Calls the listeners if anything has changed since the last time. */
  flush(): void {
    if (this.shown.freeDoubles()) this.touch();
    if (!this.unannounced) return;
    this.unannounced = false;
    this.loaded.keepSettled();
    this.listeners.notify();
  }

  /** The id that a record has now, for any id that it ever had. */
  private canonical(id: string | number): string {
    return this.parts.resources.canonical(this.endpoint, String(id));
  }

  private touch(): void {
    this.state = null;
    this.unannounced = true;
  }

  /** Shows what the server said last until it has answered: an offline start has rows (7.1a). */
  private async showLastKnown(): Promise<void> {
    const { session } = this;
    const stamp = this.loaded.stamps.begin();
    const kept = await this.parts.rowPersistence.lastKnown(this.loaded.listName);
    if (kept && session === this.session && !this.loaded.hasRows) {
      this.loaded.takeKept(kept, stamp);
    }
    this.loaded.stamps.end(stamp);
    this.flush();
  }

  /** Nothing is asked of the server later because the database is slow: then the list is read whole. */
  private inTime(shown: Promise<void>): Promise<void> {
    const late = new Promise<void>((resolve) => {
      this.parts.host.after(`kept ${this.loaded.listName} ${this.session}`, PATIENCE_MS, resolve);
    });
    return Promise.race([shown, late]);
  }

  /** @param base what has to be shown first, since only its changes are read */
  private async readRows(base?: Promise<void>): Promise<void> {
    const { session } = this;
    const { reads } = this.parts;
    const begunAt = this.parts.host.now();
    const stamp = this.loaded.stamps.begin();
    this.reads += 1;
    if (!this.loaded.hasRows) this.touch();
    this.flush();
    await base;
    const read = await readListOrChanges(this.loaded.list.written, this.loaded.mark, {
      parameter: this.loaded.changes()?.parameter,
      markIn: (body) => reads.markIn(this.endpoint, body),
      read: (url) => reads.read(this.endpoint, url),
      known: () => this.shown.confirmedIds(),
      isUnpaged: this.loaded.isUnpaged,
    });
    const { failure } = this;
    const { hasRows } = this.loaded;
    this.reads -= 1;
    if (session === this.session) this.failure = this.loaded.take(read, stamp, begunAt);
    this.loaded.stamps.end(stamp);
    if (!hasRows || failure || this.failure) this.touch();
    this.flush();
    if (session !== this.session) return;
    reads.listEnded(this.failure && this.failure.status);
    if (this.failure) throw this.readError(this.failure);
  }

  /** Rows that are shown although a later read failed may be old. */
  private failureCode({ code }: ReadFailure): string {
    return code ?? (this.loaded.hasRows ? 'ROWS_MAY_BE_OLD' : 'READ_FAILED');
  }

  private readError({ status, code = 'READ_FAILED' }: ReadFailure): SyncMutationError {
    return new SyncMutationError({
      code,
      message: this.parts.configuration.sentence(code),
      retryable: true,
      ...(status > 0 ? { status } : {}),
    });
  }
}
