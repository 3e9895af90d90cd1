import type { ReadAnswer } from '../../host/http/reader.js';
import { type Header, type ListPage, type NextPage, readPage } from './list_page.js';
import { idOf } from '../base/rows.js';
import type { AnyRecord } from '../../types/mutation.js';

/** Rows asked for at once; an API may give fewer. */
const PAGE_SIZE = 1000;
/** An API that always names another page ends here. */
const MAX_PAGES = 1000;
const MAX_ROWS = 500_000;
/** An API may give empty pages on the way (a filter over cursors), but not many in a row. */
const MAX_EMPTY = 10;
/** A list that moves while it is read is read again, that many times in all. */
const MAX_READS = 3;
/** A page of exactly so many rows may be one that the API has cut without a word. */
const USUAL_LIMITS: readonly number[] = [10, 15, 20, 25, 30, 50, 100, 200, 250, 500, PAGE_SIZE];
/** Statuses by which an API says that there is no such page, or that it does not know the question. */
const NO_SUCH_PAGE: readonly number[] = [400, 404, 416, 422];

/**
 * A list, or the status that ended the attempt (0: no answer). `whole`: it was read to its end, and
 * did not move meanwhile; otherwise `rows` is what was seen of it.
 */
export type ListAnswer =
  | { rows: AnyRecord[]; whole: boolean }
  /** `tooLong`: a page did not end within the limit. */
  | Failed;

interface Failed {
  failedWith: number;
  tooLong?: boolean;
}

/** What a reader of lists needs. */
export interface ListLinks {
  read(url: string): Promise<ReadAnswer>;
  /** Ids that the list had when it was read last; one that is not seen is looked for again. */
  known?(): Iterable<string>;
}

interface Seen {
  rows: AnyRecord[];
  ids: Set<string>;
  whole: boolean;
  /** Rows came twice, or the list has another length than it said: it moved under the reader. */
  moved: boolean;
  pages: number;
}

const noHeader: Header = () => null;

/**
 * Reads a whole collection, page by page (`?limit=1000&page=n`, or as the API says where the rest
 * is). A list of several pages that moved while it was read is read again: a row that slipped from
 * a page into one that had been read is on neither.
 */
export async function readList(endpoint: string, links: ListLinks): Promise<ListAnswer> {
  let all: Seen | undefined;
  let last: Seen | undefined;
  for (let reads = 1; reads <= MAX_READS; reads += 1) {
    const seen = await new ListWalk(endpoint, links.read).walk();
    if ('failedWith' in seen) return seen;
    const known = seen.pages < 2 ? [] : [...(links.known?.() ?? [])];
    const isSettled = (id: string): boolean => seen.ids.has(id) || last?.ids.has(id) === false;
    if (!seen.moved && known.every(isSettled)) return { rows: seen.rows, whole: seen.whole };
    all = all ? united(all, seen) : seen;
    last = seen;
  }
  return { rows: all?.rows ?? [], whole: false };
}

/** What either of two reads saw, the later one first. */
function united(before: Seen, later: Seen): Seen {
  const missed = before.rows.filter((row) => !later.ids.has(idOf(row)));
  const ids = new Set([...before.ids, ...later.ids]);
  return { ...later, rows: [...later.rows, ...missed], ids };
}

/** How the next page is asked for where the API does not name it. */
type Paging = 'page' | 'offset';

/** 'end': that was the last page; 'lost': there is more, and no way to it. */
type Step = { url: string } | 'end' | 'lost';

/** One walk through the pages of a list. */
class ListWalk {
  private readonly rows: AnyRecord[] = [];
  private readonly ids = new Set<string>();
  private readonly asked = new Set<string>();
  private total: number | undefined;
  private moved = false;
  private pages = 0;
  private empty = 0;
  private paging: Paging = 'page';
  private page = 1;
  /** The API names the next page, so one that names none is the last. */
  private named = false;
  /** The API has refused our parameters: it may give no more than its own number of rows. */
  private limited = false;
  /** Only the number of rows hints at another page. */
  private guessing = false;

  constructor(
    private readonly endpoint: string,
    private readonly read: (url: string) => Promise<ReadAnswer>,
  ) {}

  async walk(): Promise<Seen | Failed> {
    let step: Step = { url: this.numbered(1) };
    while (typeof step === 'object') {
      this.asked.add(step.url);
      const answer = await this.ask(step.url);
      if ('failedWith' in answer) {
        if (!NO_SUCH_PAGE.includes(answer.failedWith)) return answer;
        const other = this.otherWay();
        if (!other) return answer;
        step = other;
      } else step = this.startsAtZero(answer.page) ?? this.after(answer.page, answer.url);
    }
    return this.seen(step === 'end');
  }

  private seen(whole: boolean): Seen {
    const { rows, ids, pages, total } = this;
    const wrongCount = whole && pages > 1 && total !== undefined && rows.length !== total;
    return { rows, ids, whole, moved: this.moved || wrongCount, pages };
  }

