import type { RequestText } from 'synchrone-module';
import { isRecord, saysFailure } from './body_transform.js';
import { parseJson } from './json_text.js';

/** The answer to one entry of a batch (BEHAVIOUR 10). */
export interface BatchItem {
  id: string;
  status: number;
  body: unknown;
  /** Headers that its own answer would have had, where the API gives them. */
  headers: Headers;
}

/** @param bodies JSON text by mutation, shaped for the wire; '' for none */
export function batchBody(
  entries: readonly RequestText[],
  bodies: ReadonlyMap<string, string>,
): string {
  const mutations = entries.map((entry) => {
    const head = JSON.stringify({
      id: entry.mutation,
      key: entry.idempotencyKey,
      method: entry.method,
      path: entry.url,
      ifMatch: entry.ifMatch,
    });
    const body = bodies.get(entry.mutation) ?? '';
    return body === '' ? head : `${head.slice(0, -1)},"body":${body}}`;
  });
  return `{"mutations":[${mutations.join(',')}]}`;
}

/** Statuses about the session, the load or the network: they hold for each entry alike. */
const FOR_EACH: readonly number[] = [401, 419, 429, 502, 503, 504, 511];

/** The answer to the batch holds for each of its entries. */
export function standsForEach(status: number, page: boolean, elsewhere: boolean): boolean {
  return FOR_EACH.includes(status) || page || elsewhere;
}

/** The items of a batch's answer by mutation; null when it is not of the shape of the contract. */
export function itemsOf(status: number, text: string): Map<string, BatchItem> | null {
  const body = status >= 200 && status < 300 ? parseJson(text) : undefined;
  if (!isRecord(body) || saysFailure(body) || !Array.isArray(body['data'])) return null;
  const items = new Map<string, BatchItem>();
  for (const item of body['data'] as unknown[]) {
    if (!isRecord(item)) return null;
    const { id, status: own, body: answer } = item;
    if (typeof id !== 'string' || typeof own !== 'number') return null;
    items.set(id, { id, status: own, body: answer, headers: headersOf(item) });
  }
  return items;
}

function headersOf(item: Record<string, unknown>): Headers {
  const { etag, location, retryAfter, key, replayed } = item;
  const headers = new Headers({ 'content-type': 'application/json' });
  const set = (name: string, value: unknown): void => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    try {
      headers.set(name, String(value));
    } catch {
      // No header can hold this value. It is left out; the answers of the other items count.
    }
  };
  set('etag', etag);
  set('location', location);
  set('retry-after', retryAfter);
  set('idempotency-key', key);
  if (replayed === true) set('idempotency-replayed', 'true');
  return headers;
}
