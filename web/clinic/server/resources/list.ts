import { sql, type SelectQueryBuilder } from 'kysely';
import type { RequestTransaction } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { horizonAfter } from '../feed/changes.ts';
import { encodePosition, type FeedPosition } from '../feed/position.ts';
import { success, type Answer, type Pagination } from '../http/answer.ts';
import { clinicTimeZone, limits } from '../limits.ts';
import type { Session } from '../people/session.ts';
import { encodeCursor } from './cursor.ts';
import type { Bound, Condition, ListQuery } from './list-query.ts';
import { columnsOf, type Resource, type ResourceTable } from './resource.ts';

type RowQuery<O> = SelectQueryBuilder<Tables, ResourceTable, O>;

/**
 * Reads one page. With `page` the answer counts all rows; with a cursor it does not, and stays exact while rows
 * come and go between two requests (keyset pagination).
 * @param scope of cursors of the feed, see `cursorScope`.
 * @throws ApiError 410 CURSOR_EXPIRED when `changed_since` is too old.
 */
export async function listRecords(
  trx: RequestTransaction,
  session: Session,
  resource: Resource,
  query: ListQuery,
  scope: string,
): Promise<{ readonly answer: Answer; readonly count: number }> {
  if (query.changedSince !== null) await horizonAfter(trx, session, query.changedSince);
  const moment = await readMoment(trx, scope); // before the rows: better read twice than never
  const found = await readRows(trx, session, resource, query);
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  const pagination: Pagination = {
    limit: query.limit,
    ...(query.cursor === null ? await pageCounts(trx, session, resource, query, found.length) : {}),
    has_more: last !== undefined,
    next_cursor: last === undefined ? null : cursorAfter(query, last),
    ...moment,
  };
  const data = page.map(({ sort_value: _, ...record }) => record);
  const answer = { ...success(data), body: { success: true as const, data, pagination } };
  return { answer, count: data.length };
}

/** One row more than the page holds, to know whether there is a next page. */
function readRows(trx: RequestTransaction, session: Session, resource: Resource, query: ListQuery) {
  const { order, limit, cursor } = query;
  const sortValue = sql<string>`${sql.ref(order.column)}::text`.as('sort_value');
  const direction = order.descending ? 'desc' : 'asc';
  const rows = filtered(
    session,
    resource,
    trx.selectFrom(resource.table).select([...columnsOf(resource), sortValue]),
    query,
  )
    .orderBy(order.column, direction)
    .orderBy('id', direction)
    .limit(limit + 1);
  const placed =
    cursor === null ? rows.offset((query.page - 1) * limit) : rows.where(afterCursor(query));
  return placed.execute();
}

function cursorAfter({ order }: ListQuery, row: Readonly<Record<string, unknown>>): string {
  return encodeCursor({
    sort: order.sort,
    value: String(row['sort_value']),
    id: String(row['id']),
  });
}

/** @param found how many rows were read: those of the last page are counted without the database */
async function pageCounts(
  trx: RequestTransaction,
  session: Session,
  resource: Resource,
  query: ListQuery,
  found: number,
) {
  const { page, limit } = query;
  const isLast = found <= limit && (found > 0 || page === 1);
  const total = isLast
    ? (page - 1) * limit + found
    : await countRows(trx, session, resource, query);
  return { page, total, total_pages: Math.max(1, Math.ceil(total / limit)) };
}

async function countRows(
  trx: RequestTransaction,
  session: Session,
  resource: Resource,
  query: ListQuery,
): Promise<number> {
  const counting = trx.selectFrom(resource.table).select(sql<number>`count(*)::int`.as('total'));
  const { total } = await filtered(session, resource, counting, query).executeTakeFirstOrThrow();
  return total;
}

/**
 * Where the feed stands, and an `updated_since` for the next time. A row's updated_at is the start of its transaction,
 * which commits a little later; the margin is far longer than our transactions last. The feed needs no margin.
 */
async function readMoment(trx: RequestTransaction, scope: string) {
  const { rows } = await sql<{ since: Date; xid: string }>`
    SELECT now() - make_interval(secs => ${limits.changeMarginSeconds}) AS since,
           pg_snapshot_xmin(pg_current_snapshot())::text AS xid`.execute(trx);
  const { since, xid } = rows[0] ?? { since: new Date(0), xid: '0' };
  return {
    next_updated_since: since.toISOString(),
    change_cursor: encodePosition({ xid, id: '0' }, scope),
  };
}

function filtered<O>(
  { companyId }: Session,
  resource: Resource,
  rows: RowQuery<O>,
  query: ListQuery,
): RowQuery<O> {
  let result = rows.where('company_id', '=', companyId);
  if (!query.withDeleted) result = result.where('deleted_at', 'is', null);
  if (query.updatedSince !== null)
    result = result.where('updated_at', '>=', new Date(query.updatedSince));
  if (query.changedSince !== null)
    result = result.where(changedSince(companyId, resource, query.changedSince));
  for (const word of query.words) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    result = result.where(sql<boolean>`search_text LIKE clinic_fold(${pattern})`);
  }
  for (const condition of query.conditions) result = result.where(sqlOf(companyId, condition));
  return result;
}

/** Rows whose change was committed after that place, or may have been. */
function changedSince(companyId: string, { name }: Resource, { xid, id }: FeedPosition) {
  return sql<boolean>`id IN (SELECT row_id FROM audit
    WHERE company_id = ${companyId} AND resource = ${name} AND (xid, id) > (${xid}::xid8, ${id}::bigint))`;
}

function sqlOf(companyId: string, condition: Condition) {
  if (condition.kind === 'appointment-on') return hasAppointmentOn(companyId, condition);
  const column = sql.ref(condition.column);
  if (condition.kind === 'equals') return sql<boolean>`${column} = ${condition.value}`;
  return condition.kind === 'from'
    ? sql<boolean>`${column} >= ${momentOf(condition.bound, 0)}`
    : sql<boolean>`${column} < ${momentOf(condition.bound, 1)}`;
}

/** An appointment that is not deleted names the record, and begins on that day. */
function hasAppointmentOn(
  companyId: string,
  { column, day }: Extract<Condition, { kind: 'appointment-on' }>,
) {
  const whole = { value: day, isDay: true };
  return sql<boolean>`id IN (SELECT ${sql.ref(column)} FROM appointments
    WHERE company_id = ${companyId} AND deleted_at IS NULL AND starts_at >= ${momentOf(whole, 0)} AND starts_at < ${momentOf(whole, 1)})`;
}

/** A day begins at midnight on the clinic's clock; as an upper bound the whole day counts. */
function momentOf(bound: Bound, extraDays: number) {
  return bound.isDay
    ? sql`((${bound.value}::date + ${extraDays}::int)::timestamp AT TIME ZONE ${clinicTimeZone})`
    : sql`${bound.value}::timestamptz`;
}

function afterCursor({ cursor, order }: ListQuery) {
  const place = sql`(${cursor?.value}, ${cursor?.id})`;
  const row = sql`(${sql.ref(order.column)}, id)`;
  return order.descending ? sql<boolean>`${row} < ${place}` : sql<boolean>`${row} > ${place}`;
}
