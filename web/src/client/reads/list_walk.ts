import type { ReadAnswer } from '../../host/http/reader.js';
import { type Header, type ListPage, type NextPage, readPage } from './list_page.js';
import { PageAddresses, type Step } from './page_addresses.js';
import { SeenRows } from './seen_rows.js';
import type { AnyRecord } from '../../types/mutation.js';

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

/** What the page that was just asked for is for: the list, or to see how the API counts its pages. */
type Purpose = 'rows' | 'probe' | 'page 0';

const noHeader: Header = () => null;

/**
 * One walk through the pages of a list. It ends where the API says so, or where asking for more, in
 * each way that is known, brings nothing new: the number of rows proves nothing.
 */
export class ListWalk {
  private readonly seen = new SeenRows();
  private readonly addresses: PageAddresses;
  private purpose: Purpose = 'rows';
  /** The API names the next page, so one that names none is the last. */
  private named = false;
  /** Only a further request shows whether there is more. */
  private guessing = false;
  /** A read with every paging parameter at once has changed the answer. */
  private reacts = false;
  private isDoubtful = false;
  private isUnpaged = false;
  private saysMore = false;

  constructor(
    endpoint: string,
    private readonly source: {
      read(url: string): Promise<ReadAnswer>;
      isUnpaged?: boolean;
      isKnown?: boolean;
      isProof?: boolean;
    },
    /** The page before the one that is asked for as the first is known, or there is none. */
    private startIsKnown: boolean,
  ) {
    this.addresses = new PageAddresses(endpoint, this.seen);
  }

  /** Goes through the pages, once. */
  async walk(): Promise<Seen | Failed> {
    let step: Step = { url: this.addresses.numbered(1) };
    while (typeof step === 'object') {
      this.addresses.note(step.url);
      const answer: PageRead | Failed = await this.ask(step.url);
      const next: Step | undefined = this.next(answer);
      if (next === undefined) return answer as Failed;
      step = next;
    }
    return this.found(step === 'end');
  }

  private found(whole: boolean): Seen {
    const { isDoubtful, isUnpaged, startIsKnown } = this;
    const { rows, ids, pages, total } = this.seen;
    const wrongCount = whole && pages > 1 && total !== undefined && rows.length !== total;
    const moved = this.seen.moved || wrongCount;
    const { filters } = this.addresses;
    return { rows, ids, whole, moved, total, pages, isDoubtful, isUnpaged, filters, startIsKnown };
  }

  private async ask(url: string): Promise<PageRead | Failed> {
    let answer = await this.source.read(url);
    const isRefused = (): boolean =>
      answer.outcome === 'failed' && [400, 422].includes(answer.status);
    if (isRefused() && this.seen.pages === 0) {
      for (const other of this.addresses.firstPages()) {
        answer = await this.source.read(other);
        if (!isRefused()) break;
      }
    }
    const read = this.pageIn(answer, url);
    const isEmptyStart =
      this.seen.pages === 0 && 'page' in read && read.page.rows.length === 0 && !read.page.isLater;
    return isEmptyStart && !this.addresses.limited && !this.source.isKnown
      ? this.unfiltered(read)
      : read;
  }

  /**
   * The list without our parameters, where an API may have taken them for filters: no record has a `page`
   * that is 1. Feathers and json-server 1 mark their own parameters.
   */
  private async unfiltered(empty: PageRead): Promise<PageRead | Failed> {
    const read = async (url: string) => this.pageIn(await this.source.read(url), url);
    const plain = await read(this.addresses.endpoint);
    if ('failedWith' in plain) {
      this.isDoubtful = plain.failedWith >= 500;
      return NOT_ANSWERED.includes(plain.failedWith) ? plain : empty;
    }
    if (plain.page.rows.length === 0) return empty;
    // Rows on a page before it: the API counts its pages from 0.
    const before = await read(this.addresses.numbered(0));
    if ('page' in before && before.page.rows.length > 0) return empty;
    if ('failedWith' in before && NOT_ANSWERED.includes(before.failedWith)) return before;
    this.addresses.filters = true;
    for (const mark of ['$', '_'] as const) {
      this.addresses.paging = mark;
      const marked = await read(this.addresses.numbered(1));
      if ('page' in marked && marked.page.rows.length > 0) return marked;
    }
    this.addresses.takesNone();
    return plain;
  }

