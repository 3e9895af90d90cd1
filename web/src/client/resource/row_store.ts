import type { BrowserHost } from '../../host/browser_host.js';
import type { ResourceState, ResourceStore, RowSyncState } from '../../types/sync_client.js';
import { SyncMutationError } from '../../types/errors.js';
import type { Arguments } from '../base/arguments.js';
import type { Endpoint } from '../base/endpoint.js';
import type { Configuration } from '../engine/configuration.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import { type ListRead, readListOrChanges } from '../reads/incremental_read.js';
import type { PageReads } from '../reads/page_reads.js';
import type { ListChanges } from '../../types/options.js';
import { Listeners } from '../base/listeners.js';
import { idOf } from '../base/rows.js';
import { type MergeBase, mergeChanges, type MergedRead, mergeRead } from './merge_read.js';
import type { AnyRecord } from '../../types/mutation.js';
import { isOfDeleted } from './confirmed_facts.js';
import { ReadClock, type Since } from '../reads/read_clock.js';
import type { Resources } from './resources.js';
import type { KeptRows, RowPersistence } from './row_persistence.js';
import type { PendingViews } from './pending_views.js';
import { ShownRows } from './shown_rows.js';
import type { CreatingResource } from './unanswered_creates.js';

/** The parts of the client that rows work with. */
export interface StoreParts {
  readonly reads: PageReads;
  readonly configuration: Configuration;
  readonly connection: EngineConnection;
  readonly resources: Resources;
  readonly args: Arguments;
  readonly rowPersistence: RowPersistence;
  readonly host: BrowserHost;
}

/** Makes the rows of a resource that we own. */
export type NewRowStore = (...parts: ConstructorParameters<typeof RowStore>) => RowStore;

