import type { RowOverlay } from './client_types.js';
import { Listeners } from './listeners.js';
import { idOf } from './merge_read.js';
import type { AnyRecord } from './mutation_types.js';
import type { EntityView } from './newest_change.js';
import { sameJson } from './plain_json.js';
import { rememberRowKey } from './row_keys.js';
import { SettledRows, type SettledLinks } from './settled_rows.js';
import type { Views } from './view_book.js';

/**
 * What the pending mutations change of a record: laid over a row that may be newer than the core's
 * base.
 */
function pendingChanges({ state, record, confirmed }: EntityView): AnyRecord {
  if (state !== 'present' || !confirmed || !record) return record ?? {};
  return Object.fromEntries(
    Object.entries(record).filter(([key, value]) => !sameJson(value, confirmed[key])),
  );
}

/** A row with a view over it; the row itself when it shows that already. */
function overlaid<Row extends object>(row: Row, view: EntityView): Row {
  const seen: Row = { ...row, ...pendingChanges(view), id: (row as { id?: unknown }).id };
  return sameJson(seen, row) ? row : seen;
}

/** What an overlay needs of the client. */
export interface OverlayLinks extends SettledLinks {
  /** The record waits for a read of its confirmed state (2.6). */
  isStale(entity: string): boolean;
}

/** The views of one resource over rows that somebody else owns; see `RowOverlay`. */
export class ViewOverlay<Row extends object> implements RowOverlay<Row> {
  private readonly listeners = new Listeners();
  private readonly rowMemo = new WeakMap<Row, { view: EntityView; seen: Row }>();
  private memo: { rows: readonly Row[]; version: number; seen: readonly Row[] } | null = null;
  private toldVersion = 0;
  /** Confirmed here, not yet known to the owner of the rows. */
  readonly settled: SettledRows;

  constructor(
    private readonly book: Views,
    private readonly links: OverlayLinks,
  ) {
    this.settled = new SettledRows(links);
  }

  apply(rows: readonly Row[]): readonly Row[] {
    const { version } = this.book;
    if (this.memo?.rows !== rows || this.memo.version !== version) {
      this.memo = { rows, version, seen: this.compute(rows) };
    }
    return this.memo.seen;
  }

  isStale(id: string | number): boolean {
    return this.links.isStale(this.book.ids.canonical(String(id)));
  }

  subscribe(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  getVersion(): number {
    return this.book.version;
  }
  getServerVersion(): number {
    return 0;
  }

  /** Calls the listeners if a view has changed since the last time. */
  flush(): void {
    if (this.toldVersion === this.book.version) return;
    this.toldVersion = this.book.version;
    this.listeners.tell();
  }

  private compute(rows: readonly Row[]): readonly Row[] {
    this.settled.look(rows);
    if (this.book.isEmpty && this.book.ids.isEmpty && this.settled.isEmpty) return rows;
    const there = new Map<string, string>();
    const seen: Row[] = [];
    for (const row of rows) {
      const name = idOf(row);
      const id = this.book.ids.canonical(name);
      // One record under two of its names: the owner of the rows has read it before it was renamed.
      if ((there.get(id) ?? name) !== name) continue;
      there.set(id, name);
      const shown = this.over(row, id);
      if (shown) seen.push(shown);
    }
    for (const [id, view] of this.book.entries()) {
      if (view.state === 'present' && !view.confirmed && !there.has(id))
        seen.push(view.record as Row);
    }
    for (const record of this.settled.missing(there)) {
      const view = this.book.get(idOf(record));
      const shown = view ? this.seenWith(record as Row, view) : (record as Row);
      if (shown) seen.push(this.withKey(shown, idOf(record)));
    }
    return seen.length === rows.length && seen.every((row, index) => row === rows[index])
      ? rows
      : seen;
  }

  private over(row: Row, id: string): Row | undefined {
    const view = this.book.get(id);
    const known = this.settled.over(row, id);
    const shown = known && view ? this.seenWith(known, view) : known;
    return shown && this.withKey(shown, id);
  }

  private withKey(row: Row, id: string): Row {
    if (this.book.ids.hasOtherKey(id)) rememberRowKey(row, this.book.ids.key(id));
    return row;
  }

  private seenWith(row: Row, view: EntityView): Row | undefined {
    if (view.state === 'absent') return undefined;
    const known = this.rowMemo.get(row);
    if (known?.view === view) return known.seen;
    const seen = overlaid(row, view);
    this.rowMemo.set(row, { view, seen });
    return seen;
  }
}