  private pageIn(answer: ReadAnswer, url: string): PageRead | Failed {
    if (answer.outcome === 'missing') return { failedWith: 404 };
    // No content. A route that gives no list may say so of all that it is asked.
    if (answer.outcome === 'failed' && answer.status === 204 && !this.mustBeList())
      return this.pageIn({ outcome: 'found', body: [], etag: '' }, url);
    if (answer.outcome === 'failed') {
      const { outcome: _, status: failedWith, ...why } = answer;
      return { failedWith, ...why };
    }
    const resource = this.addresses.endpoint.split('?')[0]?.replace(/\/+$/, '') ?? '';
    const page = readPage(answer.body, answer.header ?? noHeader, resource);
    if (!page) return { failedWith: 200, notUnderstood: true };
    return { page: { ...page, total: this.seen.totalOf(page) }, url: answer.url ?? url };
  }

  /** It is to prove that a record is not there, and no list was seen yet. */
  private mustBeList(): boolean {
    return this.source.isProof === true && this.seen.pages === 0;
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
    if (this.addresses.refuses && this.guessing && [404, 416].includes(answer.failedWith))
      return 'end';
    return NO_SUCH_PAGE.includes(answer.failedWith) ? this.otherWay() : undefined;
  }

  /** The API counts its pages from 0, so the first was not that one. */
  private startsAtZero(page: ListPage): Step | undefined {
    this.startIsKnown ||= page.isFirst;
    if (this.seen.pages > 0 || !page.isLater || this.addresses.page === 0) return undefined;
    this.startIsKnown = true;
    return { url: this.addresses.fromZero() };
  }

  private after(page: ListPage, url: string): Step {
    const fresh = this.seen.take(page);
    if (
      this.seen.pages >= MAX_PAGES ||
      this.seen.rows.length >= MAX_ROWS ||
      this.seen.empty > MAX_EMPTY
    )
      return 'lost';
    const repeated = fresh === 0 && page.rows.length > 0;
    this.saysMore = page.more === true || this.seen.pages < (page.pages ?? 0);
    const isFull = this.seen.isFull();
    if (page.next) {
      if (repeated && !isFull && 'page' in page.next && this.addresses.paging === 'page') {
        // Its pages are not asked for by `page`.
        return this.addresses.inAnyWay();
      }
      const next = repeated ? 'lost' : this.follows(page.next, url);
      // Behind the last page some APIs name that one again, for ever.
      return next === 'lost' && (isFull || page.rows.length === 0) ? 'end' : next;
    }
    if (page.more === false) return isFull || this.named ? 'end' : this.end();
    if (!isFull && page.perhaps && !this.isDoubtful) {
      if (!repeated) return this.follows(page.perhaps, url);
      this.isDoubtful = true;
      this.named = false;
    }
    const missing = this.seen.total !== undefined && this.seen.rows.length < this.seen.total;
    if (this.saysMore || missing) {
      this.guessing = false;
      return this.nextOf(fresh);
    }
    const saysAll = this.named || this.seen.total !== undefined || page.pages !== undefined;
    return saysAll && !this.mayCountPage(page) ? 'end' : this.guess(page.rows.length, fresh);
  }

  /** The page that an answer names. */
  private follows(next: NextPage, url: string): Step {
    this.named = true;
    return this.addresses.follow(next, url);
  }

