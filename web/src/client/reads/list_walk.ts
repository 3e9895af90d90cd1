import type { ReadAnswer } from '../../host/http/reader.js';
import { type Header, type ListPage, type NextPage, readPage } from './list_page.js';
import { idOf } from '../base/rows.js';
import type { AnyRecord } from '../../types/mutation.js';

/** Rows asked for at once; an API may give fewer. */
const PAGE_SIZE = 1000;
/** Asked for where an API refuses more. */
const SMALL_PAGE = 100;
/** An API that always names another page ends here. */
const MAX_PAGES = 1000;
const MAX_ROWS = 500_000;
/** An API may give empty pages in between (a filter over cursors), but not many in a row. */
const MAX_EMPTY = 10;
/** Statuses by which an API says that there is no such page, or that it does not know the question. */
const NO_SUCH_PAGE: readonly number[] = [400, 404, 416, 422];
/** Statuses with which an API may fail on a page that it does not have: they answer nothing. */
const NOT_ANSWERED: readonly number[] = [0, 401, 419, 429, 502, 503, 504];

/** A read that failed, with its status (0: no answer). */
export interface Failed {
  failedWith: number;
  /** A page did not end within the limit. */
  tooLong?: boolean;
  /** The answer is JSON in which no list was found. */
  notUnderstood?: boolean;
}

/** One page, and the address that it is at. */
interface PageRead {
  page: ListPage;
  url: string;
}

/** What was seen of a list. */
export interface Seen {
  rows: AnyRecord[];
  ids: Set<string>;
  /** The list was read to its end. */
  whole: boolean;
  /** Rows came twice, or the list has another length than it said: it changed while it was read. */
  moved: boolean;
  /** Rows of the whole list; undefined: it does not say. */
  total: number | undefined;
  pages: number;
  /** A member may have been a mark of more pages, and following it led nowhere. */
  isDoubtful: boolean;
  /** The API gives the same rows whichever page is asked for. */
  isUnpaged: boolean;
  /** The API takes parameters that it does not know for filters. */
  filters: boolean;
  /** There is no page before the first of these. */
  startIsKnown: boolean;
}

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
type Step = { url: string } | 'end' | 'lost';

/** What the page that was just asked for is for: the list, or to see how the API counts its pages. */
type Purpose = 'rows' | 'probe' | 'page 0';

const noHeader: Header = () => null;

/**
 * One walk through the pages of a list. It ends where the API says so, or where asking for more, in
 * each way that is known, brings nothing new: the number of rows proves nothing.
 */
export class ListWalk {
  private readonly rows: AnyRecord[] = [];
  private readonly ids = new Set<string>();
  private readonly asked = new Set<string>();
  private total: number | undefined;
  /** What the API calls the total is the number of rows of each page. */
  private countsPages = false;
  private pageCount: number | undefined;
  private moved = false;
  private pages = 0;
  private empty = 0;
  private paging: Paging = 'page';
  private page = 1;
  private limit = PAGE_SIZE;
  private purpose: Purpose = 'rows';
  /** The API names the next page, so one that names none is the last. */
  private named = false;
  private filters = false;
  /** The API has refused our parameters: it may give no more than its own number of rows. */
  private limited = false;
  /** The API refuses names of parameters that it does not know. */
  private refuses = false;
  /** Only a further request shows whether there is more. */
  private guessing = false;
  /** A read with every paging parameter at once has changed the answer. */
  private reacts = false;
  private isDoubtful = false;
  private isUnpaged = false;
  /** Text of the first page and of the last, to recognise a repeated page whose rows have no ids. */
  private first: string | undefined;
  private last = '';
  private saysMore = false;

  constructor(
    private readonly endpoint: string,
    private readonly source: {
      read(url: string): Promise<ReadAnswer>;
      isUnpaged?: boolean;
      isKnown?: boolean;
    },
    /** The page before the one that is asked for as the first is known, or there is none. */
    private startIsKnown: boolean,
  ) {}

  /** Goes through the pages, once. */
  async walk(): Promise<Seen | Failed> {
    let step: Step = { url: this.numbered(1) };
    while (typeof step === 'object') {
      this.asked.add(step.url);
      const answer: PageRead | Failed = await this.ask(step.url);
      const next: Step | undefined = this.next(answer);
      if (next === undefined) return answer as Failed;
      step = next;
    }
    return this.seen(step === 'end');
  }

