import type { AnyRecord } from '../../types/mutation.js';
import { idOf } from '../base/rows.js';
import type { MergeBase, MergedRead } from './merge_read.js';
import type { EntityView } from '../views/optimistic_update.js';
import type { PendingViews, ViewChange } from '../views/pending_views.js';
import { type ConfirmedEntry, RowTable } from './row_table.js';
import { type CreatingResource, UnansweredCreates } from '../views/unanswered_creates.js';

/**
 * The rows of one list that we own: what the server has confirmed, and what is shown of it with the pending
 * views over it. A row that may be a record whose create has no answer yet is not shown beside it.
 */
export class ShownRows<Row extends object = AnyRecord> {
  private readonly table: RowTable<Row>;
  private readonly unanswered: UnansweredCreates;
  /** By record whose create has no answer: the id of the row that may be it, and is not shown. */
  private readonly doubles = new Map<string, string>();

  /** @param query of the list's endpoint; '': it has every record of the resource */
  constructor(
    private readonly query: string,
    private readonly pendingViews: PendingViews,
    resource: CreatingResource,
  ) {
    this.unanswered = new UnansweredCreates(resource);
    this.table = new RowTable(pendingViews.ids);
    for (const [entity, view] of pendingViews.entries())
      if (this.mayShow(entity)) this.table.show(entity, view);
  }

  /** The rows shown. The same array until one changes. */
  read(): readonly Row[] {
    return this.table.read();
  }

  /** The row as it is shown, by its present id; undefined: not known, or hidden by a delete. */
  get(id: string): Row | undefined {
    return this.table.shown(id);
  }

  /** The confirmed rows, as an array that is never changed. */
  readConfirmed(): readonly Row[] {
    return this.table.readConfirmed();
  }

  /** The confirmed row of a record, by its present id; undefined: not known here. */
  confirmedOf(id: string): Row | undefined {
    return this.table.confirmedOf(id);
  }

  /** The ids of the confirmed rows, in order. */
  confirmedIds(): string[] {
    return this.table.entries().flatMap(({ id, row }) => (row === undefined ? [] : [id]));
  }

  /** A record of that very id is in the list. */
  has(id: string): boolean {
    return this.table.has(id);
  }

  /** A view has changed. @returns whether the list shows its record */
  follow({ entity, former, after, local }: ViewChange): boolean {
    this.answered(former ?? entity, after);
    if (former !== undefined) this.table.rename(former, entity);
    if (!this.mayShow(entity)) return false;
    if (local) this.table.showNewest(entity, after);
    else this.table.show(entity, after);
    return true;
  }

  /**
   * What a read is laid over, but for what was confirmed since.
   *
   * @param whole the read has every row: what is not among them is gone
   * @param isOurs the read is one of ours; else the application sets rows, as it was shown them
   */
  base(whole: boolean, isOurs: boolean): Omit<MergeBase<Row>, 'since' | 'versionField'> {
    const doubles = new Set(this.doubles.values());
    return {
      entries: this.table.entries(),
      confirmedOf: (id) => this.table.confirmedOf(id),
      shown: (id) => this.table.shown(id),
      stays: (id) =>
        !whole || this.pendingViews.get(id) !== undefined || (!isOurs && doubles.has(id)),
    };
  }

  /** They are the confirmed rows already: a read has brought nothing new. */
  holds(entries: readonly ConfirmedEntry<Row>[]): boolean {
    return this.table.holds(entries);
  }

  /** Takes the rows after a read. @returns the rows that the read has brought and of which something is queued */
  take(merged: MergedRead<Row>): ConfirmedEntry<Row>[] {
    const former = this.readConfirmed();
    this.table.reset(merged.entries, (id) => this.pendingViews.get(id));
    this.findDoubles(former);
    this.hideDoubles();
    return merged.fresh.filter(({ id }) => this.pendingViews.get(id) !== undefined);
  }

  /**
   * Shows the rows again that were taken for records whose creates are answered since, and not made.
   *
   * @returns whether there were any
   */
  freeDoubles(): boolean {
    if (this.doubles.size === 0 || this.unanswered.areOpen(this.doubles.keys())) return false;
    const hidden = new Map(this.doubles);
    this.findDoubles(this.readConfirmed());
    const freed = [...hidden].filter(([entity, id]) => this.doubles.get(entity) !== id);
    for (const [, id] of freed) this.table.hide(id, false);
    return freed.length > 0;
  }

  /** Forgets every row. */
  clear(): void {
    this.table.reset([], () => undefined);
  }

  /** Lays the views over all rows again. */
  showAll(): void {
    this.table.reset(this.table.entries(), (id) => this.pendingViews.get(id));
    this.hideDoubles();
  }

  /** Gives back the room of records that are gone. */
  tidy(): void {
    this.table.tidy((id) => this.pendingViews.get(id));
    this.hideDoubles();
  }

  /** A row that was hidden beside a create is shown once the create is not without an answer any more. */
  private answered(entity: string, { confirmed, syncState }: EntityView): void {
    const double = this.doubles.get(entity);
    if (double === undefined || (confirmed === null && syncState === 'pending')) return;
    this.doubles.delete(entity);
    this.table.hide(double, false);
  }

  /** @param former the confirmed rows before these */
  private findDoubles(former: readonly Row[]): void {
    const views = this.pendingViews.entries();
    const found = this.unanswered.among(this.readConfirmed(), former, views);
    this.doubles.clear();
    for (const [row, [entity]] of found) this.doubles.set(entity, idOf(row));
  }

  private hideDoubles(): void {
    for (const id of this.doubles.values()) this.table.hide(id, true);
  }

  /**
   * A list with a query holds some of the records: those that were read, and those whose change was
   * made through it.
   */
  private mayShow(entity: string): boolean {
    const { query } = this;
    return query === '' || this.table.has(entity) || this.pendingViews.queryOf(entity) === query;
  }
}
