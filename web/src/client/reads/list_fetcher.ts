import type { ReadAnswer } from '../../host/http/reader.js';
import { type Failed, ListWalk, type Seen } from './list_walk.js';
import { idOf } from '../base/rows.js';
import type { AnyRecord } from '../../types/mutation.js';

/** A list that moves while it is read is read again, that many times in all. */
const MAX_READS = 3;
/**
 * A list, or the status that ended the attempt (0: no answer). `whole`: it was read to its end, and
 * did not move meanwhile; otherwise `rows` is what was seen of it.
 */
export type ListAnswer = ReadToEnd | Failed;

interface ReadToEnd {
  rows: AnyRecord[];
  whole: boolean;
  /** Something in the answer may be a mark of more, which we cannot follow. */
  isDoubtful?: boolean;
  /** The API gives the same rows whichever page is asked for. */
  isUnpaged?: boolean;
  /** The API takes parameters that it does not know for filters. */
  filters?: boolean;
}

/** What a reader of lists needs. */
export interface ListSource {
  /** Reads one page; never rejects. */
  read(url: string): Promise<ReadAnswer>;
  /** Ids that the list had when it was read last; one that is not seen is looked for again. */
  known?(): Iterable<string>;
  /** An earlier read has found it unpaged: it is not asked for other pages again. */
  isUnpaged?: boolean;
  /** The API knows our parameters: no rows are none. */
  isKnown?: boolean;
  /**
   * What is not in the list is not there: pages without a total are read until two reads agree, since a
   * row may slip into a page that has been read, and nothing shows it.
   */
  isProof?: boolean;
}

/**
 * Reads a whole collection, page by page (`?limit=1000&page=n`, or as the API says where the rest
 * is). A list of several pages that moved while it was read is read again: a row that slipped from
 * a page into one that had been read is on neither.
 */
export async function readList(endpoint: string, source: ListSource): Promise<ListAnswer> {
  let all: Seen | undefined;
  let last: Seen | undefined;
  for (let reads = 1; reads <= MAX_READS; reads += 1) {
    const seen = await new ListWalk(endpoint, source, last?.startIsKnown === true).walk();
    if ('failedWith' in seen) return seen;
    const known = seen.pages < 2 ? [] : [...(source.known?.() ?? [])];
    const isSettled = (id: string): boolean => seen.ids.has(id) || last?.ids.has(id) === false;
    // The API repeats rows on each page, or counts other ones: that is not movement.
    const isAsBefore = last !== undefined && isSame(seen, last) && !isShort(seen);
    const isProven =
      source.isProof !== true || isAsBefore || seen.pages < 2 || seen.total !== undefined;
    if ((!seen.moved || isAsBefore) && isProven && known.every(isSettled)) return answerOf(seen);
    all = all ? united(all, seen) : seen;
    last = seen;
  }
  return { rows: all?.rows ?? [], whole: false };
}

const answerOf = ({ rows, whole, isDoubtful, isUnpaged, filters }: Seen): ReadToEnd => ({
  rows,
  whole,
  ...(isDoubtful ? { isDoubtful } : {}),
  ...(isUnpaged ? { isUnpaged } : {}),
  ...(filters ? { filters } : {}),
});

/** Two reads in a row saw the same rows. */
const isSame = (one: Seen, other: Seen): boolean =>
  one.rows.length === other.rows.length &&
  one.ids.size === one.rows.length &&
  [...one.ids].every((id) => other.ids.has(id));

/** The list says that there are more. */
const isShort = ({ rows, total = 0 }: Seen): boolean => rows.length < total;

/** What either of two reads saw, the later one first. */
function united(before: Seen, later: Seen): Seen {
  const missed = before.rows.filter((row) => !later.ids.has(idOf(row)));
  const ids = new Set([...before.ids, ...later.ids]);
  return { ...later, rows: [...later.rows, ...missed], ids };
}