  private async ask(url: string): Promise<{ page: ListPage; url: string } | Failed> {
    let answer = await this.read(url);
    // An API that does not know our parameters may refuse them (PostgREST, FHIR).
    const refused = answer.outcome === 'failed' && [400, 422].includes(answer.status);
    if (refused && this.pages === 0) {
      answer = await this.read(this.endpoint);
      this.limited = true;
    }
    if (answer.outcome === 'missing') return { failedWith: 404 };
    if (answer.outcome === 'failed')
      return { failedWith: answer.status, ...(answer.tooLong ? { tooLong: true } : {}) };
    const page = readPage(answer.body, answer.header ?? noHeader);
    return page ? { page, url: answer.url ?? url } : { failedWith: 200 };
  }

  /** The API counts its pages from 0, so the first was not that one. */
  private startsAtZero(page: ListPage): Step | undefined {
    if (this.pages > 0 || !page.isLater || this.page === 0) return undefined;
    this.page = 0;
    this.asked.clear();
    return { url: this.numbered(0) };
  }

  /** @returns how many rows of the page were not seen before */
  private take(page: ListPage): number {
    const before = this.rows.length;
    for (const row of page.rows) {
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
    this.moved ||= repeatsSome || otherTotal;
    this.total = page.total ?? this.total;
    return fresh;
  }

  private after(page: ListPage, url: string): Step {
    const fresh = this.take(page);
    if (this.pages >= MAX_PAGES || this.rows.length >= MAX_ROWS || this.empty > MAX_EMPTY)
      return 'lost';
    const repeated = fresh === 0 && page.rows.length > 0;
    if (page.next) return repeated ? 'lost' : this.follow(page.next, url);
    if (page.more === false) return 'end';
    const missing = this.total !== undefined && this.rows.length < this.total;
    if (page.more === true || missing || this.pages < (page.pages ?? 0)) {
      this.guessing = false;
      return this.nextOf(fresh);
    }
    const saysAll = this.named || this.total !== undefined || page.pages !== undefined;
    return saysAll ? 'end' : this.guess(page.rows.length, fresh);
  }

  /** There is more, and the API does not say where. */
  private nextOf(fresh: number): Step {
    if (fresh > 0) return this.following();
    // The same rows again: it does not know `page`. Or none: the list has become shorter.
    this.moved ||= this.pages > 1 && this.empty > 0;
    if (this.paging === 'offset' || this.pages < 2) return 'lost';
    this.paging = 'offset';
    return this.following();
  }

  private guess(onThisPage: number, fresh: number): Step {
    if (this.guessing && fresh === 0) return onThisPage > 0 ? this.guessByOffset() : 'end';
    if (onThisPage < PAGE_SIZE && !USUAL_LIMITS.includes(onThisPage)) return 'end';
    this.guessing = true;
    return this.following();
  }

  /** After a page of a number that nobody has named was refused. */
  private otherWay(): Step | undefined {
    if (this.guessing) return this.guessByOffset();
    if (this.pages === 0 || this.named || this.paging === 'offset') return undefined;
    this.paging = 'offset';
    return this.following();
  }

  private guessByOffset(): Step {
    if (this.paging === 'offset') return this.limited ? 'lost' : 'end';
    this.paging = 'offset';
    return this.following();
  }

  private follow(next: NextPage, url: string): Step {
    this.named = true;
    if ('page' in next) {
      this.page = next.page;
      return this.unasked(this.numbered(next.page));
    }
    if ('link' in next) return this.unasked(this.linked(next.link, url));
    const { parameter, cursor } = next;
    return this.unasked(this.with({ limit: String(PAGE_SIZE), [parameter]: cursor }));
  }

  private following(): Step {
    if (this.paging === 'offset')
      return this.unasked(
        this.with({ limit: String(PAGE_SIZE), offset: String(this.rows.length) }),
      );
    this.page += 1;
    return this.unasked(this.numbered(this.page));
  }

  /** An address that was asked already leads in a circle. */
  private unasked(url: string): Step {
    return this.asked.has(url) ? 'lost' : { url };
  }

  private numbered(page: number): string {
    return this.with({ limit: String(PAGE_SIZE), page: String(page) });
  }

  private with(parameters: Readonly<Record<string, string>>): string {
    const joint = this.endpoint.includes('?') ? '&' : '?';
    const pairs = Object.entries(parameters).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return `${this.endpoint}${joint}${pairs.join('&')}`;
  }

  /**
   * The address that a page gives for the next one, on the origin that answered: behind a proxy an
   * API may write its own host, and our headers go nowhere else.
   */
  private linked(link: string, url: string): string {
    const here = new URL(url, NOWHERE);
    const { pathname, search } = new URL(link, here);
    const path = (this.endpoint.split('?')[0] ?? '').replace(/\/$/, '');
    const ownPath = new URL(path, NOWHERE).pathname;
    if (pathname.replace(/\/$/, '').endsWith(ownPath)) return `${path}${search}`;
    return here.origin === NOWHERE ? `${pathname}${search}` : `${here.origin}${pathname}${search}`;
  }
}

const NOWHERE = 'https://endpoint.invalid';
