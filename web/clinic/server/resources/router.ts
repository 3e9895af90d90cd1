import { Router, type Request, type RequestHandler } from 'express';
import type { Database } from '../database/database.ts';
import { ApiError } from '../http/api-error.ts';
import { success, type Answer } from '../http/answer.ts';
import { etagOf, ifNoneMatchHits } from '../http/etag.ts';
import {
  notesOf,
  onlyParameters,
  pathParameter,
  route,
  sendAnswer,
  sessionOf,
} from '../http/express.ts';
import { readingOf, traceRead } from '../audit/reads.ts';
import { cursorScope } from '../feed/position.ts';
import { mustBeAllowed } from '../people/roles.ts';
import type { Writer } from '../writes/writer.ts';
import { plainReason } from './fields.ts';
import { listRecords } from './list.ts';
import { listSchema, parseListQuery, type Condition } from './list-query.ts';
import type { Write } from './operations.ts';
import type { Resource } from './resource.ts';
import { authorOf, readRecord } from './store.ts';

/** The routes of one resource. The session and the JSON body are known when they run. */
export function resourceRouter(resource: Resource, database: Database, writer: Writer): Router {
  const router = Router();
  router.head('/', probe(resource, database));
  router.get(
    '/',
    route((request) => list(resource, database, request)),
  );
  router.post(
    '/',
    route((request) => write(resource, writer, request, 'create')),
  );
  router.all('/', methodNotAllowed('GET, HEAD, POST'));
  // What a list is asked with may come along to its records.
  const known = onlyParameters(...Object.keys(listSchema(resource).shape));
  router.get('/:id', known, readOne(resource, database));
  router.put(
    '/:id',
    route((request) => write(resource, writer, request, 'replace')),
  );
  router.patch(
    '/:id',
    route((request) => write(resource, writer, request, 'change')),
  );
  router.delete(
    '/:id',
    route((request) => write(resource, writer, request, 'delete')),
  );
  router.all('/:id', methodNotAllowed('GET, HEAD, PUT, PATCH, DELETE'));
  router.post(
    '/:id/restore',
    route((request) => write(resource, writer, request, 'restore')),
  );
  router.all('/:id/restore', methodNotAllowed('POST'));
  return router;
}

/** HEAD of a list: "do the API and its database answer?", for one SELECT 1 (BEHAVIOUR 4, the cheap read). */
function probe(resource: Resource, database: Database): RequestHandler {
  return async (request, response) => {
    mustBeAllowed(sessionOf(request).role, resource.name, 'read');
    await database.ping();
    response.status(200).type('json').end();
  };
}

async function list(resource: Resource, database: Database, request: Request): Promise<Answer> {
  const session = sessionOf(request);
  mustBeAllowed(session.role, resource.name, 'read');
  const scope = cursorScope(database.epoch, session);
  const query = parseListQuery(resource, request.query, scope);
  const patientId = text(query.conditions.find(({ column }) => column === 'patient_id'));
  return database.asSession(session, {}, async (trx) => {
    const { answer, count } = await listRecords(trx, session, resource, query, scope);
    const requestId = notesOf(request).id;
    await traceRead(trx, session, { resource: resource.name, patientId, count, requestId });
    return answer;
  });
}

function text(condition: Condition | undefined): string | undefined {
  return condition?.kind === 'equals' && typeof condition.value === 'string'
    ? condition.value
    : undefined;
}

function readOne(resource: Resource, database: Database): RequestHandler {
  return async (request, response) => {
    const session = sessionOf(request);
    mustBeAllowed(session.role, resource.name, 'read');
    const id = pathParameter(request, 'id');
    const requestId = notesOf(request).id;
    const { record, author } = await database.asSession(session, {}, async (trx) => {
      const found = await readRecord(trx, session, resource, id);
      await traceRead(trx, session, readingOf(resource.name, found, requestId));
      return { record: found, author: await authorOf(trx, session, found) };
    });
    if (record.deleted_at !== null)
      throw new ApiError(410, 'GONE', { details: { deleted_at: record.deleted_at } });
    const etag = etagOf(record.version);
    if (author !== null) response.set('Changed-By', encodeURIComponent(author));
    if (ifNoneMatchHits(request.get('if-none-match'), record.version))
      response.status(304).set('ETag', etag).end();
    else sendAnswer(response, success(record, { etag }));
  };
}

function write(
  resource: Resource,
  writer: Writer,
  request: Request,
  verb: Write['verb'],
): Promise<Answer> {
  return writer.write({
    resource,
    verb,
    id: verb === 'create' ? '' : pathParameter(request, 'id'),
    body: request.body as unknown,
    ifMatch: request.get('if-match'),
    session: sessionOf(request),
    method: request.method,
    path: request.originalUrl.replace(/\?.*$/s, ''),
    idempotencyKey: request.get('idempotency-key'),
    requestId: notesOf(request).id,
    reason: changeReason(request),
  });
}

/** Why a change is made: percent-encoded UTF-8, since a header holds no accents. */
function changeReason(request: Request): string | undefined {
  const header = request.get('change-reason');
  if (header === undefined) return undefined;
  try {
    return plainReason(decodeURIComponent(header));
  } catch {
    return plainReason(header);
  }
}

function methodNotAllowed(allow: string): RequestHandler {
  return () => {
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', { headers: { Allow: allow } });
  };
}