  private seen(whole: boolean): Seen {
    const { rows, ids, pages, total, isDoubtful, isUnpaged, startIsKnown } = this;
    const wrongCount = whole && pages > 1 && total !== undefined && rows.length !== total;
    const moved = this.moved || wrongCount;
    const { filters } = this;
    return { rows, ids, whole, moved, total, pages, isDoubtful, isUnpaged, filters, startIsKnown };
  }

  private async ask(url: string): Promise<PageRead | Failed> {
    let answer = await this.source.read(url);
    const isRefused = (): boolean =>
      answer.outcome === 'failed' && [400, 422].includes(answer.status);
    if (isRefused() && this.pages === 0) {
      // An API that does not know our parameters may refuse them (PostgREST, FHIR, FastAPI).
      const limitedTo = (limit: number): string => {
        [this.paging, this.refuses, this.limit] = ['offset', true, limit];
        return this.with({ limit: String(limit) });
      };
      const ways = [
        () => ((this.limit = SMALL_PAGE), this.numbered(1)),
        () => limitedTo(PAGE_SIZE),
        () => limitedTo(SMALL_PAGE),
        () => ((this.refuses = !(this.limited = true)), (this.paging = 'page'), this.endpoint),
      ];
      for (const way of ways) if (isRefused()) answer = await this.source.read(way());
    }
    const read = this.pageIn(answer, url);
    const isEmptyStart =
      this.pages === 0 && 'page' in read && read.page.rows.length === 0 && !read.page.isLater;
    return isEmptyStart && !this.limited && !this.source.isKnown ? this.unfiltered(read) : read;
  }

  /**
   * The list without our parameters, where an API may have taken them for filters: no record has a `page`
   * that is 1. Feathers and json-server 1 mark their own parameters.
   */
  private async unfiltered(empty: PageRead): Promise<PageRead | Failed> {
    const read = async (url: string) => this.pageIn(await this.source.read(url), url);
    const plain = await read(this.endpoint);
    if ('failedWith' in plain) {
      this.isDoubtful = plain.failedWith >= 500;
      return NOT_ANSWERED.includes(plain.failedWith) ? plain : empty;
    }
    if (plain.page.rows.length === 0) return empty;
    // Rows on a page before it: the API counts its pages from 0.
    const before = await read(this.numbered(0));
    if ('page' in before && before.page.rows.length > 0) return empty;
    if ('failedWith' in before && NOT_ANSWERED.includes(before.failedWith)) return before;
    this.filters = true;
    for (const mark of ['$', '_'] as const) {
      this.paging = mark;
      const marked = await read(this.numbered(1));
      if ('page' in marked && marked.page.rows.length > 0) return marked;
    }
    this.limited = true;
    return plain;
  }

  private pageIn(answer: ReadAnswer, url: string): PageRead | Failed {
    if (answer.outcome === 'missing') return { failedWith: 404 };
    if (answer.outcome === 'failed') {
      const { outcome: _, status: failedWith, ...why } = answer;
      return { failedWith, ...why };
    }
    const resource = this.endpoint.split('?')[0]?.replace(/\/+$/, '') ?? '';
    const page = readPage(answer.body, answer.header ?? noHeader, resource);
    if (!page) return { failedWith: 200, notUnderstood: true };
    return { page: { ...page, total: this.totalOf(page) }, url: answer.url ?? url };
  }

  /** Some APIs count the rows of the page: so they do of the first, and there are more, or of two. */
  private totalOf({ total, rows, next, more, pages = 1 }: ListPage): number | undefined {
    const isFirst = this.pages === 0;
    const hasMore = isFirst ? next !== undefined || more === true || pages > 1 : this.isFull();
    this.countsPages ||= hasMore && this.pages < 2 && rows.length > 0 && total === rows.length;
    return this.countsPages ? undefined : total;
  }

  private isFull(): boolean {
    return this.total !== undefined && this.rows.length >= this.total;
  }

  /** undefined: the list has failed with it. */
  private next(answer: PageRead | Failed): Step | undefined {
    const { purpose } = this;
    this.purpose = 'rows';
    const page = 'failedWith' in answer ? undefined : answer.page;
    if (purpose !== 'rows' && 'failedWith' in answer && NOT_ANSWERED.includes(answer.failedWith))
      return undefined;
    if (purpose === 'probe') return this.probed(page);
    if (purpose === 'page 0') return this.before(page);
    if (!('failedWith' in answer))
      return this.startsAtZero(answer.page) ?? this.after(answer.page, answer.url);
    // An API that refuses names, with 400 or 422, says in another way that its pages are over.
    if (this.refuses && this.guessing && [404, 416].includes(answer.failedWith)) return 'end';
    return NO_SUCH_PAGE.includes(answer.failedWith) ? this.otherWay() : undefined;
  }

