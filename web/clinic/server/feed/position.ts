import { invalid } from '../http/api-error.ts';

/**
 * A place in the feed of changes: a transaction and a row of it. Changes are told in the order of transaction
 * numbers, and only below the oldest transaction that is still running, so nothing ever appears before a place that
 * somebody has already passed.
 */
export interface FeedPosition {
  /** A PostgreSQL transaction number (xid8) in decimal. */
  readonly xid: string;
  /** The audit row's number in decimal; 0 stands before all rows of the transaction. */
  readonly id: string;
}

/** The cursor of a place. */
export function encodePosition({ xid, id }: FeedPosition): string {
  return `${xid}.${id}`;
}

/** @throws ApiError 400 with field `since` when it is not a cursor of the feed. */
export function decodePosition(text: string): FeedPosition {
  const [, xid, id] = /^(\d{1,19})\.(\d{1,18})$/.exec(text) ?? [];
  if (xid === undefined || id === undefined)
    throw invalid([{ field: 'since', code: 'INVALID_CURSOR' }]);
  return { xid, id };
}
