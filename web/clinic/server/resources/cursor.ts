import { invalid } from '../http/api-error.ts';
import { isStorable, isStoredMoment } from './fields.ts';

/** A place in an ordered list: the last row seen, and the order it was seen in. */
export interface Cursor {
  /** The sort it belongs to, with its sign: a cursor of one order means nothing in another. */
  readonly sort: string;
  readonly value: string;
  readonly id: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opaque text for a URL. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.value, cursor.id])).toString('base64url');
}

/** @throws ApiError 400 with field `cursor` when it was not made by us, or for another order. */
export function decodeCursor(text: string, sort: string): Cursor {
  const parts = parse(text);
  if (!Array.isArray(parts)) throw notOurs();
  const [ownSort, value, id] = parts as readonly unknown[];
  if (ownSort !== sort || typeof value !== 'string' || typeof id !== 'string') throw notOurs();
  if (!uuid.test(id) || !isStorable(value)) throw notOurs();
  if (sort.endsWith('_at') && !isStoredMoment(value)) throw notOurs();
  return { sort, value, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

function notOurs() {
  return invalid([{ field: 'cursor', code: 'INVALID_CURSOR' }]);
}