  /** The API counts its pages from 0, so the first was not that one. */
  private startsAtZero(page: ListPage): Step | undefined {
    this.startIsKnown ||= page.isFirst;
    if (this.pages > 0 || !page.isLater || this.page === 0) return undefined;
    this.page = 0;
    this.startIsKnown = true;
    this.asked.clear();
    return { url: this.numbered(0) };
  }

  /** @returns how many rows of the page were not seen before */
  private take(page: ListPage): number {
    const before = this.rows.length;
    const text = page.rows.every((row) => idOf(row) !== '') ? '' : JSON.stringify(page.rows);
    const isRepeated = text !== '' && (text === this.last || text === this.first);
    this.last = text;
    this.first ??= text;
    for (const row of isRepeated ? [] : page.rows) {
      const id = idOf(row);
      if (id !== '' && this.ids.has(id)) continue;
      if (id !== '') this.ids.add(id);
      this.rows.push(row);
    }
    this.pages += 1;
    this.empty = page.rows.length === 0 ? this.empty + 1 : 0;
    const fresh = this.rows.length - before;
    const repeatsSome = fresh > 0 && fresh < page.rows.length && this.pages > 1;
    const otherTotal = this.total !== undefined && (page.total ?? this.total) !== this.total;
    this.moved ||= repeatsSome || otherTotal || this.hasFewerPages(page);
    this.total = page.total ?? this.total;
    this.pageCount = page.pages ?? this.pageCount;
    return fresh;
  }

  /**
   * Rows were deleted, or pages became longer: some rows are on no page that was read. A number that is
   * that of the rows counts the page's own.
   */
  private hasFewerPages({ pages, rows }: ListPage): boolean {
    return pages !== undefined && pages < (this.pageCount ?? 0) && pages !== rows.length;
  }

  private after(page: ListPage, url: string): Step {
    const fresh = this.take(page);
    if (this.pages >= MAX_PAGES || this.rows.length >= MAX_ROWS || this.empty > MAX_EMPTY)
      return 'lost';
    const repeated = fresh === 0 && page.rows.length > 0;
    this.saysMore = page.more === true || this.pages < (page.pages ?? 0);
    const isFull = this.isFull();
    if (page.next) {
      if (repeated && !isFull && 'page' in page.next && this.paging === 'page') {
        this.paging = 'any'; // its pages are not asked for by `page`
        return this.unasked(this.numbered(this.page));
      }
      const next = repeated ? 'lost' : this.follow(page.next, url);
      // Behind the last page some APIs name that one again, for ever.
      return next === 'lost' && (isFull || page.rows.length === 0) ? 'end' : next;
    }
    if (page.more === false) return isFull || this.named ? 'end' : this.end();
    if (!isFull && page.perhaps && !this.isDoubtful) {
      if (!repeated) return this.follow(page.perhaps, url);
      this.isDoubtful = true;
      this.named = false;
    }
    const missing = this.total !== undefined && this.rows.length < this.total;
    if (this.saysMore || missing) {
      this.guessing = false;
      return this.nextOf(fresh);
    }
    const saysAll = this.named || this.total !== undefined || page.pages !== undefined;
    return saysAll && !this.mayCountPage(page) ? 'end' : this.guess(page.rows.length, fresh);
  }

  /** The total is the number of rows of the only page, which is as long as pages are. */
  private mayCountPage({ rows, pages, total }: ListPage): boolean {
    const isOnly = this.pages === 1 && !this.named && !this.limited && pages === undefined;
    const isUsualSize = rows.length % 5 === 0 || rows.length % 12 === 0;
    return isOnly && rows.length > 0 && total === rows.length && isUsualSize;
  }

  /** How to ask for more where the API does not say it. */
  private nextOf(fresh: number): Step {
    if (fresh > 0) return this.following();
    if (this.pages > 1 && this.paging === 'page') {
      const start = this.end();
      if (typeof start === 'object') return start;
    }
    // The same rows again: the API does not know `page`. No rows: the list has become shorter.
    this.moved ||= this.pages > 1 && this.empty > 0;
    return this.pages < 2 ? 'lost' : (this.inNextWay() ?? 'lost');
  }

