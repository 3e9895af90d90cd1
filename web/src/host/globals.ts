import { PageRequests, type SeenRequest } from './page_requests.js';

/**
 * What the host uses of the browser, gathered so that tests can put fakes in its place. Nothing is
 * touched before it is asked for: importing and constructing are safe on a server (BEHAVIOUR 2.7),
 * and each missing part has a plain fallback (jsdom, Node).
 */
export interface BrowserGlobals {
  /** Epoch milliseconds. */
  now(): number;
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
  clearTimer(handle: unknown): void;
  /** Runs after the current call, before the next task. */
  microtask(run: () => void): void;
  /** The Web Locks of this origin; null: there are none. */
  locks(): LockManager | null;
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
  listen(target: 'window' | 'document', type: string, listener: (event: Event) => void): void;
  /** Dispatches a CustomEvent on window. */
  dispatch(name: string, detail: unknown): void;
  /** For diagnostics that the application asked to see (7.3). */
  print(line: string): void;
}

const targetOf = (name: 'window' | 'document'): EventTarget | null => {
  if (name === 'window') return typeof window === 'undefined' ? null : window;
  return typeof document === 'undefined' ? null : document;
};

const openBroadcastChannel: BrowserGlobals['openChannel'] = (name, onMessage) => {
  if (typeof window === 'undefined' || typeof BroadcastChannel === 'undefined') return null;
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(name);
  } catch {
    return null; // cookies are blocked here; the other tabs read the storage
  }
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') onMessage(event.data);
  };
  return (message) => {
    try {
      channel.postMessage(message);
    } catch {
      // The document is being torn down; the other tabs read the storage.
    }
  };
};

/** Outside a page (Node) a timer of ours keeps no process alive. */
function pageOnly(handle: unknown): unknown {
  if (typeof window === 'undefined') (handle as { unref?(): void }).unref?.();
  return handle;
}

/** The real ones. */
export function browserGlobals(): BrowserGlobals {
  const watch = new PageRequests();
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    randomBytes: (count) =>
      typeof crypto === 'undefined' ? null : crypto.getRandomValues(new Uint8Array(count)),
    storage: () => (typeof window === 'undefined' ? null : window.localStorage),
    indexedDb: () => (typeof window === 'undefined' ? null : (window.indexedDB ?? null)),
    fetch: (url, init) =>
      typeof fetch === 'undefined'
        ? Promise.reject(new TypeError('This platform has no fetch.'))
        : watch.ownFetch(url, init),
    watchRequests: (seen) => watch.add(seen),
    setTimer: (_name, delayMs, run) => pageOnly(setTimeout(run, delayMs)),
    clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    microtask: (run) => void Promise.resolve().then(run),
    locks: () => (typeof window === 'undefined' ? null : (navigator.locks ?? null)),
    openChannel: openBroadcastChannel,
    onLine: () => typeof navigator === 'undefined' || navigator.onLine !== false,
    visible: () => typeof document === 'undefined' || document.visibilityState !== 'hidden',
    languages: () => (typeof navigator === 'undefined' ? [] : (navigator.languages ?? [])),
    origin: () => (typeof window === 'undefined' ? '' : window.location.origin),
    listen: (target, type, listener) => targetOf(target)?.addEventListener(type, listener),
    dispatch: (name, detail) => {
      if (typeof window !== 'undefined')
        window.dispatchEvent(new window.CustomEvent(name, { detail }));
    },
    print: (line) => console.warn(line),
  };
}
