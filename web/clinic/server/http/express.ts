import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ApiError, invalid } from './api-error.ts';
import type { Answer } from './answer.ts';
import { languages, type Language } from './messages.ts';
import type { Session } from '../people/session.ts';

/** What our own middleware leaves for the routes, kept beside the request rather than on it. */
interface RequestNotes {
  readonly id: string;
  session?: Session;
  /** The error code of the answer, for the log. */
  errorCode?: string;
}

const notes = new WeakMap<Request, RequestNotes>();

/** Notes of a request; made when first asked for. */
export function notesOf(request: Request): RequestNotes {
  let found = notes.get(request);
  if (found === undefined) {
    found = { id: randomUUID() };
    notes.set(request, found);
  }
  return found;
}

/** @throws ApiError 401 when no middleware has let the request in. */
export function sessionOf(request: Request): Session {
  const { session } = notesOf(request);
  if (session === undefined) throw new ApiError(401, 'UNAUTHENTICATED');
  return session;
}

/** The reader's language (BEHAVIOUR 9.3): Accept-Language, French by default. */
export function languageOf(request: Request): Language {
  if (request.get('accept-language') === undefined) return 'fr';
  const best = request.acceptsLanguages([...languages]);
  return languages.find((language) => language === best) ?? 'fr';
}

/** Sends an answer. */
export function sendAnswer(response: Response, answer: Answer): void {
  response.status(answer.status);
  if (answer.etag !== undefined) response.set('ETag', answer.etag);
  if (answer.location !== undefined) response.set('Location', answer.location);
  if (answer.headers !== undefined) response.set(answer.headers);
  response.json(answer.body);
}

/** A route that computes an answer; what it throws goes to the error middleware (Express 5 awaits it). */
export function route(answerTo: (request: Request) => Promise<Answer> | Answer): RequestHandler {
  return async (request, response) => {
    sendAnswer(response, await answerTo(request));
  };
}

/** Lets a request pass that has these query parameters or fewer. @throws ApiError 400 that names the others. */
export function onlyParameters(...names: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    const unknown = Object.keys(request.query).filter((name) => !names.includes(name));
    if (unknown.length > 0)
      throw invalid(unknown.map((field) => ({ field, code: 'UNKNOWN_PARAMETER' })));
    next();
  };
}

/** One path parameter as text. */
export function pathParameter(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}
