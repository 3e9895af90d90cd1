import { isRecord } from '../../host/http/body_transform.js';
import { isCounted, listIn, rowsOf, WRAPPERS } from './list_rows.js';
import { flagOf, marksIn } from './list_marks.js';
import type { AnyRecord } from '../../types/mutation.js';

/** Where the rest of a list is, as the API says it. */
export type NextPage =
  /** An address, absolute or relative to the page that named it. */
  | { link: string }
  /** A page number. */
  | { page: number }
  /** A mark to hand back under that parameter. */
  | { cursor: string; parameter: string };

/** One page of a list: its rows, and what it says of the list. */
export interface ListPage {
  rows: AnyRecord[];
  /** Rows of the whole list; undefined: it does not say. */
  total: number | undefined;
  /** Pages of the whole list; undefined: it does not say. */
  pages: number | undefined;
  next: NextPage | undefined;
  /** There is more after this page (true), or nothing (false); undefined: it does not say. */
  more: boolean | undefined;
  /** There is something before this page although it was asked for as the first: pages count from 0. */
  isLater: boolean;
  /** The page says that there is nothing before it. */
  isFirst: boolean;
  /** A link or cursor of an unknown name, which may lead to the next page. */
  perhaps: NextPage | undefined;
}

/** The headers of the answer, by name in any case; null: not there. */
export type Header = (name: string) => string | null;

const TOTALS = [
  'total',
  'totalCount',
  'total_count',
  'totalElements',
  'total_elements',
  'totalItems',
  'total_items',
  'totalRecords',
  'total_records',
  'totalResults',
  'recordsTotal',
  'hydra:totalItems',
  '@odata.count',
];
const PAGES = 'totalPages total_pages pageCount page_count last_page lastPage'.split(' ');
const EARLIER = ['hasPreviousPage', 'has_previous_page', 'hasPrevious', 'has_previous', 'hasPrev'];
const MORE = ['hasNextPage', 'has_next_page', 'hasNext', 'has_next', 'hasMore', 'has_more'];
const LINKS = 'next nextLink next_link next_page_url nextPageUrl @odata.nextLink __next'.split(' ');
const PREVIOUS = ['prev', 'previous', 'prev_page_url', 'previousPageUrl', 'previousLink'];
const NUMBERS = ['nextPage', 'next_page'];
const CURSORS: readonly (readonly [member: string, parameter: string])[] = [
  ['nextCursor', 'cursor'],
  ['next_cursor', 'cursor'],
  ['nextPageToken', 'pageToken'],
  ['next_page_token', 'page_token'],
  ['endCursor', 'after'],
];
/** Members of an envelope that say something of the list: page_info, response_metadata, cursors. */
const HOLDER = /meta|pag(e|in)|links?$|cursor/i;

/** A whole number, also as text; Elasticsearch has it in an object. */
function countOf(value: unknown): number | undefined {
  if (isRecord(value)) return value['relation'] === 'eq' ? countOf(value['value']) : undefined;
  const isText = typeof value === 'string' && /^\s*\d+\s*$/.test(value);
  const count = isText || typeof value === 'number' ? Number(value) : NaN;
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** The objects of the envelope that may say something of the list. */
function holdersOf(body: unknown): AnyRecord[] {
  if (!isRecord(body)) return [];
  const within = (holder: AnyRecord): AnyRecord[] =>
    Object.keys(holder)
      .flatMap((name) => (HOLDER.test(name) ? holder[name] : []))
      .filter(isRecord);
  const outer = [body, ...WRAPPERS.map((name) => body[name]).filter(isRecord)];
  const inner = outer.flatMap(within);
  return [...outer, ...inner, ...inner.flatMap(within)];
}

function first<T>(
  holders: readonly AnyRecord[],
  names: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const holder of holders)
    for (const name of names) {
      const value = read(holder[name]);
      if (value !== undefined) return value;
    }
  return undefined;
}

/** A text, or `href`, `url` or `link` of a link object. */
function linkOf(value: unknown): string | undefined {
  const target = isRecord(value) ? (value['href'] ?? value['url'] ?? value['link']) : value;
  return typeof target === 'string' && target !== '' && countOf(target) === undefined
    ? target
    : undefined;
}

/** The address of a relation, such as `rel="next"`, in a Link header (RFC 8288). */
function inLinkHeader(text: string, relation: string): string | undefined {
  const named = new RegExp(
    `;\\s*rel\\s*=\\s*"?([^";]*\\s)?${relation}(\\s[^";]*)?("|;|,|\\s|$)`,
    'i',
  );
  for (const [, target, parameters] of text.matchAll(/<([^>]*)>([^<]*)/g))
    if (named.test(parameters ?? '')) return target;
  return undefined;
}

/** The link of a Bundle or of a list of links: `[{ relation | rel: 'next', url | href }]`. */
function inLinks(body: unknown, relation: string): string | undefined {
  if (!isRecord(body)) return undefined;
  const links = [...listIn(body['link']), ...listIn(body['links'])];
  return linkOf(links.find((link) => link['relation'] === relation || link['rel'] === relation));
}

