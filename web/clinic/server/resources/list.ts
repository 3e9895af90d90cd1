import { sql, type SelectQueryBuilder } from 'kysely';
import type { RequestTransaction } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { presentPosition } from '../feed/changes.ts';
import { encodePosition } from '../feed/position.ts';
import { success, type Answer, type Pagination } from '../http/answer.ts';
import { clinicTimeZone, limits } from '../limits.ts';
import { encodeCursor } from './cursor.ts';
import type { Bound, Condition, ListQuery } from './list-query.ts';
import { columnsOf, type Resource, type ResourceTable } from './resource.ts';

type RowQuery<O> = SelectQueryBuilder<Tables, ResourceTable, O>;

/**
 * Reads one page. With `page` the answer counts all rows; with a cursor it does not, and stays exact while rows
 * come and go between two requests (keyset pagination).
 */
export async function listRecords(
  trx: RequestTransaction,
  resource: Resource,
  query: ListQuery,
): Promise<Answer> {
  const { order, limit, cursor } = query;
  const changeCursor = encodePosition(await presentPosition(trx)); // before the rows: better told twice than never
  const sortValue = sql<string>`${sql.ref(order.column)}::text`.as('sort_value');
  const direction = order.descending ? 'desc' : 'asc';
  let rows = filtered(trx.selectFrom(resource.table).select([...columnsOf(resource), sortValue]), query)
    .orderBy(order.column, direction)
    .orderBy('id', direction)
    .limit(limit + 1);
  if (cursor === null) rows = rows.offset((query.page - 1) * limit);
  else rows = rows.where(afterCursor(query));
  const found = await rows.execute();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const hasMore = found.length > limit;
  const nextCursor =
    hasMore && last !== undefined
      ? encodeCursor({ sort: order.sort, value: String(last['sort_value']), id: String(last['id']) })
      : null;
  const pagination: Pagination = {
    limit,
    ...(cursor === null ? await pageCounts(trx, resource, query) : {}),
    has_more: hasMore,
    next_cursor: nextCursor,
    next_updated_since: await safeUpdatedSince(trx),
    change_cursor: changeCursor,
  };
  const data = page.map(({ sort_value: _, ...record }) => record);
  return { ...success(data), body: { success: true, data, pagination } };
}

async function pageCounts(trx: RequestTransaction, resource: Resource, query: ListQuery) {
  const counted = await filtered(
    trx.selectFrom(resource.table).select(sql<number>`count(*)::int`.as('total')),
    query,
  ).executeTakeFirstOrThrow();
  const total = Number(counted.total);
  return { page: query.page, total, total_pages: Math.max(1, Math.ceil(total / query.limit)) };
}

/**
 * A row's updated_at is the start of its transaction, which may commit a little later. No transaction lives longer
 * than a statement timeout, so a moment that long ago is complete.
 */
async function safeUpdatedSince(trx: RequestTransaction): Promise<string> {
  const { rows } = await sql<{ since: Date }>`
    SELECT now() - make_interval(secs => ${limits.statementTimeoutMs / 1000}) AS since`.execute(trx);
  return (rows[0]?.since ?? new Date(0)).toISOString();
}

function filtered<O>(rows: RowQuery<O>, query: ListQuery): RowQuery<O> {
  let result = rows;
  if (!query.withDeleted) result = result.where('deleted_at', 'is', null);
  if (query.updatedSince !== null) result = result.where('updated_at', '>=', new Date(query.updatedSince));
  for (const word of query.words) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    result = result.where(sql<boolean>`search_text LIKE clinic_fold(${pattern})`);
  }
  for (const condition of query.conditions) result = result.where(sqlOf(condition));
  return result;
}

function sqlOf(condition: Condition) {
  const column = sql.ref(condition.column);
  if (condition.kind === 'equals') return sql<boolean>`${column} = ${condition.value}`;
  return condition.kind === 'from'
    ? sql<boolean>`${column} >= ${momentOf(condition.bound, 0)}`
    : sql<boolean>`${column} < ${momentOf(condition.bound, 1)}`;
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
