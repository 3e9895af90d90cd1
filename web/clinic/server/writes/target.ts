import { ApiError } from '../http/api-error.ts';
import { resources } from '../resources/all.ts';
import type { Write } from '../resources/operations.ts';

/** What a method and a path of /api/v1 mean as a write: the same routes as in `resources/router.ts`. */
export type WriteTarget = Pick<Write, 'resource' | 'verb' | 'id'>;

const collectionVerbs: Readonly<Record<string, Write['verb']>> = { POST: 'create' };
const recordVerbs: Readonly<Record<string, Write['verb']>> = {
  PUT: 'replace',
  PATCH: 'change',
  DELETE: 'delete',
};
const restoreVerbs: Readonly<Record<string, Write['verb']>> = { POST: 'restore' };

/**
 * Finds the write that an entry of a batch asks for.
 * @param path as a single request would have it, for example `/api/v1/patients/<id>`; no query.
 * @throws ApiError 404 ROUTE_NOT_FOUND or 405 METHOD_NOT_ALLOWED, as a single request would get.
 */
export function writeTarget(method: string, path: string): WriteTarget {
  const [, name, id, action, ...rest] =
    /^\/api\/v1\/([^/?#]+)(?:\/([^/?#]+)(?:\/(restore))?)?\/?$/.exec(path) ?? [];
  const resource = resources.find((candidate) => candidate.name === name);
  if (resource === undefined || rest.length > 0) throw new ApiError(404, 'ROUTE_NOT_FOUND');
  const verbs =
    id === undefined ? collectionVerbs : action === undefined ? recordVerbs : restoreVerbs;
  const verb = verbs[method];
  if (verb === undefined) throw new ApiError(405, 'METHOD_NOT_ALLOWED');
  return { resource, verb, id: id ?? '' };
}