function nextOf(
  body: unknown,
  holders: readonly AnyRecord[],
  header: Header,
): NextPage | undefined {
  const link =
    inLinkHeader(header('link') ?? '', 'next') ??
    inLinks(body, 'next') ??
    first(holders, LINKS, linkOf);
  if (link !== undefined && looksLikeAddress(link)) return { link };
  const numberOf = (value: unknown): number | undefined =>
    countOf(isRecord(value) ? value['page'] : value);
  const page = first(holders, [...NUMBERS, 'next'], numberOf) ?? countOf(header('x-next-page'));
  if (page !== undefined && page > 0) return { page };
  for (const [member, parameter] of CURSORS) {
    const cursor = first(holders, [member], (value) =>
      typeof value === 'string' && value !== '' ? value : undefined,
    );
    if (cursor !== undefined) return { cursor, parameter };
  }
  return link === undefined
    ? first(holders, ['next', ...NUMBERS], markIn)
    : { cursor: link, parameter: 'cursor' };
}

/** `next: { after: '20', limit: 20 }`: what to ask for, in an object. */
function markIn(next: unknown): NextPage | undefined {
  const [mark, another] = Object.entries(isRecord(next) ? next : {}).filter(
    ([name, value]) => /^(string|number)$/.test(typeof value) && !/limit|size/i.test(name),
  );
  return mark && !another ? { cursor: String(mark[1]), parameter: mark[0] } : undefined;
}

const looksLikeAddress = (text: string): boolean =>
  /^(https?:|\/|\?|\.)/i.test(text) || text.includes('?');

/** `0-24/250` of Content-Range: how many there are in all. */
const totalInRange = (text: string): number | undefined => countOf(/\/(\d+)\s*$/.exec(text)?.[1]);

/** A member that would name the next page says that there is none; OData leaves it out then. */
const saysNone = (holders: readonly AnyRecord[]): boolean =>
  holders.some(
    (holder) =>
      '@odata.context' in holder ||
      [...LINKS, ...NUMBERS, ...CURSORS.map(([member]) => member)].some(
        (name) => name in holder && (holder[name] === null || holder[name] === ''),
      ),
  );

/** The page names a page before it. */
function hasPrevious(body: unknown, holders: readonly AnyRecord[], header: Header): boolean {
  const named = ['prev', 'previous'].some(
    (relation) =>
      inLinkHeader(header('link') ?? '', relation) !== undefined ||
      inLinks(body, relation) !== undefined,
  );
  return (
    named ||
    first(holders, PREVIOUS, linkOf) !== undefined ||
    first(holders, EARLIER, flagOf) === true
  );
}

/** The page says that there is none before it. */
const saysFirst = (holders: readonly AnyRecord[]): boolean =>
  first(holders, ['first'], flagOf) === true ||
  first(holders, EARLIER, flagOf) === false ||
  holders.some((holder) => PREVIOUS.some((name) => name in holder && holder[name] === null));

/**
 * Reads one page. undefined: there is no list in the answer.
 * @param resource whose list it is, as a path
 */
export function readPage(body: unknown, header: Header, resource: string): ListPage | undefined {
  const rows = rowsOf(body, resource);
  if (!rows) return undefined;
  const holders = holdersOf(body);
  // Beside `results`, `count` is the total (Django REST framework); elsewhere it may be this page's.
  const counts = isRecord(body) && Array.isArray(body['results']) ? ['count'] : [];
  // A number above that of the rows is not the count of this page.
  const beyond = (value: unknown): number | undefined => {
    const count = countOf(value);
    return count !== undefined && count > rows.length ? count : undefined;
  };
  const total =
    first(holders, [...TOTALS, ...counts], countOf) ??
    first(holders, ['count'], beyond) ??
    (isCounted(body) ? countOf(body[1]) : undefined) ??
    countOf(header('x-total-count')) ??
    totalInRange(header('content-range') ?? '');
  const pages = first(holders, PAGES, countOf) ?? countOf(header('x-total-pages'));
  const next = nextOf(body, holders, header);
  const last = first(holders, ['last'], flagOf);
  const flag = first(holders, MORE, flagOf) ?? (last === undefined ? undefined : !last);
  const marks = marksIn(holders, rows);
  const link = marks.cursor && looksLikeAddress(marks.cursor.text) ? marks.cursor.text : undefined;
  const { name: parameter = '', text: cursor = '' } = marks.cursor ?? {};
  const perhaps = link ? { link } : marks.cursor && { cursor, parameter };
  const known = flag ?? (next ? true : undefined);
  const more = known ?? marks.more ?? (!perhaps && saysNone(holders) ? false : undefined);
  const isLater =
    first(holders, ['first'], flagOf) === false ||
    hasPrevious(body, holders, header) ||
    (rows.length === 0 && (total ?? 0) > 0) ||
    (first(holders, ['number'], countOf) === 1 && (pages ?? 0) > 0);
  const isFirst = saysFirst(holders) && !isLater;
  const named = more === false ? undefined : next;
  return { rows, total, pages, next: named, more, isLater, isFirst, perhaps };
}
