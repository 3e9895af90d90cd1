import { readingOf, traceRead } from '../audit/reads.ts';
import type { RequestTransaction } from '../database/database.ts';
import { success, type Answer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { etagOf, ifMatchHolds, namesOneVersion } from '../http/etag.ts';
import type { Session } from '../people/session.ts';
import { changedRecord, confirms, mustBeOwnCompany, newRecord, replacedRecord } from './input.ts';
import type { Fields, Resource, StoredRecord } from './resource.ts';
import { authorOf, deleteRecord, insertRecord, readRecord, updateRecord } from './store.ts';

/** One write, whichever way it came: alone over HTTP or as an entry of a batch. */
export interface Write {
  readonly resource: Resource;
  readonly verb: 'create' | 'replace' | 'change' | 'delete' | 'restore';
  /** The record's id; empty for a create. */
  readonly id: string;
  readonly body: unknown;
  readonly ifMatch: string | undefined;
}

/** Where a write happens. */
export interface WriteContext {
  readonly trx: RequestTransaction;
  readonly session: Session;
  readonly requestId: string;
  /** True when this resource's writes must carry If-Match (428 otherwise). */
  readonly versionRequired: boolean;
}

/**
 * Performs a write inside the caller's transaction.
 * @throws ApiError for every refusal: 400, 403, 404, 409, 410, 412, 422, 428.
 */
export function performWrite(context: WriteContext, write: Write): Promise<Answer> {
  mustBeOwnCompany(write.body, context.session);
  switch (write.verb) {
    case 'create':
      return create(context, write);
    case 'replace':
      return update(context, write, replacedRecord);
    case 'change':
      return update(context, write, changedRecord);
    case 'delete':
      return remove(context, write);
    case 'restore':
      return restore(context, write);
  }
}

async function create(context: WriteContext, write: Write): Promise<Answer> {
  const { resource } = write;
  const fields = newRecord(resource, write.body);
  await applyRules(context, write, null, fields);
  const record = await insertRecord(context.trx, context.session, resource, fields);
  return success(record, {
    status: 201,
    etag: etagOf(record.version),
    location: `/api/v1/${resource.name}/${record.id}`,
  });
}

type Merge = (resource: Resource, body: unknown, before: StoredRecord) => Fields;

async function update(context: WriteContext, write: Write, merge: Merge): Promise<Answer> {
  const { resource, id } = write;
  const before = await recordToChange(context, write);
  const fields = merge(resource, write.body, before);
  await applyRules(context, write, before, fields);
  const changed = changedOnly(before, fields);
  if (Object.keys(changed).length === 0) return unchanged(context, resource, before);
  const record = await updateRecord(context.trx, context.session, resource, id, changed);
  return success(record, { etag: etagOf(record.version) });
}

async function remove(context: WriteContext, write: Write): Promise<Answer> {
  const { trx, session } = context;
  const before = await recordToChange(context, write);
  for (const rule of write.resource.deleteRules ?? []) await rule(before, trx, session);
  const record = await deleteRecord(trx, session, write.resource, write.id);
  await write.resource.deleted?.(trx, session, write.id);
  return success({
    id: record.id,
    deleted: true,
    version: record.version,
    deleted_at: record.deleted_at,
  });
}

/** Brings a deleted record back; one that is not deleted is simply answered. */
async function restore(context: WriteContext, write: Write): Promise<Answer> {
  const { trx, session } = context;
  const before = await readRecord(trx, session, write.resource, write.id, true);
  await mustMatch(context, write, before);
  if (before.deleted_at === null) return unchanged(context, write.resource, before);
  await applyRules(context, write, before, before);
  const record = await updateRecord(trx, session, write.resource, write.id, { deleted_at: null });
  return success(record, { etag: etagOf(record.version) });
}

/** The answer to a write that changes nothing: the audit trail has a reading of it. */
async function unchanged(
  { trx, session, requestId }: WriteContext,
  resource: Resource,
  record: StoredRecord,
): Promise<Answer> {
  await traceRead(trx, session, readingOf(resource.name, record, requestId));
  return success(record, { etag: etagOf(record.version) });
}

/** Locks the record and makes sure that the caller knows its newest version. */
async function recordToChange(context: WriteContext, write: Write): Promise<StoredRecord> {
  const { trx, session } = context;
  const before = await readRecord(trx, session, write.resource, write.id, true);
  if (before.deleted_at !== null)
    throw new ApiError(410, 'GONE', { details: { deleted_at: before.deleted_at } });
  await mustMatch(context, write, before);
  return before;
}

async function mustMatch(context: WriteContext, write: Write, before: StoredRecord): Promise<void> {
  if (context.versionRequired && !namesOneVersion(write.ifMatch))
    throw new ApiError(428, 'VERSION_REQUIRED');
  if (ifMatchHolds(write.ifMatch, before.version)) return;
  throw new ApiError(412, 'VERSION_CONFLICT', {
    details: { current: before, changed_by: await authorOf(context.trx, context.session, before) },
    headers: { ETag: etagOf(before.version) },
  });
}

async function applyRules(
  { trx, session }: WriteContext,
  { resource, body }: Write,
  before: StoredRecord | null,
  after: Fields,
): Promise<void> {
  const confirmDuplicate = confirms(body, 'confirm_duplicate');
  const confirmClosed = confirms(body, 'confirm_closed');
  const context = { trx, session, before, after, confirmDuplicate, confirmClosed };
  for (const rule of resource.rules) await rule(context);
}

/** The fields whose value really differs: a change that changes nothing keeps its version. */
function changedOnly(before: StoredRecord, after: Fields): Fields {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => comparable(before[field]) !== comparable(value),
    ),
  );
}

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return JSON.stringify(value);
  return value instanceof Date ? value.toISOString() : (value ?? null);
}
