import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { wokenClient } from '../client/instance.js';
import { idOf } from '../react/row_id.js';
import type { SyncClient } from '../types/index.js';
import { SyncMutationError } from '../types/index.js';
import { rowsInData } from './rows_in_data.js';

/** What a cache holds of one endpoint. */
export interface QueryResource {
  /**
   * The first parts of the keys of its queries; a text stands for a key of that one part. Their
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
   * Empty the cache when another person works here, or nobody. Default true. Queries that are shown
   * are read again for the new person.
   */
  clearOnUserChange?: boolean;
  /** Of `persistQueryClient`: what it has stored is removed when another person works here. */
  persister?: { removeClient(): unknown };
}

/** What the hooks know of a query client. */
export interface Attachment {
  readonly resources: ReadonlyMap<string, QueryResource>;
}

const kNotRemoved = {
  code: 'CACHE_NOT_REMOVED',
  message:
    'persister.removeClient failed: rows of the former person may still be stored on this device. ' +
    'Remove them at the next start.',
};

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
  client.check(options, {
    resources: 'object',
    clearOnUserChange: 'flag?',
    persister: 'object?',
  });
  const resources = new Map(Object.entries(options.resources));
  for (const [endpoint, resource] of resources) checkResource(client, endpoint, resource);
  attachments.set(queryClient, { resources });
  const ends = [...resources].flatMap(([endpoint, resource]) => [
    invalidates(client, queryClient, endpoint, resource),
    client.rows.addBases(endpoint, (id) => cachedRecord(queryClient, resource, id)),
  ]);
  if (options.clearOnUserChange ?? true) {
    ends.push(
      client.layers.onUserChange(({ userId }) =>
        forgetPerson(client, queryClient, userId !== null, options.persister),
      ),
    );
  }
  return () => {
    attachments.delete(queryClient);
    for (const end of ends) end();
  };
}

/** The endpoint whose queries a key is one of, and what was said of it; undefined: none. */
export function resourceOfKey(
  queryClient: QueryClient,
  key: QueryKey,
): { endpoint: string; resource: QueryResource } | undefined {
  for (const [endpoint, resource] of attachments.get(queryClient)?.resources ?? []) {
    if (prefixesOf(resource).some((prefix) => isPrefix(prefix, key))) return { endpoint, resource };
  }
  return undefined;
}

/** @returns what `attachSynchrone` was given for the endpoint; {}: nothing */
export function resourceOfEndpoint(
  queryClient: QueryClient,
  endpoint: string,
): Partial<QueryResource> {
  return attachments.get(queryClient)?.resources.get(endpoint) ?? {};
}

function checkResource(client: SyncClient, endpoint: string, resource: QueryResource): void {
  client.check(resource, { rows: 'function?', belongs: 'function?', compare: 'function?' });
  if (Array.isArray(resource.queries) && resource.queries.length > 0) return;
  const field = `resources.${endpoint}.queries`;
  throw new SyncMutationError({
    code: 'INVALID_ARGUMENT',
    field,
    message: client.sentence('INVALID_ARGUMENT', {
      field,
      expected: client.sentence('expected.list'),
    }),
  });
}

const prefixesOf = (resource: QueryResource): readonly QueryKey[] =>
  resource.queries.map((one) => (typeof one === 'string' ? [one] : one));

const isPrefix = (prefix: QueryKey, key: QueryKey): boolean =>
  prefix.every((part, index) => hashKey([part]) === hashKey([key[index]]));

function invalidates(
  client: SyncClient,
  queryClient: QueryClient,
  endpoint: string,
  resource: QueryResource,
): () => void {
  const { invalidate = 'quiet' } = resource;
  if (invalidate === false) return () => undefined;
  const readAgain = (): void => {
    for (const queryKey of prefixesOf(resource))
      queryClient.invalidateQueries({ queryKey }).catch(() => undefined); // a read's error is its query's
  };
  const options = invalidate === 'each' ? { quietMs: 0, maxWaitMs: 0 } : {};
  return client.layers.onSynced(endpoint, readAgain, options);
}

function cachedRecord(
  queryClient: QueryClient,
  resource: QueryResource,
  id: string,
): object | undefined {
  for (const queryKey of prefixesOf(resource)) {
    for (const [key, data] of queryClient.getQueriesData({ queryKey })) {
      const row = rowsOf(data, key, resource).find((one) => String(idOf(one)) === id);
      if (row) return row;
    }
  }
  return undefined;
}

/** All rows in the data of a query, of all its pages. */
function rowsOf(data: unknown, key: QueryKey, { rows }: QueryResource): readonly object[] {
  const find = rows && ((from: never) => rows(from, key));
  const pages = (data as { pages?: unknown } | undefined)?.pages;
  const parts: readonly unknown[] = Array.isArray(pages) ? pages : [data];
  return parts.flatMap((part) => rowsInData(part, find)?.rows ?? []);
}

/** Nothing of the former person is shown, cached or stored any more. */
function forgetPerson(
  client: SyncClient,
  queryClient: QueryClient,
  isSomebody: boolean,
  persister: AttachOptions['persister'],
): void {
  const cache = queryClient.getQueryCache();
  for (const query of cache.getAll()) {
    if (query.getObserversCount() === 0) cache.remove(query);
    else query.reset();
  }
  queryClient.getMutationCache().clear();
  const removed = async (): Promise<void> => void (await persister?.removeClient());
  removed().catch(() => client.tell(kNotRemoved));
  if (isSomebody) queryClient.refetchQueries({ type: 'active' }).catch(() => undefined);
}
