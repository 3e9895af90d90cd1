import type { NextPage } from './list_page.js';
import type { SeenRows } from './seen_rows.js';

/** Rows asked for at once; an API may give fewer. */
const PAGE_SIZE = 1000;
/** Asked for where an API refuses more. */
const SMALL_PAGE = 100;

/**
 * How the next page is asked for where the API does not name it. 'any': in each of many ways at once. 'skip'
 * and 'nested': where the API refuses names that it does not know. '$' and '_': by names that begin so, where
 * the API takes others for filters.
 */
type Paging = 'page' | 'offset' | 'any' | 'skip' | 'nested' | '$' | '_';

/** The ways that are tried one after the other, where names that the API does not know are ignored, or refused. */
const WAYS: readonly Paging[] = ['page', 'offset', 'any'];
const SINGLE_WAYS: readonly Paging[] = ['offset', 'skip', 'nested'];

/** 'end': that was the last page; 'lost': there is more, and no way to it. */
export type Step = { url: string } | 'end' | 'lost';

/** How the pages of a list are asked for, as far as the API has shown which parameters it takes. */
export class PageAddresses {
  paging: Paging = 'page';
  /** The number of the page that was asked for last. */
  page = 1;
  /** The API takes parameters that it does not know for filters. */
  filters = false;
  private limit = PAGE_SIZE;
  private isLimited = false;
  private refusesNames = false;
  private readonly asked = new Set<string>();

  constructor(
    readonly endpoint: string,
    /** The rows of the pages that were read: pages may be asked for by their number. */
    private readonly seen: SeenRows,
  ) {}

  /** The API has refused our parameters, or filters by them: it may give no more than its own number of rows. */
  get limited(): boolean {
    return this.isLimited;
  }

  /** The API refuses names of parameters that it does not know. */
  get refuses(): boolean {
    return this.refusesNames;
  }

  /** As many rows were read as were asked for. */
  get isLimitReached(): boolean {
    return this.seen.rows.length >= this.limit;
  }

  /** The list as it is without our parameters is what is read. */
  takesNone(): void {
    this.isLimited = true;
  }

  /** Notes that the address was asked for. */
  note(url: string): void {
    this.asked.add(url);
  }

  /** Other ways to ask for the first page, where an API may refuse our parameters (PostgREST, FHIR, FastAPI). */
  *firstPages(): Generator<string> {
    this.limit = SMALL_PAGE;
    yield this.numbered(1);
    for (const limit of [PAGE_SIZE, SMALL_PAGE]) {
      [this.paging, this.refusesNames, this.limit] = ['offset', true, limit];
      yield this.with({ limit: String(limit) });
    }
    [this.paging, this.refusesNames, this.isLimited] = ['page', false, true];
    yield this.endpoint;
  }

  /** The API counts its pages from 0: the first was not that one. */
  fromZero(): string {
    this.page = 0;
    this.asked.clear();
    return this.numbered(0);
  }

  /** The page that an answer names. @param url where that answer was */
  follow(next: NextPage, url: string): Step {
    if ('page' in next) {
      this.page = next.page;
      const way = this.paging === 'any' || this.paging === '_' ? this.paging : 'page';
      return this.unasked(this.numbered(next.page, way));
    }
    if ('link' in next) return this.unasked(this.linked(next.link, url) ?? url);
    const { parameter, cursor } = next;
    const limit = this.isLimited ? {} : { limit: String(this.limit) };
    return this.unasked(this.with({ ...limit, [parameter]: cursor }));
  }

  /** The page after the one that was asked for last. */
  following(): Step {
    this.page += 1;
    return this.filters && this.isLimited ? 'lost' : this.unasked(this.numbered(this.page));
  }

  /** Asks for more in the next way; undefined: there is none. */
  inNextWay(): Step | undefined {
    const ways = this.refusesNames ? SINGLE_WAYS : WAYS;
    const next = ways[ways.indexOf(this.paging) + 1];
    if (next === undefined || this.filters) return undefined;
    this.paging = next;
    if (next === 'any') {
      this.page = 1;
      this.asked.clear();
    }
    return this.following();
  }

  /** Asks for the same page in each way at once. */
  inAnyWay(): Step {
    this.paging = 'any';
    return this.unasked(this.numbered(this.page));
  }

  /** Refuses an address that was asked already: it would lead in a circle. */
  private unasked(url: string): Step {
    return this.asked.has(url) ? 'lost' : { url };
  }

  /** The address of a page, in one of the ways to ask for it. */
  numbered(page: number, paging = this.paging): string {
    const [limit, number, at] = [`${this.limit}`, `${page}`, `${this.seen.rows.length}`];
    const ways: Partial<Record<Paging, Record<string, string>>> = {
      page: { limit, page: number },
      nested: { 'pagination[start]': at, 'pagination[limit]': `${SMALL_PAGE}` },
      any: {
        limit,
        ...{ page: number, _page: number, pageNumber: number, pageNo: number },
        'pagination[page]': number,
        ...{ offset: at, skip: at, start: at, _start: at, from: at, startAt: at },
      },
      $: { $limit: limit, $skip: at },
      _: { _page: number, _per_page: limit },
    };
    return this.with(ways[paging] ?? { limit, [paging]: at });
  }

  /** A page that the endpoint names itself is where the list begins: its parameter names the others. */
  private with(parameters: Readonly<Record<string, string>>): string {
    const [path = '', ...query] = this.endpoint.split('?');
    const ours = Object.entries(parameters);
    const isKept = (pair: string): boolean =>
      pair !== '' && (FILTER.test(pair) || !ours.some(([name]) => nameIn(pair) === name));
    const kept = query.join('?').split('&').filter(isKept);
    const pairs = ours
      .filter(([name]) => !kept.some((pair) => nameIn(pair) === name))
      .map((pair) => pair.map(encodeURIComponent).join('='));
    return `${path}?${[...kept, ...pairs].join('&')}`;
  }

  /**
   * The address that a page gives for the next one, on the origin that answered: behind a proxy an
   * API may write its own host, and our headers go nowhere else. undefined: it is not an address.
   */
  private linked(link: string, url: string): string | undefined {
    const here = new URL(url, NOWHERE);
    const target = addressOf(link, here);
    if (!target) return undefined;
    const { pathname, search } = target;
    const path = (this.endpoint.split('?')[0] ?? '').replace(/\/$/, '');
    const ownPath = new URL(path, NOWHERE).pathname;
    const slash = pathname.endsWith('/') ? '/' : '';
    if (pathname.replace(/\/$/, '').endsWith(ownPath)) return `${path}${slash}${search}`;
    return here.origin === NOWHERE ? `${pathname}${search}` : `${here.origin}${pathname}${search}`;
  }
}

const NOWHERE = 'https://endpoint.invalid';
/** Parameters that we page by, with values that select rows instead of a position: `from=2026-01-01`. */
const FILTER = /^limit=|=(?!\d*$)|^(start|startAt|from)=(?![01]?$)/;

function addressOf(link: string, base: URL): URL | undefined {
  try {
    return new URL(link, base);
  } catch {
    return undefined; // the API has written something else there
  }
}

const nameIn = (pair: string): string => pair.split('=', 1)[0] ?? '';
