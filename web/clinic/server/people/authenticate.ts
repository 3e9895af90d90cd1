import type { RequestHandler } from 'express';
import { ApiError } from '../http/api-error.ts';
import { notesOf } from '../http/express.ts';
import { demoSession } from './session.ts';

/**
 * Lets a request in and says who it is.
 * @param demo requests without credentials act as the demonstration's user.
 */
export function authenticate(demo: boolean): RequestHandler {
  return (request, _response, next) => {
    if (!demo || request.get('authorization') !== undefined) throw new ApiError(401, 'UNAUTHENTICATED');
    notesOf(request).session = demoSession;
    next();
  };
}
