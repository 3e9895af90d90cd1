import {
  type ListAnswer,
  type ListSource,
  readList,
} from '../../../web/src/client/reads/list_fetcher.js';
import type { ReadAnswer } from '../../../web/src/host/http/reader.js';
import type { AnyRecord } from '../../../web/src/types/index.js';

/** The list that is read. */
export const E = '/api/v1/patients';
/** How many rows it has. */
export const ALL = 90;

/** Answers a read of it. */
export type Api = (query: URLSearchParams) => {
  body?: unknown;
  status?: number;
  headers?: Record<string, string>;
};

/** Those of its rows that are there. */
export const rowsFrom = (from: number, to: number): AnyRecord[] =>
  Array.from({ length: Math.max(0, Math.min(to, ALL) - Math.max(0, from)) }, (_, n) => ({
    id: Math.max(0, from) + n,
  }));

/** Reads it to its end. */
export async function read(
  api: Api,
  source: Partial<ListSource> = {},
  endpoint = E,
): Promise<{ list: ListAnswer; asked: string[] }> {
  const asked: string[] = [];
  const answer = (url: string): ReadAnswer => {
    asked.push(url);
    const { body, status = 200, headers = {} } = api(new URL(url, 'https://x').searchParams);
    if (status === 404) return { outcome: 'missing' };
    if (status !== 200) return { outcome: 'failed', status };
    return { outcome: 'found', body, etag: '', header: (name) => headers[name] ?? null };
  };
  const list = await readList(endpoint, { ...source, read: (url) => Promise.resolve(answer(url)) });
  return { list, asked };
}

/** A number of the query. */
export const numberIn = (query: URLSearchParams, name: string, otherwise: number): number =>
  Number(query.get(name) ?? otherwise);
