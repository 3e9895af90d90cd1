import { Router } from 'express';
import type { Logger } from 'pino';
import { success } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { reportSurprise } from '../http/errors.ts';
import { languageOf, notesOf, route, sessionOf } from '../http/express.ts';
import { jsonBody } from '../http/json-body.ts';
import { limits } from '../limits.ts';
import { runBatch } from './batch.ts';
import type { Writer } from './writer.ts';

/** POST /api/v1/batch. It has its own body limit, so it comes before the one of single requests. */
export function batchRouter(writer: Writer, log: Logger): Router {
  const router = Router();
  router.post(
    '/',
    jsonBody(limits.batchBodyBytes),
    route(async (request) => {
      const { id: requestId } = notesOf(request);
      const caller = {
        session: sessionOf(request),
        requestId,
        language: languageOf(request),
        surprised: (thrown: unknown) => reportSurprise(log, requestId, thrown),
      };
      return success(await runBatch(writer, caller, request.body as unknown));
    }),
  );
  router.all('/', () => {
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', { headers: { Allow: 'POST' } });
  });
  return router;
}
