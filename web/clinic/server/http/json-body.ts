import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { ApiError } from './api-error.ts';

/**
 * Reads a JSON body, which is UTF-8 (RFC 8259, 8.1). Other bytes are refused: replacement characters in a name or in a
 * document would be stored as if a person had typed them.
 * @param limit bytes, or a text such as '10kb'
 * @throws ApiError 400 MALFORMED_JSON, 415 for another charset
 */
export function jsonBody(limit: number | string): RequestHandler {
  return express.json({
    limit,
    verify: (_request, _response, bytes, charset) => {
      if (charset !== 'utf-8') throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE');
      if (!isUtf8(bytes)) throw new ApiError(400, 'MALFORMED_JSON');
    },
  });
}
