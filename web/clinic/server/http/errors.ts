import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { failure } from './answer.ts';
import { ApiError } from './api-error.ts';
import { toApiError } from './error-answer.ts';
import { languageOf, notesOf, sendAnswer } from './express.ts';

/** The last route: requests that no other route answered. */
export const unknownRoute: RequestHandler = () => {
  throw new ApiError(404, 'ROUTE_NOT_FOUND');
};

/** Makes an answer of whatever was thrown. Surprises are logged by name and stack, never with contents. */
export function errorAnswers(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const { error, unexpected } = toApiError(thrown);
    const requestNotes = notesOf(request);
    requestNotes.errorCode = error.code;
    if (unexpected) reportSurprise(log, requestNotes.id, thrown);
    if (response.headersSent) response.destroy();
    else sendAnswer(response, failure(error, languageOf(request)));
  };
}

/** For operators: an unexpected error of a request or of one entry of a batch. */
export function reportSurprise(log: Logger, requestId: string, thrown: unknown): void {
  log.error({ requestId, ...outline(thrown) }, 'unexpected error');
}

/** A database error's message may quote a value: only its code, its constraint and the place in our code are kept. */
function outline(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { kind: typeof thrown };
  const { code, constraint } = thrown as { code?: unknown; constraint?: unknown };
  const frames = thrown.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12);
  return { kind: thrown.name, code, constraint, frames };
}
