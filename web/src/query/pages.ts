import type { AnyRecord } from '../types/index.js';
import { idOf } from '../react/rows.js';
import { pagesOf } from './read_times.js';
import { rowsInData, type RowsInData } from './rows_in_data.js';

type Rows = readonly object[];

/** The rows in the data of a query, of all its pages. */
export interface RowsOfPages {
  /** What was found in each page; in data without pages, one element. undefined: no rows were found. */
  readonly parts: readonly (RowsInData | undefined)[];
  /** The rows of each page; a record that is on two pages counts on the first. */
  readonly pages: readonly Rows[];
  /** The rows of all pages; undefined: none were found. */
  readonly rows: Rows | undefined;
  /** The data is one record: what joins its list. */
  readonly belongs: ((other: AnyRecord) => boolean) | undefined;
}

/** @param find the application's own way to the rows of a page */
export function rowsOf(data: unknown, find?: (data: never) => Rows): RowsOfPages {
  const given = pagesOf(data);
  const parts = (given ?? [data]).map((page) => rowsInData(page, find));
  const pages = given ? eachOnce(parts) : parts.map(rowsIn);
  const [part] = given ? [] : parts;
  const record = part?.isRecord === true ? part.rows[0] : undefined;
  return {
    ...{ parts, pages },
    rows: parts.some(Boolean) ? (pages.length === 1 ? pages[0] : pages.flat()) : undefined,
    belongs: record && ((other) => idOf(other) === idOf(record)),
  };
}

const rowsIn = (part: RowsInData | undefined): Rows => part?.rows ?? [];

function eachOnce(parts: RowsOfPages['parts']): Rows[] {
  const known = new Set<string | number>();
  return parts.map((part) =>
    rowsIn(part).filter((row) => {
      const id = idOf(row);
      const isNew = id === '' || !known.has(id);
      known.add(id);
      return isNew;
    }),
  );
}

/** The data with other rows on its pages; the same data, and the same pages, where none differ. */
export function withRows(
  data: unknown,
  parts: RowsOfPages['parts'],
  shown: readonly Rows[],
): unknown {
  const given = pagesOf(data);
  const pages = (given ?? [data]).map((page, index) => {
    const [part, rows] = [parts[index], shown[index] ?? []];
    return !part || isSameList(part.rows, rows) ? page : part.put(rows);
  });
  if (!given) return pages[0];
  return isSameList(pages, given) ? data : { ...(data as object), pages };
}

const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one === other || (one.length === other.length && one.every((row, index) => row === other[index]));

/** Rows as they are shown, each on the page where it was; a new one on the page of the row before it. */
export function onPages(seen: Rows, pages: readonly Rows[]): readonly Rows[] {
  if (pages.length === 1) return [seen];
  const pageOf = new Map<unknown, number>();
  pages.forEach((rows, index) =>
    rows.forEach((row) => {
      pageOf.set(row, index);
      if (idOf(row) !== '') pageOf.set(idOf(row), index);
    }),
  );
  const shown: object[][] = pages.map(() => []);
  let page = 0;
  for (const row of seen) {
    page = pageOf.get(row) ?? pageOf.get(idOf(row)) ?? page;
    shown[page]?.push(row);
  }
  return shown;
}
