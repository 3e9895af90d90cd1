import { Router } from 'express';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { success } from '../http/answer.ts';
import { ApiError, invalid } from '../http/api-error.ts';
import { route, sessionOf } from '../http/express.ts';
import { limits } from '../limits.ts';
import { day, isStoredMoment, reference } from '../resources/fields.ts';
import { problemsOf } from '../resources/problems.ts';
import { readAudit, type AuditEntry, type AuditQuery } from './entries.ts';

const resourceNames = [
  'patients',
  'appointments',
  'medical-records',
  'consents',
  'practitioners',
  'accounts',
  'company',
] as const;

/** What may be asked of the audit trail. */
export const auditQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(limits.maxPageSize).default(limits.defaultPageSize),
  resource: z.enum(resourceNames).optional(),
  record_id: reference.optional(),
  patient_id: reference.optional(),
  user_id: reference.optional(),
  from: day.optional(),
  to: day.optional(),
  action: z.enum(['create', 'update', 'delete', 'restore', 'read']).optional(),
  cursor: z.string().max(200).optional(),
});

/** GET /api/v1/audit: who changed what, and who read which medical file, for the management. Newest first. */
export function auditRouter(database: Database): Router {
  const router = Router();
  router.get(
    '/',
    route(async (request) => {
      const session = sessionOf(request);
      if (session.role !== 'admin') throw new ApiError(403, 'FORBIDDEN');
      const query = queryOf(request.query);
      const found = await database.asSession(session, {}, (trx) => readAudit(trx, session, query));
      return pageOf(found, query.limit);
    }),
  );
  router.all('/', () => {
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', { headers: { Allow: 'GET, HEAD' } });
  });
  return router;
}

function queryOf(given: unknown): AuditQuery {
  const parsed = auditQuerySchema.safeParse(given, { reportInput: true });
  if (!parsed.success) throw invalid(problemsOf(parsed.error));
  const {
    record_id: recordId,
    patient_id: patientId,
    user_id: userId,
    cursor,
    ...rest
  } = parsed.data;
  const after = cursor === undefined ? undefined : placeOf(cursor);
  return { ...rest, recordId, patientId, userId, after };
}

function placeOf(cursor: string): { at: string; id: string } {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, at, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([cra]\d{1,18})$/.exec(text) ?? [];
  if (at === undefined || id === undefined || !isStoredMoment(at))
    throw invalid([{ field: 'cursor', code: 'INVALID_CURSOR' }]);
  return { at, id };
}

function pageOf(found: readonly AuditEntry[], limit: number) {
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return success({
    entries: page,
    has_more: last !== undefined,
    next_cursor:
      last === undefined
        ? null
        : Buffer.from(`${last.at.toISOString()} ${last.id}`).toString('base64url'),
  });
}
