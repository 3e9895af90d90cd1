import type { RequestHandler } from 'express';
import type { Database } from '../database/database.ts';
import { failure, success } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { languageOf, sendAnswer } from '../http/express.ts';

/** GET /health: the process runs. For a supervisor that restarts it. */
export const health: RequestHandler = (_request, response) => {
  sendAnswer(response, success({ status: 'ok', uptime_s: Math.round(process.uptime()) }));
};

/** GET /ready: requests can be served now, database included, and for a while. For a proxy that sends them here. */
export function ready(
  database: Database,
  lifecycle: { readonly isStopping: boolean },
): RequestHandler {
  return async (request, response) => {
    if (lifecycle.isStopping) throw new ApiError(503, 'SHUTTING_DOWN');
    try {
      await database.ping();
      sendAnswer(response, success({ status: 'ready', database: database.engine.kind }));
    } catch {
      sendAnswer(response, failure(new ApiError(503, 'DATABASE_UNAVAILABLE'), languageOf(request)));
    }
  };
}
