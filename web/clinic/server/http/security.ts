import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

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
  'Idempotency-Replayed',
  'RateLimit',
  'RateLimit-Policy',
];

/**
 * Security headers. The policy is what BEHAVIOUR 7.2 promises to live with: no eval, only WebAssembly; styles in
 * line because the component library writes them.
 */
export function securityHeaders(): RequestHandler {
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
    // TLS ends in front of this server; a clinic's proxy sets it, plain http://127.0.0.1 must not.
    strictTransportSecurity: false,
  });
}

/** Cross-origin access for the origins of the list and for nobody else. */
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
