import { createHash } from 'node:crypto';
import { ApiError, invalid } from '../http/api-error.ts';
import type { Session } from '../people/session.ts';
import { resources } from '../resources/all.ts';
import { columnsOf } from '../resources/resource.ts';

/**
 * A place in the feed of changes: a transaction and a row of it. Changes are sent in the order of transaction
 * numbers, and only below the oldest transaction that is still running, so nothing ever appears before a place that
 * a reader has already passed.
 */
export interface FeedPosition {
  /** A PostgreSQL transaction number (xid8) in decimal. */
  readonly xid: string;
  /** The audit row's number in decimal; 0 stands before all rows of the transaction. */
  readonly id: string;
}

/**
 * What a cursor is valid for: this database, the records that this company and role may see, and the columns
 * that records have now. A reader for whom any of it differs reads the lists again.
 */
export function cursorScope(epoch: string, { companyId, role }: Session): string {
  const columns = resources.map((resource) => columnsOf(resource));
  const text = JSON.stringify([epoch, companyId, role, columns]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The cursor of a place. */
export function encodePosition({ xid, id }: FeedPosition, scope: string): string {
  return `${xid}.${id}.${scope}`;
}

/**
 * @param field the query parameter that it came in
 * @throws ApiError 400 when it is not a cursor of the feed; 410 CURSOR_EXPIRED when it is one of another scope.
 */
export function decodePosition(text: string, scope: string, field = 'since'): FeedPosition {
  const [, xid, id, own] = /^(\d{1,19})\.(\d{1,18})(?:\.([0-9a-f]{16}))?$/.exec(text) ?? [];
  if (xid === undefined || id === undefined) throw invalid([{ field, code: 'INVALID_CURSOR' }]);
  if (own !== scope) throw new ApiError(410, 'CURSOR_EXPIRED');
  return { xid, id };
}

/** The place before which nothing is left out, of readers at these places; at least one. */
export function earliest(places: readonly FeedPosition[]): FeedPosition {
  return places.reduce((first, other) => (isBefore(other, first) ? other : first));
}

function isBefore(one: FeedPosition, other: FeedPosition): boolean {
  const [xid, otherXid] = [BigInt(one.xid), BigInt(other.xid)];
  return xid < otherXid || (xid === otherXid && BigInt(one.id) < BigInt(other.id));
}
