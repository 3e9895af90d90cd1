import compression from 'compression';
import type { RequestHandler } from 'express';

/**
 * Compresses answers with what the caller accepts (brotli, gzip). Not live connections, whose events must leave at once,
 * and not what holds credentials: the length of a compressed answer tells of its contents (BREACH).
 */
export const compressed: RequestHandler = compression({
  filter: (request, response) =>
    !request.url.startsWith('/api/v1/auth/') &&
    !String(response.getHeader('Content-Type')).startsWith('text/event-stream') &&
    compression.filter(request, response),
});
