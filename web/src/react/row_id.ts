import type { AnyRecord } from '../types/index.js';

/** A row, or its id in any form that it ever had. */
export type RowOrId = object | string | number;

/** The id of a row, or the id itself; '': it has none. */
export const idOf = (row: RowOrId | null | undefined): string | number => {
  const id: unknown = typeof row === 'object' && row !== null ? (row as AnyRecord)['id'] : row;
  return typeof id === 'string' || typeof id === 'number' ? id : '';
};