  private guess(onThisPage: number, fresh: number): Step {
    if (!this.guessing) {
      this.guessing = true;
      if (onThisPage === 0) return this.end();
      if (this.source.isUnpaged) {
        this.isUnpaged = true;
        return 'end';
      }
      return this.limited || this.refuses ? this.following() : this.probe();
    }
    if (fresh > 0) return this.following();
    // Some APIs return their last page for every page after it.
    if (onThisPage === 0 || (this.paging === 'page' && this.page > 2)) return this.end();
    return this.guessInNextWay();
  }

  /**
   * Asks for another page in each way at once: an API that returns the same rows knows none of these ways.
   */
  private probe(): Step {
    this.purpose = 'probe';
    return { url: this.numbered(2, 'any') };
  }

  private probed(page: ListPage | undefined): Step {
    const rows = page?.rows ?? [];
    const isKnown =
      rows.every((row) => this.ids.has(idOf(row))) || JSON.stringify(rows) === this.last;
    const isSame = rows.length > 0 && isKnown;
    this.isUnpaged = isSame;
    this.reacts = page !== undefined && !isSame;
    if (isSame) return 'end';
    if (this.total === undefined) return this.following();
    if (isKnown) return this.end();
    this.forgetTotal();
    return this.following();
  }

  private forgetTotal(): void {
    this.countsPages = true;
    this.total = undefined;
  }

  /** Nothing follows the page that was asked for as the first; there may be one before it. */
  private end(): Step {
    if (this.startIsKnown || this.paging !== 'page' || this.limited) return 'end';
    this.purpose = 'page 0';
    return { url: this.numbered(0) };
  }

  /** @param page 0; undefined: there is none */
  private before(page: ListPage | undefined): Step {
    this.startIsKnown = true;
    if (page) this.take(page);
    if (this.rows.length > (this.total ?? Infinity)) this.forgetTotal();
    if (this.total === undefined ? !this.saysMore : this.rows.length >= this.total) return 'end';
    this.paging = 'offset';
    return this.following();
  }

  /** Another way to ask, after a page was refused whose number no answer had named. */
  private otherWay(): Step | undefined {
    if (this.filters) return 'lost';
    if (this.guessing)
      return this.limited || this.paging !== 'page' ? this.guessInNextWay() : this.end();
    const isFailed = this.paging === 'offset' && !this.refuses;
    if (this.pages === 0 || this.named || isFailed) return undefined;
    return this.inNextWay() ?? 'lost';
  }

  private guessInNextWay(): Step {
    if (this.paging !== 'page' && !this.refuses && !this.reacts)
      return this.limited ? 'lost' : 'end';
    // As many rows as were asked for are not all.
    const isFull = this.refuses && this.rows.length >= this.limit;
    return this.inNextWay() ?? (isFull ? 'lost' : 'end');
  }

  /** Asks for more in the next way; undefined: there is none. */
  private inNextWay(): Step | undefined {
    const ways = this.refuses ? SINGLE_WAYS : WAYS;
    const next = ways[ways.indexOf(this.paging) + 1];
    if (next === undefined || this.filters) return undefined;
    this.paging = next;
    if (next === 'any') {
      this.page = 1;
      this.asked.clear();
    }
    return this.following();
  }

  private follow(next: NextPage, url: string): Step {
    this.named = true;
    if ('page' in next) {
      this.page = next.page;
      const way = this.paging === 'any' || this.paging === '_' ? this.paging : 'page';
      return this.unasked(this.numbered(next.page, way));
    }
    if ('link' in next) return this.unasked(this.linked(next.link, url) ?? url);
    const { parameter, cursor } = next;
    const limit = this.limited ? {} : { limit: String(this.limit) };
    return this.unasked(this.with({ ...limit, [parameter]: cursor }));
  }

  private following(): Step {
    this.page += 1;
    return this.filters && this.limited ? 'lost' : this.unasked(this.numbered(this.page));
  }

  /** Refuses an address that was asked already: it would lead in a circle. */
  private unasked(url: string): Step {
    return this.asked.has(url) ? 'lost' : { url };
  }

  /** The address of a page, in one of the ways to ask for it. */
  private numbered(page: number, paging = this.paging): string {
    const [limit, number, at] = [`${this.limit}`, `${page}`, `${this.rows.length}`];
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
