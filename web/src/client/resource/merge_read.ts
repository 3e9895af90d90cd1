import type { AnyRecord } from '../../types/mutation.js';
import { sameJson } from '../base/plain_json.js';
import { idOf } from '../base/rows.js';
import type { Since } from '../reads/read_clock.js';
import type { ConfirmedEntry } from './row_table.js';

/** What a read is laid over. */
export interface MergeBase<Row extends object> {
  /** Confirmed rows in their order. */
  entries: readonly ConfirmedEntry<Row>[];
  /** The confirmed row of a record; undefined: not known. */
  confirmedOf(id: string): Row | undefined;
  /** What is shown; a row that the application gives back unchanged is not a read of the server. */
  shown(id: string): Row | undefined;
  /** What was confirmed that the row which was read cannot show; undefined: nothing. */
  since(id: string, row: Row): Since | undefined;
  /**
   * Records that have to stay although the read lacks them: something of them is queued, or they
   * were created since.
   */
  stays(id: string): boolean;
  versionField: string;
}

/** The outcome of a read: all confirmed rows, and those of them that the read changed. */
export interface MergedRead<Row extends object> {
  entries: ConfirmedEntry<Row>[];
  fresh: ConfirmedEntry<Row>[];
}

/** 1: a is newer; -1: b is newer; 0: their versions do not say. */
function newer(a: object, b: object, versionField: string): number {
  const [left, right] = [(a as AnyRecord)[versionField], (b as AnyRecord)[versionField]];
  if (typeof left !== 'number' || typeof right !== 'number') return 0;
  return Math.sign(left - right);
}

/** The confirmed row after a read that brought `row`; undefined: it stays deleted. */
function confirmedAfter<Row extends object>(
  id: string,
  row: Row,
  known: MergeBase<Row>,
): Row | undefined {
  const ours = known.confirmedOf(id);
  const since = known.since(id, row);
  if (since === 'deleted') return undefined;
  if (ours === undefined) return row;
  const order = newer(row, ours, known.versionField);
  if (order < 0 || (since === 'confirmed' && order <= 0)) return ours;
  return sameJson(row, ours) ? ours : row;
}

/**
 * Lays a read over what is known (BEHAVIOUR 2.9): it neither undoes a confirmation that came after
 * it began, nor revives what was deleted, nor removes what was created, unless its version is
 * newer.
 * Rows that say the same keep their object. Pure.
 */
export function mergeRead<Row extends object>(
  rows: readonly Row[],
  known: MergeBase<Row>,
): MergedRead<Row> {
  const entries: ConfirmedEntry<Row>[] = [];
  const fresh: ConfirmedEntry<Row>[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const id = idOf(row);
    if (id === '' || seen.has(id)) continue;
    seen.add(id);
    const shown = known.shown(id);
    if (shown === row && known.stays(id)) {
      entries.push({ id, row: known.confirmedOf(id) });
      continue;
    }
    const confirmed = confirmedAfter(id, row, known);
    if (confirmed === undefined && !known.stays(id)) continue;
    entries.push({ id, row: confirmed });
    if (confirmed === row) fresh.push({ id, row });
  }
  for (const entry of known.entries)
    if (!seen.has(entry.id) && known.stays(entry.id)) entries.push(entry);
  return { entries, fresh };
}

/** The outcome of a read of changes. */
export interface MergedChanges<Row extends object> extends MergedRead<Row> {
  /** Records that are gone, and stay for now: the changes are asked for again. */
  deferred: boolean;
}

/**
 * Lays what has changed over what is known, by the rules of `mergeRead`: rows that are not among the
 * changes stay, new ones come to the end. Pure.
 *
 * @param gone ids of those among `rows` whose records were deleted
 */
export function mergeChanges<Row extends object>(
  rows: readonly Row[],
  gone: ReadonlySet<string>,
  known: MergeBase<Row>,
): MergedChanges<Row> {
  const changes = new Map(rows.map((row) => [idOf(row), row]));
  changes.delete('');
  const fresh: ConfirmedEntry<Row>[] = [];
  let deferred = false;
  const after = (id: string, row: Row): ConfirmedEntry<Row>[] => {
    const ours = known.confirmedOf(id);
    const isOlder = ours !== undefined && newer(row, ours, known.versionField) < 0;
    if (gone.has(id) && !isOlder) {
      deferred ||= known.stays(id);
      return known.stays(id) ? [{ id, row: ours }] : [];
    }
    const confirmed = confirmedAfter(id, row, known);
    if (confirmed === undefined && !known.stays(id)) return [];
    if (confirmed === row) fresh.push({ id, row });
    return [{ id, row: confirmed }];
  };
  const entries = known.entries.flatMap((entry) => {
    const row = changes.get(entry.id);
    changes.delete(entry.id);
    return row === undefined ? [entry] : after(entry.id, row);
  });
  const added = [...changes].flatMap(([id, row]) => (gone.has(id) ? [] : after(id, row)));
  return { entries: [...entries, ...added], fresh, deferred };
}
