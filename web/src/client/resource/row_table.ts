import type { IdAliases } from '../views/id_aliases.js';
import type { EntityView } from '../views/optimistic_update.js';
import { sameJson } from '../base/plain_json.js';
import { rememberRowKey } from '../base/row_keys.js';
import { RowList } from './row_list.js';

/** A record's confirmed row with its id; row undefined: there is none (a pending create). */
export interface ConfirmedEntry<Row> {
  id: string;
  row: Row | undefined;
}

/** With fewer empty slots the table is not compacted. */
const FEW_SLOTS = 1000;

/**
 * Confirmed rows as they came and, over them, what is shown: the rows of one resource, found by id.
 * A change of one row costs the copy of one array and nothing that grows with the rows otherwise.
 */
export class RowTable<Row extends object> {
  private list = new RowList<Row>();
  private ids: string[] = [];
  private confirmed: (Row | undefined)[] = [];
  private slots = new Map<string, number>();
  /** About how many slots belong to records that are gone for good. */
  private dead = 0;
  /** The confirmed rows as one array; null: not since they have changed. */
  private known: readonly Row[] | null = null;

  constructor(private readonly names: IdAliases) {}

  /** The rows shown. The same array until one changes. */
  read(): readonly Row[] {
    return this.list.read();
  }

  /** There is a confirmed row of that very id. */
  has(id: string): boolean {
    return this.slots.has(id);
  }

  /** undefined: not known, or hidden by a delete. */
  shown(id: string): Row | undefined {
    const slot = this.slots.get(id);
    return slot === undefined ? undefined : this.list.get(slot);
  }

  /** The confirmed row of a record; undefined: not known. */
  confirmedOf(id: string): Row | undefined {
    const slot = this.slots.get(id);
    return slot === undefined ? undefined : this.confirmed[slot];
  }

  /** The confirmed rows, hidden ones included. The same array until one changes. */
  readConfirmed(): readonly Row[] {
    this.known ??= this.confirmed.filter((row) => row !== undefined);
    return this.known;
  }

  /** In order, the hidden ones included. */
  entries(): ConfirmedEntry<Row>[] {
    return this.ids.flatMap((id, slot) => (id === '' ? [] : [{ id, row: this.confirmed[slot] }]));
  }

  /** They are its confirmed rows, in this order. */
  holds(entries: readonly ConfirmedEntry<Row>[]): boolean {
    const { ids, confirmed } = this;
    const isSame = ({ id, row }: ConfirmedEntry<Row>, slot: number): boolean =>
      id === ids[slot] && row === confirmed[slot];
    return entries.length === ids.length && entries.every(isSame);
  }

  /** Starts over with these confirmed rows, and `viewOf` over them. */
  reset(
    entries: readonly ConfirmedEntry<Row>[],
    viewOf: (id: string) => EntityView | undefined,
  ): void {
    this.known = null;
    this.ids = entries.map(({ id }) => id);
    this.confirmed = entries.map(({ row }) => row);
    this.dead = 0;
    const former = (id: string): Row | undefined => this.shown(id);
    const list = new RowList(entries.map(({ id, row }) => shownRow(row, viewOf(id), former(id))));
    this.slots = new Map(entries.map(({ id }, slot) => [id, slot]));
    this.list = list;
    if (!this.names.isEmpty) for (const id of this.ids) this.rememberKey(id);
  }

  /** Shows a record's view; a view with nothing queued becomes its confirmed row. */
  show(id: string, view: EntityView): void {
    const slot = this.slots.get(id) ?? this.addSlot(id, view);
    if (slot === undefined) return;
    if (view.syncState === 'synced') this.confirm(slot, view);
    const over = view.syncState === 'synced' ? undefined : view;
    this.list.set(slot, shownRow(this.confirmed[slot], over, this.list.get(slot)));
    this.rememberKey(id);
  }

