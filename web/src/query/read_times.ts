import { replaceEqualDeep, type QueryFunctionContext } from '@tanstack/react-query';
import { getSyncClient } from '../client/instance.js';

/**
 * When the reads began that brought what a cache holds, epoch milliseconds. TanStack Query says when
 * data came, not when its read began, and a change that was confirmed in between must not be undone on
 * the screen. By object: an answer, or a page of an infinite query.
 */
const began = new WeakMap<object, number>();

type AnyQueryFn = (context: QueryFunctionContext<never, never>) => unknown;
type Sharing = boolean | ((former: unknown, newer: unknown) => unknown) | undefined;

/** Options of a query that this module makes note of. */
interface Noted {
  readonly queryFn?: unknown;
  readonly structuralSharing?: unknown;
}

/** The options of a query, with reads whose beginning `readBegan` knows. */
export function withReadTimes<Options extends Noted>(options: Options): Options {
  const { queryFn } = options;
  const sharing = options.structuralSharing as Sharing;
  return {
    ...options,
    structuralSharing: (former: unknown, newer: unknown) => share(sharing, former, newer),
    ...(typeof queryFn === 'function' ? { queryFn: timed(queryFn as AnyQueryFn) } : {}),
  };
}

/**
 * When the read of the data began: of an infinite query the oldest page's. 0: not known, so nothing
 * that was confirmed here is certainly in it.
 */
export function readBegan(data: unknown): number {
  const pages = pagesOf(data);
  if (!pages) return isObject(data) ? (began.get(data) ?? 0) : 0;
  return Math.min(...pages.map((page) => (isObject(page) ? (began.get(page) ?? 0) : 0)));
}

const timed =
  (queryFn: AnyQueryFn): AnyQueryFn =>
  async (context) => {
    const start = getSyncClient().layers.now();
    const answer = await queryFn(context);
    if (isObject(answer)) began.set(answer, start);
    return answer;
  };

/** What the cache keeps of former and newer data, which is as new as the newer. */
function share(sharing: Sharing, former: unknown, newer: unknown): unknown {
  const kept = shared(sharing, former, newer);
  const [newPages, keptPages] = [pagesOf(newer), pagesOf(kept)];
  if (newPages && keptPages) newPages.forEach((page, index) => note(page, keptPages[index]));
  else note(newer, kept);
  return kept;
}

function shared(sharing: Sharing, former: unknown, newer: unknown): unknown {
  if (typeof sharing === 'function') return sharing(former, newer);
  return sharing === false ? newer : replaceEqualDeep(former, newer);
}

function note(newer: unknown, kept: unknown): void {
  const time = isObject(newer) ? began.get(newer) : undefined;
  if (time !== undefined && isObject(kept)) began.set(kept, time);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function pagesOf(data: unknown): readonly unknown[] | undefined {
  if (!isObject(data) || !('pages' in data) || !('pageParams' in data)) return undefined;
  return Array.isArray(data.pages) && data.pages.length > 0 ? data.pages : undefined;
}
