import type { ReadAnswer } from '../host/reader.js';
import type { AnyRecord } from './mutation_types.js';

/** Rows asked for at once; an API may give fewer. */
const PAGE_SIZE = 1000;
/** An API that ignores `page` would give the same rows for ever. */
const MAX_PAGES = 1000;

/** A list, or the status that ended the attempt (0: no answer). */
export type ListAnswer = { rows: AnyRecord[] } | { failedWith: number };

const isRecord = (value: unknown): value is AnyRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of one page: a plain array, or `data` of the envelope; undefined when it is neither. */
function rowsOf(body: unknown): AnyRecord[] | undefined {
  const list = isRecord(body) ? body['data'] : body;
  return Array.isArray(list) ? list.filter(isRecord) : undefined;
}

/** The envelope says that there are rows after this page. */
function hasMore(body: unknown, sofar: number, onThisPage: number): boolean {
  const pagination = isRecord(body) ? body['pagination'] : undefined;
  if (!isRecord(pagination) || onThisPage === 0) return false;
  const { total } = pagination;
  return typeof total === 'number' ? sofar < total : onThisPage === PAGE_SIZE;
}

/**
 * Reads a whole collection, page by page (`?limit=1000&page=n`). Takes the reference API's envelope
 * `{ success, data, pagination: { total } }` and plain arrays, which are one page. A list may shift
 * between two pages; the caller takes a row that comes twice once.
 */
export async function readList(
  endpoint: string,
  read: (url: string) => Promise<ReadAnswer>,
): Promise<ListAnswer> {
  const rows: AnyRecord[] = [];
  const joint = endpoint.includes('?') ? '&' : '?';
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await read(`${endpoint}${joint}limit=${PAGE_SIZE}&page=${page}`);
    if (answer.outcome !== 'found')
      return { failedWith: answer.outcome === 'missing' ? 404 : answer.status };
    const onThisPage = rowsOf(answer.body);
    if (!onThisPage) return { failedWith: 200 };
    rows.push(...onThisPage);
    if (!hasMore(answer.body, rows.length, onThisPage.length)) break;
  }
  return { rows };
}
