import { Router, type Request } from 'express';
import type { Database, RequestTransaction } from '../database/database.ts';
import { invalid } from '../http/api-error.ts';
import { success, type Answer } from '../http/answer.ts';
import { onlyParameters, route, sessionOf } from '../http/express.ts';
import { positionBefore, presentPosition, readChanges, type FeedPage } from './changes.ts';
import type { SignIns } from '../people/sign-in.ts';
import type { FeedHub } from './hub.ts';
import { cursorScope, decodePosition, earliest, encodePosition } from './position.ts';
import { streamChanges } from './stream.ts';

/** GET /api/v1/changes (one stretch as JSON) and GET /api/v1/changes/stream (live). */
export function feedRouter(database: Database, hub: FeedHub, signIns: SignIns): Router {
  const router = Router();
  const readerFor = (request: Request) => {
    const session = sessionOf(request);
    const scope = cursorScope(database.epoch, session);
    return (cursor: string) =>
      database.asSession(session, {}, (trx) =>
        readChanges(trx, session, decodePosition(cursor, scope), scope),
      );
  };
  const known = onlyParameters('since', 'seconds');
  router.get(
    '/',
    known,
    route(async (request) =>
      pageAnswer(await readerFor(request)(await cursorOf(database, request))),
    ),
  );
  router.get('/stream', known, async (request, response) => {
    const read = readerFor(request);
    const first = await read(await cursorOf(database, request));
    const session = sessionOf(request);
    const isLive = async () => session.signInId === undefined || signIns.isLive(session);
    await streamChanges(response, { hub, session, read, isLive }, first);
  });
  return router;
}

/**
 * From the reconnecting browser's header, else from the earliest `?since=` (each list has one of its own), else from
 * `?seconds=` ago, else from now.
 */
async function cursorOf(database: Database, request: Request): Promise<string> {
  const own = request.get('last-event-id') ?? '';
  if (own !== '') return own;
  const given = [request.query['since'] ?? []].flat().filter((one) => one !== '');
  if (given.length > 0) {
    const scope = cursorScope(database.epoch, sessionOf(request));
    return encodePosition(earliest(given.map((one) => decodePosition(String(one), scope))), scope);
  }
  const seconds = secondsOf(request.query['seconds']);
  const session = sessionOf(request);
  const place = (trx: RequestTransaction) =>
    seconds === null ? presentPosition(trx) : positionBefore(trx, session, seconds);
  const scope = cursorScope(database.epoch, session);
  return encodePosition(await database.asSession(session, {}, place), scope);
}

/** @throws ApiError 400 with field `seconds` */
function secondsOf(text: unknown): number | null {
  if (text === undefined) return null;
  if (typeof text !== 'string' || !/^\d{1,7}$/.test(text))
    throw invalid([{ field: 'seconds', code: 'INVALID' }]);
  return Number(text);
}

function pageAnswer({ changes, cursor, hasMore, waiting }: FeedPage): Answer {
  return success({ changes, cursor, has_more: hasMore || waiting });
}
