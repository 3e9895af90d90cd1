import { idOf } from '../../client/base/rows.js';
import type { AnyRecord } from '../../types/index.js';
import { hasId, type Rows, type RowsChange } from './row_edits.js';

/** A row that a queued delete hides, and where it stood. */
interface Hidden {
  readonly row: AnyRecord;
  readonly index: number;
}

/**
 * Lays the queued changes over a list that a context keeps in its own state, and takes them off
 * again before the next time, so that a refusal shows the row as the context had it. Made for
 * a setter that takes a function; React may call that twice with the same list.
 */
export class OverlayInList {
  /** By row shown: the row as the context had it. */
  private readonly originals = new WeakMap<object, AnyRecord>();
  /** Rows shown only because they are queued. */
  private readonly added = new WeakSet<object>();
  private hidden: readonly Hidden[] = [];
  private shown: ReadonlySet<object> = new Set();
  private last: { rows: Rows; version: number; result: Rows } | undefined;

  /**
   * @param version of the queued changes.
   * @param apply lays them over rows, as `RowOverlay.apply` does.
   */
  lay(version: number, apply: RowsChange): RowsChange {
    return (rows) => {
      if (this.last?.rows !== rows || this.last.version !== version) {
        this.last = { rows, version, result: this.over(rows, apply) };
      }
      return this.last.result;
    };
  }

  /** The row as the context had it before anything was laid over it. */
  bareRow(row: AnyRecord): AnyRecord {
    return this.originals.get(row) ?? row;
  }

  /** A row that a queued delete hides. */
  hiddenRow(id: string): { readonly record: AnyRecord; readonly index: number } | undefined {
    const found = this.hidden.find(({ row }) => hasId(row, id));
    return found && { record: found.row, index: found.index };
  }

  private over(rows: Rows, apply: RowsChange): Rows {
    const bare = this.bare(rows);
    const laid = apply(bare);
    this.remember(bare, laid);
    const isSame = laid.length === rows.length && laid.every((row, index) => row === rows[index]);
    return isSame ? rows : laid;
  }

  /** The list as the context would have it without us. */
  private bare(rows: Rows): Rows {
    const isAsShown = rows.length === 0 && this.shown.size === 0;
    const isNewList = !isAsShown && !rows.some((row) => this.shown.has(row));
    const own = rows.filter((row) => !this.added.has(row)).map((row) => this.bareRow(row));
    if (isNewList) return own;
    for (const { row, index } of this.hidden) {
      if (!own.some((other) => hasId(other, idOf(row)))) own.splice(index, 0, row);
    }
    return own;
  }

  private remember(bare: Rows, laid: Rows): void {
    const before = new Map(bare.map((row) => [idOf(row), row]));
    const ids = new Set(laid.map(idOf));
    for (const row of laid) {
      // Nothing is laid over a row without an id.
      if (idOf(row) === '') continue;
      const original = before.get(idOf(row));
      if (original === undefined) this.added.add(row);
      else if (original !== row) this.originals.set(row, original);
    }
    this.hidden = bare.flatMap((row, index) =>
      idOf(row) === '' || ids.has(idOf(row)) ? [] : [{ row, index }],
    );
    this.shown = new Set(laid);
  }
}
