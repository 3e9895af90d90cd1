import type { BrowserGlobals } from '../browser/browser_globals.js';

/** How long after its end a function may still start a request that it did not wait for. */
const PATIENCE_MS = 100;
/** A promise that never settles is watched this long. */
const LIMIT_MS = 30_000;

/** What a change does to its record. */
export type WatchedKind = 'create' | 'update' | 'delete';

/** A call of application code that may send the change which the queue sends, too. */
export interface WatchedCall {
  readonly kind: WatchedKind;
  /** Paths or URLs that the collection has. */
  readonly collections: readonly string[];
  /** Every id that the record has had so far. */
  ids(): readonly string[];
  /** The first request of the same change, before it leaves. 'stop' keeps it from leaving. */
  seen(): 'stop' | undefined;
}

interface OpenCall {
  readonly call: WatchedCall;
  /** The function itself is running, not only what it has started. */
  running: boolean;
}

/**
 * Finds the requests by which application code sends a change of its own accord. A writing request
 * that leaves while the function runs is its own, wherever under the collection it goes. One that
 * leaves later, while the function's promise is open or soon after, may be anyone's: it counts when
 * it does the same to the same record.
 */
export class RequestObserver {
  /** The innermost running call is the last one. */
  private readonly open: OpenCall[] = [];
  private end: (() => void) | null = null;

  constructor(private readonly globals: BrowserGlobals) {}

  /** @returns what `run` returns */
  during<T>(call: WatchedCall, run: () => T): T {
    const one: OpenCall = { call, running: true };
    this.open.push(one);
    this.end ??= this.globals.watchRequests((method, url) => this.request(method, url));
    const close = (): void => this.close(one);
    const closeAfter = (ms: number): void => void this.globals.setTimer('watch', ms, close);
    try {
      const result = run();
      if (result instanceof Promise) {
        const soon = (): void => closeAfter(PATIENCE_MS);
        result.then(soon, soon);
        closeAfter(LIMIT_MS);
      } else {
        closeAfter(PATIENCE_MS);
      }
      return result;
    } catch (error) {
      close();
      throw error;
    } finally {
      one.running = false;
    }
  }

  private close(one: OpenCall): void {
    const at = this.open.indexOf(one);
    if (at >= 0) this.open.splice(at, 1);
    if (this.open.length > 0) return;
    this.end?.();
    this.end = null;
  }

  private request(method: string, url: string): 'stop' | undefined {
    if (!/^(POST|PUT|PATCH|DELETE)$/i.test(method)) return undefined;
    const path = segmentsOf(url, this.globals.origin());
    if (!path) return undefined;
    const running = this.open.filter((one) => one.running).at(-1);
    const its = running ? [running] : this.open;
    const found = its.find((one) => this.isTheSame(one, method.toUpperCase(), path));
    if (!found) return undefined;
    const answer = found.call.seen();
    // What it sends besides belongs to the change that it has taken over, or that it may not send.
    if (answer !== 'stop') this.close(found);
    return answer;
  }

  private isTheSame({ call, running }: OpenCall, method: string, path: readonly string[]): boolean {
    return call.collections.some((given) => {
      const collection = segmentsOf(given, this.globals.origin());
      if (!collection) return false;
      if (running && isUnder(path, collection)) return true;
      return sendsChange(call.kind, method, path, collection, call.ids());
    });
  }
}

function sendsChange(
  kind: WatchedKind,
  method: string,
  path: readonly string[],
  collection: readonly string[],
  ids: readonly string[],
): boolean {
  const isRecord = ids.includes(path.at(-1) ?? '') && isSame(path.slice(0, -1), collection);
  switch (kind) {
    case 'create':
      return (method === 'POST' && isSame(path, collection)) || isRecord;
    case 'update':
      return isRecord && method !== 'DELETE';
    case 'delete':
      return isRecord || (method === 'DELETE' && isUnder(path, collection) && hasOne(path, ids));
  }
}

const hasOne = (path: readonly string[], ids: readonly string[]): boolean =>
  path.some((segment) => ids.includes(segment));

/** Both paths are of one collection, whatever base one of them is written with. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  const length = Math.min(one.length, other.length);
  return length > 0 && one.slice(-length).join('/') === other.slice(-length).join('/');
}

/** The path is the collection, or anything below it. */
function isUnder(path: readonly string[], collection: readonly string[]): boolean {
  return path.some((_, index) => isSame(path.slice(0, index + 1), collection));
}

function segmentsOf(url: string, origin: string): readonly string[] | undefined {
  try {
    const { pathname } = new URL(url, origin || 'http://localhost');
    return decodeURI(pathname)
      .split('/')
      .filter((segment) => segment !== '');
  } catch {
    return undefined;
  }
}
