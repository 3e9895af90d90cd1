import type { RequestHandler } from 'express';
import { ApiError } from '../http/api-error.ts';
import { notesOf, sessionOf } from '../http/express.ts';
import type { People } from './router.ts';
import { demoSession, type Session } from './session.ts';

/**
 * Says who a request comes from: the bearer of an access token, or in the demonstration, without any, its user.
 * @throws ApiError 401 (through Express) without a valid sign-in.
 */
export function authenticate({ accessTokens, signIns }: People, demo: boolean): RequestHandler {
  return async (request, _response, next) => {
    const header = request.get('authorization');
    if (header === undefined && !demo) throw new ApiError(401, 'UNAUTHENTICATED');
    notesOf(request).session = header === undefined ? demoSession : await bearer(header);
    next();
  };

  /** A token ends with its sign-in, not minutes later. */
  async function bearer(header: string): Promise<Session> {
    const session = await accessTokens.session(bearerOf(header));
    const state = await signIns.stateOf(session);
    if (state === 'ended') throw new ApiError(401, 'TOKEN_EXPIRED');
    return { ...session, secondFactorDue: state === 'due' };
  }
}

/**
 * For all that is not the account itself. 401, so that a queue waits for better credentials and gives nothing up.
 * @throws ApiError 401 SECOND_FACTOR_DUE
 */
export const mustBeComplete: RequestHandler = (request, _response, next) => {
  if (sessionOf(request).secondFactorDue === true) throw new ApiError(401, 'SECOND_FACTOR_DUE');
  next();
};

function bearerOf(header: string): string {
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
  if (token === undefined) throw new ApiError(401, 'UNAUTHENTICATED');
  return token;
}
