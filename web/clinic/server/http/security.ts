import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { ApiError } from './api-error.ts';

/** Headers that the library sends, and the ones that it reads: what a cross-origin page must be allowed. */
const sentHeaders = [
  'Content-Type',
  'Accept-Language',
  'Authorization',
  'Idempotency-Key',
  'If-Match',
  'Change-Reason',
];
const readHeaders = [
  'ETag',
  'Location',
  'Retry-After',
  'Idempotency-Key',
  'Changed-By',
  'Idempotency-Replayed',
  'RateLimit',
  'RateLimit-Policy',
];

/**
 * Security headers. The policy is what BEHAVIOUR 7.2 promises to live with: no eval, only WebAssembly; styles in
 * line because the component library writes them.
 * @param secure TLS ends in front of this server: browsers are asked to keep to HTTPS for two years.
 */
export function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure && { maxAge: 2 * 365 * 86_400, includeSubDomains: false },
  });
}

/** Headers of which a request has one (RFC 9112, 3.2; RFC 9110, 11.6.2). */
const single: ReadonlySet<string> = new Set(['host', 'authorization']);

/**
 * A request with two hosts or two sets of credentials is none: a proxy may have gone by the other one.
 * @throws ApiError 400
 */
export const noTwins: RequestHandler = (request, _response, next) => {
  const names = request.rawHeaders
    .filter((_, index) => index % 2 === 0)
    .map((name) => name.toLowerCase())
    .filter((name) => single.has(name));
  if (new Set(names).size < names.length) throw new ApiError(400, 'MALFORMED_REQUEST');
  next();
};

/** No page of ours asks for any of it, and nothing that is shown in one may. */
export const noDevices: RequestHandler = (_request, response, next) => {
  response.set(
    'Permissions-Policy',
    'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  );
  next();
};

/** Cross-origin access for the origins of the list and no others. */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  return cors({
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: sentHeaders,
    exposedHeaders: readHeaders,
    maxAge: 600,
  });
}

/** Answers of the API hold health data: no cache may keep them (BEHAVIOUR 7.1b). */
export const neverStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/**
 * Answers with credentials are never compressed: the length of a compressed answer reveals its contents (BREACH).
 */
export const neverTransformed: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store, no-transform');
  next();
};

/**
 * For routes that a cookie opens: a page of another origin may not use it, even where a browser sends it.
 * @throws ApiError 403 FORBIDDEN when `Origin` names neither this host nor one of `origins`.
 */
export function ownOrigin(origins: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    const origin = request.get('origin');
    const isOwn =
      origin === undefined || origins.includes(origin) || hostOf(origin) === request.host;
    if (!isOwn) throw new ApiError(403, 'FORBIDDEN');
    next();
  };
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
