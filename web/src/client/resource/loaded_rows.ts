import type { BrowserHost } from '../../host/browser_host.js';
import type { Arguments } from '../base/arguments.js';
import type { Endpoint } from '../base/endpoint.js';
import { idOf } from '../base/rows.js';
import type { Configuration } from '../engine/configuration.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { ListRead } from '../reads/incremental_read.js';
import type { PageReads } from '../reads/page_reads.js';
import { ReadClock, type Since } from '../reads/read_clock.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { ListChanges } from '../../types/options.js';
import { isOfDeleted } from '../views/confirmed_facts.js';
import { type MergeBase, mergeChanges, type MergedRead, mergeRead } from './merge_read.js';
import type { PendingViews } from '../views/pending_views.js';
import type { Resources } from './resources.js';
import type { KeptRows, RowPersistence } from './row_persistence.js';
import { ShownRows } from './shown_rows.js';
import type { CreatingResource } from '../views/unanswered_creates.js';

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

/** `code`: one of ours that says more than READ_FAILED. */
export interface ReadFailure {
  status: number;
  code?: string;
}

/** The rows that reads of one list have brought, and how complete and new they are. */
export class LoadedRows<Row extends object> {
  /** The rows themselves. */
  readonly shown: ShownRows<Row>;
  /** Orders reads and confirmations in time. */
  readonly stamps = new ReadClock();
  /** Something was read, set, or kept from an earlier page. */
  hasRows = false;
  /** When the last read of the whole list began, device clock; undefined: it was not, or rows went. */
  whole: number | undefined;
  /** The API's mark up to which the rows have every change; undefined: the next read is of the whole list. */
  mark: string | undefined;
  /** The API gives the same rows whichever page is asked for. */
  isUnpaged = false;
  private settledSinceKept = false;

  constructor(
    readonly list: Endpoint,
    readonly pendingViews: PendingViews,
    private readonly parts: StoreParts,
    resource: CreatingResource,
    /** Other rows are shown now. */
    private readonly changed: () => void,
  ) {
    this.shown = new ShownRows(list.query, pendingViews, resource);
  }

  /** The name under which they are kept on the device. */
  get listName(): string {
    return this.list.resource + this.list.query;
  }

  /** How to ask for changes; undefined for a list with a filter, since no API says which records have left it. */
  changes(): ListChanges | undefined {
    if (this.list.query !== '') return undefined;
    return this.parts.configuration.endpoint(this.list.resource).changes;
  }

  /** The server has confirmed a change of the record: reads that began before do not undo it. */
  settled(entity: string, since: Since): void {
    this.stamps.confirmed(entity, since);
    if (this.hasRows) this.settledSinceKept = true;
  }

  /** Forgets them: they are another user's. */
  clear(): void {
    this.shown.clear();
    this.hasRows = false;
    this.whole = this.mark = undefined;
  }

  /** Keeps them on the device if something was confirmed since that was done. */
  keepSettled(): void {
    if (this.settledSinceKept) this.remember(false);
    this.settledSinceKept = false;
  }

  /** Takes rows that were kept on the device. */
  takeKept(kept: KeptRows, stamp: number): void {
    this.merge(kept.rows as readonly Row[], stamp, { fresh: false });
    this.mark = kept.mark;
  }

  /** Takes rows that the application sets. */
  set(rows: readonly Row[]): void {
    const isWhole = this.whole !== undefined || this.mark !== undefined;
    const known = isWhole ? this.shown.confirmedIds() : [];
    this.merge(rows, null);
    if (!known.every((id) => this.shown.has(id))) this.whole = this.mark = undefined;
  }

  /** Takes what a read has brought. @returns what is wrong with it; null: the whole list was read */
  take(read: ListRead, stamp: number, begunAt: number): ReadFailure | null {
    const { answer, isChanges, mark } = read;
    if ('failedWith' in answer)
      return { status: answer.failedWith, ...(answer.tooLong && { code: 'ANSWER_TOO_LONG' }) };
    const { reads } = this.parts;
    const rows = reads.fromServer(this.list.resource, answer.rows);
    const deleted = isChanges ? reads.deletedOf(this.list.resource, answer.rows) : [];
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

  /** Keeps them on the device. @param isRead they were read just now */
  remember(isRead: boolean): void {
    const kept = (): KeptRows => ({
      rows: this.shown.readConfirmed() as AnyRecord[],
      mark: this.mark,
    });
    this.parts.rowPersistence.remember(this.listName, kept, isRead);
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
    const { facts } = this.parts.resources.of(this.list.resource);
    const now = this.parts.host.pageNow();
    const versionField = this.parts.configuration.versionField(this.list.resource);
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
    this.changed();
    if (queued.length === 0 || !fresh) return;
    const records = queued.map(({ id, row }) => ({ entity: id, record: row as Row }));
    this.parts.connection.observe(this.list.resource, records);
  }
}