/** `code`: one of ours that says more than READ_FAILED. */
interface ReadFailure {
  status: number;
  code?: string;
}

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
  /** The rows themselves. */
  readonly shown: ShownRows<Row>;
  private readonly stamps = new ReadClock();
  private readonly listeners = new Listeners();
  private state: ResourceState<Row> = { rows: NO_ROWS, isLoading: false, error: null };
  /** `state` is out of date; the listeners are not notified yet. */
  private stale = false;
  private unannounced = false;
  private reads = 0;
  private hasRows = false;
  /** When the last read of the whole list began, device clock; undefined: it was not, or rows went. */
  private whole: number | undefined;
  /** The API's mark up to which the rows have every change; undefined: the next read is of the whole list. */
  private mark: string | undefined;
  /** The API gives the same rows whichever page is asked for. */
  private isUnpaged = false;
  /** Why what is shown may be old, or not all; null: it is neither. */
  private failure: ReadFailure | null = null;
  /** Rows were asked for before the user signed out. */
  private wanted = false;
  /** How many calls of `keepLoaded` have not been stopped; null: it was never called, and `load` counts for later users. */
  private keepers: number | null = null;
  private settledSinceKept = false;
  private loading: Promise<void> | null = null;
  /** Grows when another user signs in: earlier reads are not theirs (7.1). */
  private session = 0;

  readonly endpoint: string;

  constructor(
    private readonly collection: Endpoint,
    private readonly pendingViews: PendingViews,
    private readonly parts: StoreParts,
    resource: CreatingResource,
  ) {
    this.endpoint = collection.resource;
    this.shown = new ShownRows(collection.query, pendingViews, resource);
    pendingViews.onChange((change) => {
      if (this.shown.follow(change)) this.touch();
    });
    this.stale = true;
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
    if (this.stale) {
      const error =
        this.failure && this.parts.configuration.sentence(this.failureCode(this.failure));
      this.state = { rows: this.shown.read(), isLoading: this.reads > 0 && !this.hasRows, error };
      this.stale = false;
    }
    return this.state;
  }

  subscribe(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  rowKey(row: Row): string {
    return this.pendingViews.ids.key(this.pendingViews.ids.canonical(idOf(row)));
  }

  syncState(rowOrId: object | string | number): RowSyncState {
    const id = typeof rowOrId === 'object' ? idOf(rowOrId) : rowOrId;
    return this.pendingViews.get(this.canonical(id))?.syncState ?? 'synced';
  }

  getById(id: string | number): Row | undefined {
    return this.shown.get(this.canonical(id));
  }

  /** When the read began that had every record of the list; they are among the confirmed rows. */
  get wholeAt(): number | undefined {
    return this.whole;
  }

  load(): Promise<void> {
    const shown = this.hasRows ? undefined : this.showLastKnown();
    this.loading ??= this.readRows(this.changes() && shown && this.inTime(shown)).catch(() => {
      this.loading = null;
    });
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
    const isWhole = this.whole !== undefined || this.mark !== undefined;
    const known = isWhole ? this.shown.confirmedIds() : [];
    this.merge(this.parts.args.records(list, 'rows') as readonly Row[], null);
    if (!known.every((id) => this.shown.has(id))) this.whole = this.mark = undefined;
    this.flush();
  }

  /** The server has confirmed a change of the record: reads that began before do not undo it. */
  settled(entity: string, since: Since): void {
    this.stamps.confirmed(entity, since);
    if (this.hasRows) this.settledSinceKept = true;
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
    const isWanted = this.hasRows || this.failure !== null;
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
    this.wanted ||= this.hasRows || this.failure !== null || this.reads > 0;
    this.session += 1;
    this.shown.clear();
    this.hasRows = false;
    this.whole = this.mark = undefined;
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
    if (this.hasRows) this.remember(true);
    if (!this.hasRows && (this.reads > 0 || this.failure !== null)) void this.showLastKnown();
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
    if (this.settledSinceKept) this.remember(false);
    this.settledSinceKept = false;
    this.listeners.notify();
  }

  /** The id that a record has now, for any id that it ever had. */
  private canonical(id: string | number): string {
    return this.parts.resources.canonical(this.endpoint, String(id));
  }

  private touch(): void {
    this.stale = true;
    this.unannounced = true;
  }

  /** Shows what the server said last until it has answered: an offline start has rows (7.1a). */
  private async showLastKnown(): Promise<void> {
    const { session } = this;
    const stamp = this.stamps.begin();
    const kept = await this.parts.rowPersistence.lastKnown(this.listName);
    if (kept && session === this.session && !this.hasRows) {
      this.merge(kept.rows as readonly Row[], stamp, { fresh: false });
      this.mark = kept.mark;
    }
    this.stamps.end(stamp);
    this.flush();
  }

  /** Nothing is asked of the server later because the database is slow: then the list is read whole. */
  private inTime(shown: Promise<void>): Promise<void> {
    const late = new Promise<void>((resolve) => {
      this.parts.host.after(`kept ${this.listName} ${this.session}`, PATIENCE_MS, resolve);
    });
    return Promise.race([shown, late]);
  }

  /** How to ask for changes; undefined for a list with a filter, since no API says which records have left it. */
  private changes(): ListChanges | undefined {
    if (this.collection.query !== '') return undefined;
    return this.parts.configuration.endpoint(this.endpoint).changes;
  }

  /** @param base what has to be shown first, since only its changes are read */
  private async readRows(base?: Promise<void>): Promise<void> {
    const { session } = this;
    const { reads } = this.parts;
    const begunAt = this.parts.host.now();
    const stamp = this.stamps.begin();
    this.reads += 1;
    if (!this.hasRows) this.touch();
    this.flush();
    await base;
    const read = await readListOrChanges(this.collection.written, this.mark, {
      parameter: this.changes()?.parameter,
      markIn: (body) => reads.markIn(this.endpoint, body),
      read: (url) => reads.read(this.endpoint, url),
      known: () => this.shown.confirmedIds(),
      isUnpaged: this.isUnpaged,
    });
    const { hasRows, failure } = this;
    this.reads -= 1;
    if (session === this.session) this.failure = this.take(read, stamp, begunAt);
    this.stamps.end(stamp);
    if (!hasRows || failure || this.failure) this.touch();
    this.flush();
    if (session !== this.session) return;
    reads.listEnded(this.failure && this.failure.status);
    if (this.failure) throw this.readError(this.failure);
  }

  /** @returns what is wrong with it; null: the whole list was read */
  private take(read: ListRead, stamp: number, begunAt: number): ReadFailure | null {
    const { answer, isChanges, mark } = read;
    if ('failedWith' in answer)
      return { status: answer.failedWith, ...(answer.tooLong && { code: 'ANSWER_TOO_LONG' }) };
    const { reads } = this.parts;
    const rows = reads.fromServer(this.endpoint, answer.rows);
    const deleted = isChanges ? reads.deletedOf(this.endpoint, answer.rows) : [];
    if (!rows || !deleted) return { status: 200 };
    // A record without an id can be neither shown nor changed here.
    const isComplete = answer.whole && rows.every((row) => idOf(row) !== '');
    const isWhole = isComplete && !answer.isDoubtful;
    if (isChanges) {
      const deferred = this.mergeChanges(rows as readonly Row[], deleted, stamp);
      if (isWhole && !deferred) this.mark = mark;
    } else {
      this.merge(rows as readonly Row[], stamp, { whole: answer.whole });
      this.isUnpaged = answer.isUnpaged === true;
      this.mark = isWhole ? mark : undefined;
    }
    if (isWhole) this.whole = begunAt;
    this.remember(true);
    return isComplete ? null : { status: 200, code: 'LIST_INCOMPLETE' };
  }

  /** @param isRead they were read just now */
  private remember(isRead: boolean): void {
    const kept = (): KeptRows => ({
      rows: this.shown.readConfirmed() as AnyRecord[],
      mark: this.mark,
    });
    this.parts.rowPersistence.remember(this.listName, kept, isRead);
  }

  /** Rows that are shown although a later read failed may be old. */
  private failureCode({ code }: ReadFailure): string {
    return code ?? (this.hasRows ? 'ROWS_MAY_BE_OLD' : 'READ_FAILED');
  }

  private get listName(): string {
    return this.collection.resource + this.collection.query;
  }

  /**
   * Lays rows over the confirmed ones. stamp: of the read that brought them; null: not one of ours.
   * fresh: they come from the server, so that the core gets those with queued changes. whole:
   * what is not among them is gone.
   */
  private merge(
    rows: readonly Row[],
    stamp: number | null,
    { fresh = true, whole = true }: { fresh?: boolean; whole?: boolean } = {},
  ): void {
    this.show(mergeRead(rows, this.known(stamp, whole)), fresh);
  }

  /** @returns whether the changes have to be asked for again */
  private mergeChanges(rows: readonly Row[], deleted: readonly boolean[], stamp: number): boolean {
    const gone = new Set(rows.filter((_, index) => deleted[index]).map(idOf));
    const merged = mergeChanges(rows, gone, this.known(stamp, true));
    this.show(merged, true);
    return merged.deferred;
  }

  private known(stamp: number | null, whole: boolean): MergeBase<Row> {
    const since = (id: string): Since | undefined =>
      stamp === null ? undefined : this.stamps.sinceRead(id, stamp);
    const { facts } = this.parts.resources.of(this.endpoint);
    const now = this.parts.host.pageNow();
    const versionField = this.parts.configuration.versionField(this.endpoint);
    const base = this.shown.base(whole, stamp !== null);
    return {
      ...base,
      since: (id, row) => {
        const isOld = stamp !== null && isOfDeleted(row, facts.get(id), now, versionField);
        return isOld ? 'deleted' : since(id);
      },
      stays: (id) => base.stays(id) || since(id) === 'confirmed',
      versionField,
    };
  }

  private show(merged: MergedRead<Row>, fresh: boolean): void {
    if (this.hasRows && this.shown.holds(merged.entries)) return;
    this.hasRows = true;
    const queued = this.shown.take(merged);
    this.touch();
    if (queued.length === 0 || !fresh) return;
    const records = queued.map(({ id, row }) => ({ entity: id, record: row as Row }));
    this.parts.connection.observe(this.endpoint, records);
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
