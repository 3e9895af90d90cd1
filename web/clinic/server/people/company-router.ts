import { Router } from 'express';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { success } from '../http/answer.ts';
import { ApiError, invalid } from '../http/api-error.ts';
import { onlyParameters, route, sessionOf } from '../http/express.ts';
import { jsonBody } from '../http/json-body.ts';
import { requiredText } from '../resources/fields.ts';
import { problemsOf } from '../resources/problems.ts';

/** The body that names the clinic. */
export const companyChangeSchema = z.object({ name: requiredText(200) });

/** /api/v1/company: the clinic that the caller works for. Its management may name it. */
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
          .select(['id', 'name'])
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
      const named = database.asSession(session, {}, (trx) =>
        trx
          .updateTable('companies')
          .set({ name: change.data.name })
          .where('id', '=', session.companyId)
          .returning(['id', 'name'])
          .executeTakeFirstOrThrow(),
      );
      return success(await named);
    }),
  );
  router.all('/', () => {
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', { headers: { Allow: 'GET, HEAD, PATCH' } });
  });
  return router;
}
