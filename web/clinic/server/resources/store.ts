import { sql } from 'kysely';
import type { RequestTransaction } from '../database/database.ts';
import { ApiError } from '../http/api-error.ts';
import type { Session } from '../people/session.ts';
import { columnsOf, type Fields, type Resource, type StoredRecord } from './resource.ts';

/**
 * The SQL of single records, the same for every resource. Row-level security holds each of them to the company; that it
 * names the company itself lets a distributed database find the shard.
 */

/**
 * Reads one record, deleted or not.
 * @param forChange locks the row until the transaction ends, so that versions are compared without a race.
 * @throws ApiError 404 NOT_FOUND, also when the id belongs to another company or is not an id at all.
 */
export async function readRecord(
  trx: RequestTransaction,
  { companyId }: Session,
  resource: Resource,
  id: string,
  forChange = false,
): Promise<StoredRecord> {
  if (!isUuid(id)) throw new ApiError(404, 'NOT_FOUND');
  const query = trx
    .selectFrom(resource.table)
    .select(columnsOf(resource))
    .where('company_id', '=', companyId)
    .where('id', '=', id);
  const row = await (forChange ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw new ApiError(404, 'NOT_FOUND');
  return row as StoredRecord;
}

/** Who has made the newest version, by name; null for the system, and for a person who is no longer known. */
export async function authorOf(
  trx: RequestTransaction,
  { companyId }: Session,
  record: StoredRecord,
): Promise<string | null> {
  const id = record['updated_by'];
  if (typeof id !== 'string') return null;
  const user = await trx
    .selectFrom('users')
    .select('name')
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id::text = ${id}`)
    .executeTakeFirst();
  return user?.name ?? null;
}

/** Stores a new record; the database gives it its id, version 1 and dates. */
export async function insertRecord(
  trx: RequestTransaction,
  { companyId }: Session,
  resource: Resource,
  fields: Fields,
): Promise<StoredRecord> {
  const row = await trx
    .insertInto(resource.table)
    .values({ ...fields, company_id: companyId })
    .returning(columnsOf(resource))
    .executeTakeFirstOrThrow();
  return row as StoredRecord;
}

/** Changes a record; the database raises its version and dates it. */
export async function updateRecord(
  trx: RequestTransaction,
  { companyId }: Session,
  resource: Resource,
  id: string,
  fields: Fields,
): Promise<StoredRecord> {
  const row = await trx
    .updateTable(resource.table)
    .set(fields)
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .returning(columnsOf(resource))
    .executeTakeFirstOrThrow();
  return row as StoredRecord;
}

/** Marks a record as deleted, now. */
export function deleteRecord(
  trx: RequestTransaction,
  session: Session,
  resource: Resource,
  id: string,
): Promise<StoredRecord> {
  return updateRecord(trx, session, resource, id, { deleted_at: sql`now()` });
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
