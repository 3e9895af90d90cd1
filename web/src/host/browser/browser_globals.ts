import { PageRequests, type SeenRequest } from './page_requests.js';

/**
 * What the host uses of the browser, gathered so that tests can put fakes in its place. Nothing is
 * touched before it is asked for: importing and constructing are safe on a server (BEHAVIOUR 2.7).
 * A part that the platform lacks (jsdom, Node) or denies (blocked cookies, a sandboxed frame) has a
 * plain fallback; none of these functions throws, except `storage` and `indexedDb`.
 */
export interface BrowserGlobals {
  /** Neither a page nor a worker: code that renders for many people at once. */
  isServer(): boolean;
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds of a monotonic clock; it may rest while the device sleeps. */
  steadyNow(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Unpredictable bytes; null: this platform has no source of them. */
  randomBytes(count: number): Uint8Array | null;
  /** The page's localStorage; null: there is none. Throws where it is denied. */
  storage(): Storage | null;
  /** The origin's IndexedDB; null: there is none. Throws where it is denied. */
  indexedDb(): IDBFactory | null;
  /** As fetch; rejects where there is none. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /**
   * Announces each request that other code of the page makes, by fetch, XMLHttpRequest or
   * sendBeacon. Returns the function that ends it.
   */
  watchRequests(seen: SeenRequest): () => void;
  /** Calls `run` once after `delayMs`. The name is for tests. Returns a handle for `clearTimer`. */
  setTimer(name: string, delayMs: number, run: () => void): unknown;
  /** Ends a timer of `setTimer` that has not run yet. */
  clearTimer(handle: unknown): void;
  /** Runs after the current call, before the next task. */
  microtask(run: () => void): void;
  /** Runs when the page has drawn what it has; at once where the browser does not say when that is. */
  whenIdle(run: () => void): void;
  /** The Web Locks of this origin; null: there are none. */
  locks(): LockManager | null;
  /** A service worker may answer the requests of this page. */
  hasWorker(): boolean;
  /** A service worker holds a copy of what a GET of that URL brought (Cache API). */
  workerHolds(url: string): Promise<boolean>;
  /** Opens a channel to the other tabs; null: there is none. Returns the function that posts. */
  openChannel(
    name: string,
    onMessage: (message: string) => void,
  ): ((message: string) => void) | null;
  /** navigator.onLine; true where it is not known. */
  onLine(): boolean;
  /** The document is shown; true where there is none. */
  visible(): boolean;
  /** Languages that the person prefers, best first. */
  languages(): readonly string[];
  /** "https://clinic.example"; '' where there is no page. */
  origin(): string;
  /** The document has no origin (a sandboxed frame, a file): every server has a different one. */
  isOpaque(): boolean;
  /** Adds a listener until the document ends; nothing where there is no such target. */
  listen(target: 'window' | 'document', type: string, listener: (event: Event) => void): void;
  /** Dispatches a CustomEvent on window. */
  dispatch(name: string, detail: unknown): void;
  /** For diagnostics that the application asked to see (7.3). */
  print(line: string): void;
}

/** A page that is never idle is not waited for. */
const IDLE_LIMIT_MS = 500;

const targetOf = (name: 'window' | 'document'): EventTarget | null => {
  if (name === 'window') return typeof window === 'undefined' ? null : window;
  return typeof document === 'undefined' ? null : document;
};

/** What `ask` returns; `otherwise` where the platform lacks a part that it needs, or denies it. */
function ifAllowed<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}

const openBroadcastChannel: BrowserGlobals['openChannel'] = (name, onMessage) => {
  if (typeof window === 'undefined') return null;
  return ifAllowed(() => {
    const channel = new BroadcastChannel(name);
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') onMessage(event.data);
    };
    // A message that cannot be posted (the document ends) is not missed: tabs read the storage.
    return (message: string) => ifAllowed(() => channel.postMessage(message), undefined);
  }, null);
};

