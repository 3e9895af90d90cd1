import type { BrowserGlobals } from './globals.js';

/** How long a function may take until the request that it makes leaves. */
const PATIENCE_MS = 50;
/** A promise that nothing comes of is not waited for. */
const LIMIT_MS = 30_000;

const isWrite = (method: string): boolean => /^(POST|PUT|PATCH|DELETE)$/i.test(method);

/**
 * Runs `call`, and tells once when, while it or the promise that it returns is under way, other code
 * of the page sends a writing request to `endpoint` or below it.
 *
 * @param endpoint path of the collection, or its URL
 * @returns what `call` returns
 */
export function watchingWrites<T>(
  globals: BrowserGlobals,
  endpoint: string,
  call: () => T,
  told: () => void,
): T {
  let ended = false;
  const end = globals.watchRequests((method, url) => {
    if (ended || !isWrite(method) || !isUnder(url, endpoint, globals.origin())) return;
    ended = true;
    told();
  });
  const endAfter = (ms: number): void => void globals.setTimer('watch', ms, end);
  try {
    const result = call();
    if (isThenable(result)) {
      endAfter(LIMIT_MS);
      result.then(end, end);
    } else {
      endAfter(PATIENCE_MS);
    }
    return result;
  } catch (error) {
    end();
    throw error;
  }
}

function isUnder(url: string, endpoint: string, origin: string): boolean {
  try {
    const base = origin || 'http://localhost';
    const wanted = new URL(endpoint, base);
    const { pathname } = new URL(url, base);
    return pathname === wanted.pathname || pathname.startsWith(`${wanted.pathname}/`);
  } catch {
    return false;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
