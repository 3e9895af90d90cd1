import { idOf } from '../base/rows.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { ListPage } from './list_page.js';

/** The rows of the pages that were read, once each, and how many the API says there are. */
export class SeenRows {
  readonly rows: AnyRecord[] = [];
  readonly ids = new Set<string>();
  /** Rows of the whole list; undefined: it does not say. */
  total: number | undefined;
  /** Rows came twice, or the list has another length than it said: it changed while it was read. */
  moved = false;
  /** How many pages were read. */
  pages = 0;
  /** How many of the last pages had no rows. */
  empty = 0;
  /** What the API calls the total is the number of rows of each page. */
  private countsPages = false;
  private pageCount: number | undefined;
  /** Text of the first page and of the last, to recognise a repeated page whose rows have no ids. */
  private first: string | undefined;
  private last = '';

  /** @returns how many rows of the page were not seen before */
  take(page: ListPage): number {
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

  /** The total that a page gives. Some APIs count its rows: so they do of the first, and there are more, or of two. */
  totalOf({ total, rows, next, more, pages = 1 }: ListPage): number | undefined {
    const isFirst = this.pages === 0;
    const hasMore = isFirst ? next !== undefined || more === true || pages > 1 : this.isFull();
    this.countsPages ||= hasMore && this.pages < 2 && rows.length > 0 && total === rows.length;
    return this.countsPages ? undefined : total;
  }

  /** As many rows were read as there are. */
  isFull(): boolean {
    return this.total !== undefined && this.rows.length >= this.total;
  }

  /** None of these rows is new. */
  knowsAll(rows: readonly AnyRecord[]): boolean {
    return rows.every((row) => this.ids.has(idOf(row))) || JSON.stringify(rows) === this.last;
  }

  /** The number that the API gives is not that of the rows. */
  forgetTotal(): void {
    this.countsPages = true;
    this.total = undefined;
  }

  /**
   * Rows were deleted, or pages became longer: some rows are on no page that was read. A number that is
   * that of the rows counts the page's own.
   */
  private hasFewerPages({ pages, rows }: ListPage): boolean {
    return pages !== undefined && pages < (this.pageCount ?? 0) && pages !== rows.length;
  }
}