/** Outside a page (Node) a timer of ours keeps no process alive. */
function pageOnly(handle: unknown): unknown {
  if (typeof window === 'undefined') (handle as { unref?(): void }).unref?.();
  return handle;
}

/** Neither a page nor a worker. */
export const isServer = (): boolean =>
  typeof document === 'undefined' && !('WorkerGlobalScope' in globalThis);

/** The globals of the browser that this code runs in. */
export function browserGlobals(): BrowserGlobals {
  const watch = new PageRequests();
  let origin = ''; // a document keeps it, and it is asked for with each write
  return {
    isServer,
    now: () => Date.now(),
    steadyNow: () => ifAllowed(() => performance.now(), Date.now()),
    random: () => Math.random(),
    randomBytes: (count) => ifAllowed(() => crypto.getRandomValues(new Uint8Array(count)), null),
    storage: () => (typeof window === 'undefined' ? null : window.localStorage),
    indexedDb: () => (typeof window === 'undefined' ? null : (window.indexedDB ?? null)),
    fetch: async (url, init) => {
      if (typeof fetch === 'undefined') throw new TypeError('This platform has no fetch.');
      const response = await watch.ownFetch(url, init);
      if (isOfWorker(response)) throw new TypeError('The service worker has reached nothing.');
      return response;
    },
    watchRequests: (seen) =>
      ifAllowed(
        () => watch.add(seen),
        () => undefined,
      ),
    setTimer: (_name, delayMs, run) => pageOnly(setTimeout(run, delayMs)),
    clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    microtask: (run) => void Promise.resolve().then(run),
    whenIdle: (run) => {
      if (typeof requestIdleCallback === 'undefined') run();
      else requestIdleCallback(run, { timeout: IDLE_LIMIT_MS });
    },
    locks: () => (typeof window === 'undefined' ? null : ifAllowed(webLocks, null)),
    openChannel: openBroadcastChannel,
    hasWorker,
    workerHolds,
    onLine: () => ifAllowed(() => navigator.onLine !== false, true),
    visible: () => ifAllowed(() => document.visibilityState !== 'hidden', true),
    languages: () => (isServer() ? [] : ifAllowed(() => navigator.languages ?? [], [])),
    origin: () => (origin ||= typeof window === 'undefined' ? '' : ifAllowed(pageOrigin, '')),
    isOpaque: () => typeof window !== 'undefined' && window.origin === 'null',
    listen: (target, type, listener) =>
      ifAllowed(() => targetOf(target)?.addEventListener(type, listener), undefined),
    dispatch: (name, detail) => {
      if (typeof window === 'undefined') return;
      ifAllowed(() => window.dispatchEvent(new window.CustomEvent(name, { detail })), false);
    },
    print: (line) => console.warn(line),
  };
}

/** A document without an address of its own (srcdoc) has the origin of the one around it. */
const pageOrigin = (): string =>
  location.origin === 'null' ? (window.origin ?? 'null') : location.origin;

/**
 * Service workers of many applications answer 408 where the network has failed, as in MDN's example. A
 * server's answer has a `Date` (RFC 9110, 6.6.1).
 */
const isOfWorker = ({ status, headers }: Response): boolean =>
  status === 408 && !headers.has('date') && hasWorker();

const hasWorker = (): boolean =>
  ifAllowed(() => (navigator.serviceWorker?.controller ?? null) !== null, false);

/** As `BrowserGlobals.workerHolds`; true where the page may not look into the caches. */
const workerHolds = async (url: string): Promise<boolean> => {
  if (!hasWorker()) return false;
  try {
    return (await caches.match(url, { ignoreVary: true })) !== undefined;
  } catch {
    return true;
  }
};

/** Null where a part of them is missing; a `request` that throws rejects instead. */
function webLocks(): LockManager | null {
  const { locks } = navigator;
  if (typeof locks?.request !== 'function') return null;
  const request = (async (...args: Parameters<LockManager['request']>) =>
    locks.request(...args)) as LockManager['request'];
  return { request, query: () => locks.query() };
}
