import {
  partialMatchKey,
  type Query,
  type QueryClient,
  type QueryKey,
} from '@tanstack/react-query';
import { wokenClient } from '../client/instance.js';
import { idOf } from '../react/rows.js';
import type { AnyRecord, SyncClient } from '../types/index.js';
import { queueInsideMutate } from './queued_calls.js';
import { rowsOf } from './pages.js';
import { noteReadTimes, readBegan } from './read_times.js';
import { isObject } from './rows_in_data.js';

/** What a cache holds of one endpoint. */
export interface QueryResource {
  /**
   * The first parts of the keys of its queries; a text means a key of that one part. Their
   * queries are read again together, and their rows are the bases of changes.
   * @example queries: [['patients'], ['patient']]
   */
  queries: readonly (string | QueryKey)[];
  /**
   * The array of rows inside the data of a query, that very array. Default: the data itself, or its
   * member `data`, `results`, `items` or the like; pages of these; or one record.
   */
  rows?(data: never, key: QueryKey): readonly object[];
  /** The record belongs to the list of that key; see `useSyncedRows`. Default: every one does. */
  belongs?(row: never, key: QueryKey): boolean;
  /** Order of the list of that key: where a created record comes. undefined: at its end. */
  compare?(key: QueryKey): ((a: never, b: never) => number) | undefined;
  /**
   * When its queries are read again after confirmations: 'quiet' (default): once, when the drain is
   * over, and every 5 s of a long one. 'each': after each one. false: never.
   */
  invalidate?: 'quiet' | 'each' | false;
}

/** Options of `attachSynchrone`. */
export interface AttachOptions {
  /** By endpoint, as given to the hooks. */
  resources: Readonly<Record<string, QueryResource>>;
  /**
   * Empty the cache when the user changes or signs out. Default true. Queries that are shown
   * are read again for the new person.
   */
  clearOnUserChange?: boolean;
  /** The persister of `persistQueryClient`: what it has stored is removed when another person works here. */
  persister?: { removeClient(): unknown };
}

/** A resource whose keys are checked. */
interface AttachedResource extends QueryResource {
  queries: readonly QueryKey[];
}

/** What the hooks know of a query client. */
interface Attachment {
  readonly resources: ReadonlyMap<string, AttachedResource>;
  end(): void;
}

const attachments = new WeakMap<QueryClient, Attachment>();

/**
 * Joins a query client to the queue, once beside its creation: queries are read again after
 * confirmations, their rows are the bases of changes (`If-Match`), and nothing of one person is shown
 * to the next. Nothing is ever written into the cache: it stays the server's.
 *
 * @returns ends it.
 * @throws SyncMutationError INVALID_ARGUMENT, with the field.
 *
 * @example
 * attachSynchrone(queryClient, { resources: { '/api/v1/patients': { queries: ['patients'] } } });
 */
export function attachSynchrone(queryClient: QueryClient, options: AttachOptions): () => void {
  const client = wokenClient();
  client.check(queryClient, { getQueryCache: 'function' }, 'queryClient');
  client.check(options, {
    resources: 'object',
    clearOnUserChange: 'flag?',
    persister: 'object?',
  });
  if (options.persister) client.check(options.persister, { removeClient: 'function' }, 'persister');
  const owners = new Map<string, string>();
  const resources = new Map(
    Object.entries(options.resources).map(([endpoint, resource]) => {
      const queries = checkedKeys(client, endpoint, resource, owners);
      return [endpoint, { ...resource, queries }] as const;
    }),
  );
  attachments.get(queryClient)?.end(); // a module that is loaded again attaches again
  const ends = [...resources].flatMap(([endpoint, resource]) => [
    invalidates(client, queryClient, endpoint, resource),
    client.rows.addBases(endpoint, (id) => cachedRecords(queryClient, endpoint, resource, id)),
  ]);
  const attachment: Attachment = {
    resources,
    end: () => {
      for (const end of ends.splice(0)) end();
      if (attachments.get(queryClient) === attachment) attachments.delete(queryClient);
    },
  };
  attachments.set(queryClient, attachment);
  if (options.clearOnUserChange ?? true) {
    ends.push(
      client.layers.onUserChange(({ userId }) =>
        forgetPerson(client, queryClient, userId !== null, options.persister),
      ),
    );
  }
  queueInsideMutate(queryClient);
  noteReadTimes(queryClient);
  return () => attachment.end();
}

/** The endpoint whose queries a key is one of, and what was said of it; undefined: none. */
export function resourceOfKey(
  queryClient: QueryClient,
  key: QueryKey,
): { endpoint: string; resource: QueryResource } | undefined {
  let found: { endpoint: string; resource: QueryResource; length: number } | undefined;
  for (const [endpoint, resource] of attachments.get(queryClient)?.resources ?? []) {
    for (const prefix of resource.queries) {
      if (!partialMatchKey(key, prefix) || (found && found.length >= prefix.length)) continue;
      found = { endpoint, resource, length: prefix.length };
    }
  }
  return found;
}

