import { Router } from 'express';
import { z } from 'zod';
import { holidayCalendars } from '../../closing-days.ts';
import type { Database } from '../database/database.ts';
import { success } from '../http/answer.ts';
import { ApiError, invalid } from '../http/api-error.ts';
import { onlyParameters, route, sessionOf } from '../http/express.ts';
import { jsonBody } from '../http/json-body.ts';
import { choice, namedDaySpan, requiredText } from '../resources/fields.ts';
import { problemsOf } from '../resources/problems.ts';

/** The body that changes the clinic: its name, and on which days it is closed. */
export const companyChangeSchema = z.object({
  name: requiredText(200).optional(),
  holidays: choice(holidayCalendars).optional(),
  closures: z.array(namedDaySpan).max(100).optional(),
});

const columns = ['id', 'name', 'holidays', 'closures'] as const;

/** /api/v1/company: the clinic that the caller works for. Its management may change it. */
export function companyRouter(database: Database): Router {
  const router = Router();
  router.get(
    '/',
    onlyParameters(),
    route(async (request) => {
      const session = sessionOf(request);
      const find = database.asSession(session, {}, (trx) =>
        trx
          .selectFrom('companies')
          .select(columns)
          .where('id', '=', session.companyId)
          .executeTakeFirstOrThrow(),
      );
      return success(await find);
    }),
  );
  router.patch(
    '/',
    jsonBody('10kb'),
    route(async (request) => {
      const session = sessionOf(request);
      if (session.role !== 'admin') throw new ApiError(403, 'FORBIDDEN');
      const change = companyChangeSchema.safeParse(request.body ?? {}, { reportInput: true });
      if (!change.success) throw invalid(problemsOf(change.error));
      const { name, holidays, closures } = change.data;
      const changed = database.asSession(session, {}, (trx) =>
        trx
          .updateTable('companies')
          .set((company) => ({
            name: name ?? company.ref('name'),
            holidays: holidays ?? company.ref('holidays'),
            closures: closures ?? company.ref('closures'),
          }))
          .where('id', '=', session.companyId)
          .returning(columns)
          .executeTakeFirstOrThrow(),
      );
      return success(await changed);
    }),
  );
  router.all('/', () => {
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', { headers: { Allow: 'GET, HEAD, PATCH' } });
  });
  return router;
}
