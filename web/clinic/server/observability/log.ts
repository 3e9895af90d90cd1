import type { RequestHandler } from 'express';
import { pino, type Logger } from 'pino';
import { notesOf } from '../http/express.ts';

/**
 * Structured log, one JSON object per line. It carries ids, codes and durations, never a body, a query or a header
 * (BEHAVIOUR 7.3).
 * @param level a pino level, or 'silent'.
 */
export function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
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
          path: request.originalUrl.replace(/\?.*$/s, ''),
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
