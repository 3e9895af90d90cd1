import { idOf } from '../../client/base/rows.js';
import type { AnyRecord } from '../../types/index.js';

/** A list of rows as a context holds it. */
export type Rows = readonly AnyRecord[];

/** A pure change of a list, as React's setters take it. */
export type RowsChange = (rows: Rows) => Rows;

/** The row has that id, compared as text: contexts may use numbers. */
export function hasId(row: unknown, id: string): boolean {
  return typeof row === 'object' && row !== null && id !== '' && idOf(row) === id;
}

/**
 * Puts a record into a list; one with the same id is replaced where it stands.
 * @param index where it stood before; null, or beyond the end: last.
 */
export function inserted(record: AnyRecord, index: number | null): RowsChange {
  return (rows) => {
    const present = rows.findIndex((row) => hasId(row, idOf(record)));
    if (present >= 0) return replacedAt(rows, present, record);
    const at = index ?? rows.length;
    return [...rows.slice(0, at), record, ...rows.slice(at)];
  };
}

/** Merges changes into the record with that id; without one, the list stays the same array. */
export function patched(id: string, changes: AnyRecord): RowsChange {
  return (rows) => {
    const index = rows.findIndex((row) => hasId(row, id));
    return index < 0 ? rows : replacedAt(rows, index, { ...rows[index], ...changes });
  };
}

/** Takes the record with that id out; without one, the list stays the same array. */
export function removed(id: string): RowsChange {
  return (rows) => {
    const rest = rows.filter((row) => !hasId(row, id));
    return rest.length === rows.length ? rows : rest;
  };
}

/** Gives the record another id and touches nothing else; a row that a read has brought under it goes. */
export function renamed(oldId: string, newId: string): RowsChange {
  return (rows) => {
    if (oldId === newId || !rows.some((row) => hasId(row, oldId))) return rows;
    return patched(oldId, { id: newId })(removed(newId)(rows));
  };
}

function replacedAt(rows: Rows, index: number, record: AnyRecord): Rows {
  return rows.map((row, at) => (at === index ? record : row));
}

/** For a state that may hold no list yet, as `useState(null)` does: that stays. */
export const onList =
  (change: RowsChange): RowsChange =>
  (rows: unknown) =>
    Array.isArray(rows) ? change(rows as Rows) : (rows as Rows);