  /** Shows a view inside create / update / delete: no comparing, it is new. */
  showNewest(id: string, view: EntityView): void {
    const slot = this.slots.get(id);
    if (slot !== undefined) this.list.set(slot, overlaid(this.confirmed[slot], view));
    else if (view.state === 'present') this.append(id, undefined, view.record as Row);
    this.rememberKey(id);
  }

  /** Does not show a confirmed row, or shows it again. */
  hide(id: string, isHidden: boolean): void {
    const slot = this.slots.get(id);
    if (slot !== undefined) this.list.set(slot, isHidden ? undefined : this.confirmed[slot]);
  }

  /** The record called `former` is called `id` now: same slot, same key. */
  rename(former: string, id: string): void {
    const slot = this.slots.get(former);
    if (slot === undefined || former === id) return;
    const double = this.slots.get(id);
    if (double !== undefined) this.absorb(slot, double);
    this.slots.delete(former);
    this.slots.set(id, slot);
    this.ids[slot] = id;
  }

  /** Gives up the slots of records that are gone for good, when there are many. */
  tidy(viewOf: (id: string) => EntityView | undefined): void {
    if (this.dead < FEW_SLOTS || this.dead * 4 < this.list.size) return;
    this.reset(
      this.entries().filter(({ id, row }) => row !== undefined || viewOf(id) !== undefined),
      viewOf,
    );
  }

  /** Nothing of it is queued any more: its view is what is confirmed. */
  private confirm(slot: number, view: EntityView): void {
    this.known = null;
    if (view.state === 'unknown') {
      // Only some of its members are known again.
      const known = { ...this.confirmed[slot], ...view.record } as Row;
      if (view.record !== null) this.confirmed[slot] = this.sameOr(slot, known);
      return;
    }
    if (view.state === 'absent') this.dead += 1;
    this.confirmed[slot] =
      view.state === 'present' ? this.sameOr(slot, view.record as Row) : undefined;
  }

  private addSlot(id: string, view: EntityView): number | undefined {
    return view.state === 'present' ? this.append(id, undefined, undefined) : undefined;
  }

  private append(id: string, confirmed: Row | undefined, shown: Row | undefined): number {
    const slot = this.list.append(shown);
    this.slots.set(id, slot);
    this.ids.push(id);
    this.confirmed.push(confirmed);
    return slot;
  }

  /**
   * A read brought the server's row before the confirmation showed that it is the record that was
   * created here: one of the two rows is removed.
   */
  private absorb(slot: number, double: number): void {
    this.known = null;
    this.confirmed[slot] = this.confirmed[double];
    this.confirmed[double] = undefined;
    this.ids[double] = '';
    this.dead += 1;
    this.list.set(double, undefined);
  }

  /** The object that has the same contents already, so that memoised rows stay. */
  private sameOr(slot: number, row: Row): Row {
    for (const known of [this.list.get(slot), this.confirmed[slot]]) {
      if (known !== undefined && sameJson(known, row)) return known;
    }
    return row;
  }

  private rememberKey(id: string): void {
    const row = this.names.hasOtherKey(id) ? this.shown(id) : undefined;
    if (row) rememberRowKey(row, this.names.key(id));
  }
}

/** What a row looks like with this view over it; undefined: hidden. */
function shownRow<Row extends object>(
  confirmed: Row | undefined,
  view: EntityView | undefined,
  former: Row | undefined,
): Row | undefined {
  const row = overlaid(confirmed, view);
  return row !== undefined && former !== undefined && sameJson(row, former) ? former : row;
}

function overlaid<Row extends object>(
  confirmed: Row | undefined,
  view: EntityView | undefined,
): Row | undefined {
  if (view === undefined) return confirmed;
  switch (view.state) {
    case 'present':
      return view.record as Row;
    case 'absent':
      return undefined;
    case 'unknown':
      return confirmed === undefined ? undefined : { ...confirmed, ...view.record };
  }
}
