import type { ListAnswer, ListSource } from './list_fetcher.js';
import { readList } from './read_list.js';

/** What a reader of lists needs where the API says what has changed (`EndpointOptions.changes`). */
export interface ChangesSource extends ListSource {
  /** The query parameter that asks for changes; undefined: the API offers none. */
  parameter: string | undefined;
  /** The mark that the body of an answer names. */
  markIn(body: unknown): string | undefined;
}

/** A list that was read, or what has changed of it. */
export interface ListRead {
  answer: ListAnswer;
  /** Only what has changed: rows that are not among them stay. */
  isChanges: boolean;
  /** What to ask for the next changes with; undefined: the API named none. */
  mark: string | undefined;
}

/** The API has answered, and does not say what has changed since that mark. */
function isRefusal(answer: ListAnswer): boolean {
  if (!('failedWith' in answer)) return false;
  const { failedWith: status, notUnderstood } = answer;
  const mayPass = [401, 408, 419, 425, 429].includes(status);
  return notUnderstood === true || (status >= 400 && status < 500 && !mayPass);
}

/**
 * An answer without a mark comes from a server that does not know the question; one whose mark is a
 * smaller count, from a server that has lost changes: rows may be gone that it does not name.
 */
function goesOn(since: string, { answer, mark }: Omit<ListRead, 'isChanges'>): boolean {
  if ('failedWith' in answer) return true;
  const areCounts = mark !== undefined && [since, mark].every((one) => /^\d+$/.test(one));
  return mark !== undefined && !(areCounts && BigInt(mark) < BigInt(since));
}

/** @param since the mark of an earlier read; undefined, or refused by the API: the whole list is read */
export async function readListOrChanges(
  endpoint: string,
  since: string | undefined,
  source: ChangesSource,
): Promise<ListRead> {
  const { parameter } = source;
  if (since !== undefined && parameter !== undefined) {
    const joint = endpoint.includes('?') ? '&' : '?';
    const url = `${endpoint}${joint}${parameter}=${encodeURIComponent(since)}`;
    // What was known before is not looked for among the changes.
    const read = await readMarked(url, { ...source, known: () => [], isKnown: true });
    if (!isRefusal(read.answer) && goesOn(since, read)) return { ...read, isChanges: true };
  }
  return { ...(await readMarked(endpoint, source)), isChanges: false };
}

/**
 * The mark of the first page: a later one would leave out what changed while the list was read. None where
 * the API takes our parameters for filters, which would leave out changes.
 */
async function readMarked(
  url: string,
  source: ChangesSource,
): Promise<Omit<ListRead, 'isChanges'>> {
  let mark: string | undefined;
  let isFirst = true;
  const answer = await readList(url, {
    ...source,
    read: async (page) => {
      const read = await source.read(page);
      if (isFirst && read.outcome === 'found') {
        isFirst = false;
        mark = source.markIn(read.body);
      }
      return read;
    },
  });
  return { answer, mark: 'filters' in answer ? undefined : mark };
}
