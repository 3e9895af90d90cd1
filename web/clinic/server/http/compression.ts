import compression from 'compression';
import type { RequestHandler } from 'express';

/**
 * Compresses answers with what the caller accepts (brotli, gzip). Not live connections, whose events must leave at once,
 * and not what says `no-transform` (the library looks for it).
 */
export const compressed: RequestHandler = compression({
  filter: (request, response) =>
    !String(response.getHeader('Content-Type')).startsWith('text/event-stream') &&
    compression.filter(request, response),
});
