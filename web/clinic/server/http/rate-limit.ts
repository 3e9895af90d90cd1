import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { ApiError } from './api-error.ts';
import { notesOf } from './express.ts';

/**
 * Limits are counted by each instance for itself: with several behind a balancer a user may do as many times more.
 * The answer is 429 with `Retry-After` in seconds, which the library waits for without counting it (BEHAVIOUR 4).
 */
function limited(
  windowMs: number,
  limit: number,
  key: (request: Request) => string,
): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    keyGenerator: key,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response, next) => {
      const seconds = Number(response.getHeader('Retry-After') ?? Math.ceil(windowMs / 1000));
      next(
        new ApiError(429, 'RATE_LIMITED', {
          values: { seconds },
          details: { retry_after: seconds },
        }),
      );
    },
  });
}

/** Limits the requests of one user per minute; the session has to be known. */
export function requestLimit(perMinute: number): RequestHandler {
  return limited(
    60_000,
    perMinute,
    (request) => notesOf(request).session?.userId ?? placeOf(request),
  );
}

/**
 * Where a request comes from: its address, or the /56 of an IPv6 one. Some proxies name the port as well.
 * Anything else ("unknown", RFC 7239) counts as one place.
 */
export function placeOf(request: Request): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?$/.exec(request.ip ?? '') ?? [];
  const address = bracketed ?? plain ?? request.ip ?? '';
  return isIP(address) === 0 ? 'unknown' : ipKeyGenerator(address);
}
