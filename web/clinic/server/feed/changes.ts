import { sql } from 'kysely';
import { traceRead } from '../audit/reads.ts';
import type { RequestTransaction } from '../database/database.ts';
import type { AuditRow } from '../database/tables.ts';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import { mayRead } from '../people/roles.ts';
import type { Session } from '../people/session.ts';
import { resources } from '../resources/all.ts';
import { columnsOf, type StoredRecord } from '../resources/resource.ts';
import { encodePosition, type FeedPosition } from './position.ts';

/** One confirmed change, of anybody in the company. */
export interface Change {
  /** Where the feed stands after this change. */
  readonly cursor: string;
  readonly resource: string;
  readonly id: string;
  readonly action: AuditRow['action'];
  readonly version: number;
  readonly user_id: string;
  readonly at: Date;
  /** The record as it is now, which may be newer than `version`; null when it is deleted. */
  readonly record: StoredRecord | null;
}

/** A stretch of the feed. */
export interface FeedPage {
  readonly changes: readonly Change[];
  /** Where to go on from. */
  readonly cursor: string;
  /** More changes can be read at once. */
  readonly hasMore: boolean;
  /** Committed changes wait for an older transaction to end: look again in a moment. */
  readonly waiting: boolean;
}

/** The place from which everything that is not yet visible to this transaction will be sent. */
export async function presentPosition(trx: RequestTransaction): Promise<FeedPosition> {
  const { rows } = await sql<{ xid: string }>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid`.execute(trx);
  return { xid: rows[0]?.xid ?? '0', id: '0' };
}

/**
 * The place before everything that was changed in the last seconds: for a reader whose lists are that old. Changes that
 * were being committed then are sent again, never left out.
 */
export async function positionBefore(
  trx: RequestTransaction,
  { companyId }: Session,
  seconds: number,
): Promise<FeedPosition> {
  const age = seconds + limits.changeMarginSeconds;
  const row = await trx
    .selectFrom('audit')
    .select(['xid', 'id'])
    .where('company_id', '=', companyId)
    .where('at', '<', sql<Date>`now() - make_interval(secs => ${age})`)
    .orderBy('xid', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? { xid: '0', id: '0' };
}

/**
 * Reads what has changed since a place. Several changes of one record in a page are sent once, as the newest.
 * @param scope of the cursors, see `cursorScope`.
 * @throws ApiError 410 CURSOR_EXPIRED when the place is not one of this database's, or too old: read the lists again.
 */
export async function readChanges(
  trx: RequestTransaction,
  session: Session,
  since: FeedPosition,
  scope: string,
): Promise<FeedPage> {
  const horizon = await horizonAfter(trx, session, since);
  const rows = await trx
    .selectFrom('audit')
    .selectAll()
    .where('company_id', '=', session.companyId)
    .where(sql<boolean>`(xid, id) > (${since.xid}::xid8, ${since.id}::bigint)`)
    .orderBy('xid')
    .orderBy('id')
    .limit(limits.feedPageSize + 1)
    .execute();
  const settled = rows.filter((row) => BigInt(row.xid) < horizon);
  const page = settled.slice(0, limits.feedPageSize);
  const last = page.at(-1);
  return {
    changes: await withRecords(trx, session, newestOfEach(page), scope),
    cursor: encodePosition(last ?? since, scope),
    hasMore: settled.length > page.length,
    waiting: settled.length < rows.length,
  };
}

/**
 * The oldest transaction still running; everything below it is final.
 * @throws ApiError 410 CURSOR_EXPIRED when `since` lies ahead, or further back than changes are handed out for.
 */
export async function horizonAfter(
  trx: RequestTransaction,
  { companyId }: Session,
  since: FeedPosition,
): Promise<bigint> {
  const { rows } = await sql<{ xmin: string; xmax: string; isOld: boolean }>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
           pg_snapshot_xmax(pg_current_snapshot())::text AS xmax,
           coalesce((SELECT at < now() - make_interval(days => ${limits.changeDays}) FROM audit
                      WHERE company_id = ${companyId} AND (xid, id) > (${since.xid}::xid8, ${since.id}::bigint)
                      ORDER BY xid, id LIMIT 1), false) AS "isOld"`.execute(trx);
  const [now] = rows;
  if (now === undefined || now.isOld || BigInt(since.xid) > BigInt(now.xmax))
    throw new ApiError(410, 'CURSOR_EXPIRED');
  return BigInt(now.xmin);
}

function newestOfEach(rows: readonly AuditChange[]): readonly AuditChange[] {
  const newest = new Map<string, AuditChange>();
  for (const row of rows) {
    const key = `${row.resource}/${row.row_id}`;
    newest.delete(key); // so that it moves to its newest place
    newest.set(key, row);
  }
  return [...newest.values()];
}

type AuditChange = Pick<AuditRow, 'resource' | 'row_id' | 'action' | 'version' | 'user_id'> & {
  readonly id: string;
  readonly xid: string;
  readonly at: Date;
};

/** Adds the records, and leaves out what the reader's role may not see. */
async function withRecords(
  trx: RequestTransaction,
  session: Session,
  rows: readonly AuditChange[],
  scope: string,
): Promise<readonly Change[]> {
  const records = new Map<string, StoredRecord>();
  for (const resource of resources) {
    const ids = rows.filter((row) => row.resource === resource.name).map((row) => row.row_id);
    if (ids.length === 0 || !mayRead(session.role, resource.name)) continue;
    const found = await trx
      .selectFrom(resource.table)
      .select(columnsOf(resource))
      .where('company_id', '=', session.companyId)
      .where('id', 'in', ids)
      .execute();
    await traceRead(trx, session, { resource: resource.name, count: found.length });
    for (const record of found as StoredRecord[])
      records.set(`${resource.name}/${record.id}`, record);
  }
  return rows.flatMap((row) => {
    const record = records.get(`${row.resource}/${row.row_id}`);
    return record === undefined ? [] : [changeOf(row, record, scope)];
  });
}

function changeOf(row: AuditChange, record: StoredRecord, scope: string): Change {
  return {
    cursor: encodePosition(row, scope),
    resource: row.resource,
    id: row.row_id,
    action: row.action,
    version: row.version,
    user_id: row.user_id,
    at: row.at,
    record: record.deleted_at === null ? record : null,
  };
}
