import type { RequestHandler } from 'express';
import { pino, type Logger } from 'pino';
import { notesOf } from '../http/express.ts';
import { routeOf } from './route.ts';

/**
 * Structured log, one JSON object per line. It carries ids, codes and durations, never a body, a query or a header
 * (BEHAVIOUR 7.3).
 * @param level a pino level, or 'silent'.
 * @param target where lines go; standard output when undefined.
 */
export function createLog(level: string, target: NodeJS.WritableStream | undefined): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return target === undefined ? pino(options) : pino(options, target);
}

/** One line per answered request. */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const { id } = notesOf(request);
    response.set('X-Request-Id', id);
    response.on('close', () => {
      const { session, errorCode } = notesOf(request);
      log.info(
        {
          requestId: id,
          method: request.method,
          ...routeOf(request.originalUrl),
          status: response.statusCode,
          finished: response.writableFinished,
          ms: Math.round(performance.now() - started),
          company: session?.companyId,
          user: session?.userId,
          error: errorCode,
        },
        'request',
      );
    });
    next();
  };
}
