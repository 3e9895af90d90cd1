import { databaseFailure, type DatabaseFailure } from '../database/failures.ts';
import { limits } from '../limits.ts';
import { ApiError } from './api-error.ts';
import type { MessageCode } from './messages.ts';

/**
 * Makes an ApiError of anything that was thrown.
 * 503 without Retry-After means "unreachable" to the library, 503 with it means "wait" (BEHAVIOUR 4).
 * @returns the error, and whether it is a surprise that belongs in the log.
 */
export function toApiError(thrown: unknown): {
  readonly error: ApiError;
  readonly unexpected: boolean;
} {
  if (thrown instanceof ApiError) return { error: thrown, unexpected: false };
  const failure = databaseFailure(thrown);
  if (failure !== null) return { error: fromDatabase(failure), unexpected: failure === 'value' };
  const fromBody = fromBodyParser(thrown);
  if (fromBody !== null) return { error: fromBody, unexpected: false };
  return { error: new ApiError(500, 'INTERNAL'), unexpected: true };
}

function fromDatabase(failure: DatabaseFailure): ApiError {
  switch (failure) {
    case 'slot-lost':
      return new ApiError(409, 'SLOT_TAKEN');
    case 'reference':
      return new ApiError(422, 'UNKNOWN_REFERENCE');
    case 'duplicate':
      return new ApiError(409, 'DUPLICATE');
    case 'value':
      return new ApiError(400, 'MALFORMED_REQUEST');
    case 'busy':
      return new ApiError(503, 'BUSY', {
        headers: { 'Retry-After': String(limits.busyRetryAfterSeconds) },
      });
    case 'unavailable':
      return new ApiError(503, 'DATABASE_UNAVAILABLE');
  }
}

/** Errors of express.json and of Express's own parsing carry a status and a type. */
function fromBodyParser(thrown: unknown): ApiError | null {
  if (thrown instanceof URIError) return new ApiError(400, 'MALFORMED_REQUEST');
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number')
    return null;
  const { status } = thrown;
  if (status < 400 || status > 499) return null;
  const code = bodyCodes[status] ?? 'MALFORMED_REQUEST';
  const malformedJson = 'type' in thrown && thrown.type === 'entity.parse.failed';
  return new ApiError(status, malformedJson ? 'MALFORMED_JSON' : code);
}

const bodyCodes: Readonly<Record<number, MessageCode>> = {
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};