/** Our hooks show the query's rows as records of that endpoint. */
export function noteShown(query: Query | undefined, endpoint: string): void {
  if (query) shownAs.set(query, endpoint);
}

const shownAs = new WeakMap<Query, string>();

/** @returns what `attachSynchrone` was given for the endpoint; {}: nothing */
export function resourceOfEndpoint(
  queryClient: QueryClient,
  endpoint: string,
): Partial<QueryResource> {
  return attachments.get(queryClient)?.resources.get(endpoint) ?? {};
}

/** @param owners endpoints by key: which one the rows of a key of two belong to is not known */
function checkedKeys(
  client: SyncClient,
  endpoint: string,
  resource: QueryResource,
  owners: Map<string, string>,
): readonly QueryKey[] {
  const place = `resources.${endpoint}`;
  client.check(resource, { rows: 'function?', belongs: 'function?', compare: 'function?' }, place);
  const { invalidate = false, queries } = resource;
  if (invalidate !== false) client.check(resource, { invalidate: ['quiet', 'each'] }, place);
  const keys = Array.isArray(queries)
    ? queries.map((one: unknown) => (typeof one === 'string' && one !== '' ? [one] : one))
    : [];
  // A key without parts would be one of every query.
  const areKeys = keys.length > 0 && keys.every((key) => Array.isArray(key) && key.length > 0);
  client.check({ queries: areKeys ? [] : null }, { queries: 'list' }, place);
  for (const key of keys.map((one) => JSON.stringify(one))) {
    const owner = owners.get(key) ?? endpoint;
    owners.set(key, owner);
    if (owner !== endpoint) client.complain('KEY_OF_TWO_ENDPOINTS', endpoint);
  }
  return keys as readonly QueryKey[];
}

function invalidates(
  client: SyncClient,
  queryClient: QueryClient,
  endpoint: string,
  resource: AttachedResource,
): () => void {
  const { invalidate = 'quiet' } = resource;
  if (invalidate === false) return () => undefined;
  const readAgain = (): void => {
    const isOf = ({ queryKey }: Query): boolean =>
      resource.queries.some((prefix) => partialMatchKey(queryKey, prefix));
    queryClient.invalidateQueries({ predicate: isOf }).catch(() => undefined); // an error is its query's
  };
  const options = invalidate === 'each' ? { quietMs: 0, maxWaitMs: 0 } : {};
  return client.layers.onSynced(endpoint, readAgain, options);
}

/**
 * The record in those queries of the endpoint that our hooks show or have shown: what else is under
 * the keys may be lists of other records.
 */
function cachedRecords(
  queryClient: QueryClient,
  endpoint: string,
  resource: QueryResource,
  id: string,
): readonly { row: AnyRecord; at: number }[] {
  const found: { row: AnyRecord; at: number }[] = [];
  for (const query of queryClient.getQueryCache().getAll()) {
    if (shownAs.get(query) !== endpoint) continue;
    const data: unknown = query.state.data;
    const row = indexOf(data, query.queryKey, resource).get(id);
    if (row) found.push({ row: row as AnyRecord, at: readBegan(data) });
  }
  return found;
}

/** The rows in the data of a query by their ids; made once for the data. */
function indexOf(
  data: unknown,
  key: QueryKey,
  resource: QueryResource,
): ReadonlyMap<string, object> {
  const known = isObject(data) ? indexes.get(data) : undefined;
  if (known) return known;
  const index = new Map<string, object>();
  const find = resource.rows && ((from: never) => resource.rows?.(from, key) as readonly object[]);
  for (const row of rowsOf(data, find).rows ?? []) {
    const id = String(idOf(row));
    if (!index.has(id)) index.set(id, row);
  }
  if (isObject(data)) indexes.set(data, index);
  return index;
}

const indexes = new WeakMap<object, ReadonlyMap<string, object>>();

/** Nothing of the former person is shown, cached or stored any more. */
function forgetPerson(
  client: SyncClient,
  queryClient: QueryClient,
  isSomebody: boolean,
  persister: AttachOptions['persister'],
): void {
  persons.set(queryClient, personOf(queryClient) + 1);
  const cache = queryClient.getQueryCache();
  for (const query of cache.getAll()) {
    query.reset();
    query.setState(EMPTY); // options such as `initialData` may hold rows of the former person, too
    if (query.getObserversCount() === 0) cache.remove(query);
  }
  queryClient.getMutationCache().clear();
  const removed = async (): Promise<void> => void (await persister?.removeClient());
  removed().catch(() => client.complain('CACHE_NOT_REMOVED', ''));
  if (isSomebody) queryClient.refetchQueries({ type: 'active' }).catch(() => undefined);
}

const persons = new WeakMap<QueryClient, number>();

/** Counts the people who have worked with that client. */
export const personOf = (queryClient: QueryClient): number => persons.get(queryClient) ?? 0;

/** What a query that was never read has otherwise than one that begins with data. */
const EMPTY = { data: undefined, dataUpdatedAt: 0, status: 'pending' } as const;