  /** The total is the number of rows of the only page, which is as long as pages are. */
  private mayCountPage({ rows, pages, total }: ListPage): boolean {
    const isOnly =
      this.seen.pages === 1 && !this.named && !this.addresses.limited && pages === undefined;
    const isUsualSize = rows.length % 5 === 0 || rows.length % 12 === 0;
    return isOnly && rows.length > 0 && total === rows.length && isUsualSize;
  }

  /** How to ask for more where the API does not say it. */
  private nextOf(fresh: number): Step {
    if (fresh > 0) return this.addresses.following();
    if (this.seen.pages > 1 && this.addresses.paging === 'page') {
      const start = this.end();
      if (typeof start === 'object') return start;
    }
    // The same rows again: the API does not know `page`. No rows: the list has become shorter.
    this.seen.moved ||= this.seen.pages > 1 && this.seen.empty > 0;
    return this.seen.pages < 2 ? 'lost' : (this.addresses.inNextWay() ?? 'lost');
  }

  private guess(onThisPage: number, fresh: number): Step {
    if (!this.guessing) {
      this.guessing = true;
      if (onThisPage === 0) return this.end();
      if (this.source.isUnpaged) {
        this.isUnpaged = true;
        return 'end';
      }
      return this.addresses.limited || this.addresses.refuses
        ? this.addresses.following()
        : this.probe();
    }
    if (fresh > 0) return this.addresses.following();
    // Some APIs return their last page for every page after it.
    if (onThisPage === 0 || (this.addresses.paging === 'page' && this.addresses.page > 2))
      return this.end();
    return this.guessInNextWay();
  }

  /**
   * Asks for another page in each way at once: an API that returns the same rows knows none of these ways.
   */
  private probe(): Step {
    this.purpose = 'probe';
    return { url: this.addresses.numbered(2, 'any') };
  }

  private probed(page: ListPage | undefined): Step {
    const rows = page?.rows ?? [];
    const isKnown = this.seen.knowsAll(rows);
    const isSame = rows.length > 0 && isKnown;
    this.isUnpaged = isSame;
    this.reacts = page !== undefined && !isSame;
    if (isSame) return 'end';
    if (this.seen.total === undefined) return this.addresses.following();
    if (isKnown) return this.end();
    this.seen.forgetTotal();
    return this.addresses.following();
  }

  /** Nothing follows the page that was asked for as the first; there may be one before it. */
  private end(): Step {
    if (this.startIsKnown || this.addresses.paging !== 'page' || this.addresses.limited)
      return 'end';
    this.purpose = 'page 0';
    return { url: this.addresses.numbered(0) };
  }

  /** @param page 0; undefined: there is none */
  private before(page: ListPage | undefined): Step {
    this.startIsKnown = true;
    if (page) this.seen.take(page);
    if (this.seen.rows.length > (this.seen.total ?? Infinity)) this.seen.forgetTotal();
    if (this.seen.total === undefined ? !this.saysMore : this.seen.rows.length >= this.seen.total)
      return 'end';
    this.addresses.paging = 'offset';
    return this.addresses.following();
  }

  /** Another way to ask, after a page was refused whose number no answer had named. */
  private otherWay(): Step | undefined {
    if (this.addresses.filters) return 'lost';
    if (this.guessing)
      return this.addresses.limited || this.addresses.paging !== 'page'
        ? this.guessInNextWay()
        : this.end();
    const isFailed = this.addresses.paging === 'offset' && !this.addresses.refuses;
    if (this.seen.pages === 0 || this.named || isFailed) return undefined;
    return this.addresses.inNextWay() ?? 'lost';
  }

  private guessInNextWay(): Step {
    if (this.addresses.paging !== 'page' && !this.addresses.refuses && !this.reacts)
      return this.addresses.limited ? 'lost' : 'end';
    // As many rows as were asked for are not all.
    const isFull = this.addresses.refuses && this.addresses.isLimitReached;
    return this.addresses.inNextWay() ?? (isFull ? 'lost' : 'end');
  }
}
