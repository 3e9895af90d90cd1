import { ApiError, invalid } from '../http/api-error.ts';
import type { Session } from '../people/session.ts';
import { problemsOf } from './problems.ts';
import type { Fields, Resource, StoredRecord } from './resource.ts';

/** From what a caller sent to the whole record as it would be stored. Pure: nothing here asks the database. */

/** A create: given fields over defaults. */
export function newRecord(resource: Resource, body: unknown): Fields {
  return whole(resource, parse(resource.schema, body), null);
}

/** PUT: a whole record; optional fields that are missing go back to their defaults. */
export function replacedRecord(resource: Resource, body: unknown, before: StoredRecord): Fields {
  return whole(resource, parse(resource.schema, body), before);
}

/** PATCH: the record before, with the given fields changed. */
export function changedRecord(resource: Resource, body: unknown, before: StoredRecord): Fields {
  const changes = parse(resource.schema.partial(), body);
  const kept = Object.fromEntries(
    Object.keys(resource.schema.shape).map((field) => [field, before[field]]),
  );
  return checked(resource, { ...kept, ...changes });
}

function whole(resource: Resource, given: Fields, before: StoredRecord | null): Fields {
  const record: Record<string, unknown> = {};
  for (const field of Object.keys(resource.schema.shape)) {
    const missing = given[field] === undefined;
    if (missing && resource.filledByServer?.includes(field)) {
      if (before !== null) record[field] = before[field];
    } else {
      record[field] = missing ? (resource.defaults[field] ?? null) : given[field];
    }
  }
  return checked(resource, record);
}

function checked(resource: Resource, record: Fields): Fields {
  const completed = resource.complete?.(record) ?? record;
  const problems = resource.check?.(completed) ?? [];
  if (problems.length > 0) throw invalid(problems);
  return completed;
}

function parse(schema: Resource['schema'], body: unknown): Fields {
  if (body === undefined) throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE');
  const result = schema.safeParse(body, { reportInput: true });
  if (!result.success) throw invalid(problemsOf(result.error));
  return result.data;
}

/**
 * A body may name its company, as the seed's does; another one than the session's is an error.
 * @throws ApiError 403 COMPANY_MISMATCH
 */
export function mustBeOwnCompany(body: unknown, session: Session): void {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'company_id')) return;
  const named = (body as { company_id: unknown }).company_id;
  if (named != null && named !== session.companyId) throw new ApiError(403, 'COMPANY_MISMATCH');
}

/**
 * True when the body says that what a rule would refuse is meant: `confirm_duplicate: true` a look-alike,
 * `confirm_closed: true` a day on which the clinic is closed.
 */
export function confirms(body: unknown, field: 'confirm_duplicate' | 'confirm_closed'): boolean {
  return typeof body === 'object' && body !== null && (body as Fields)[field] === true;
}
