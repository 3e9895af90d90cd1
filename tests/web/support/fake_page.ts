import type { BrowserGlobals } from '../../../web/src/host/browser/browser_globals.js';
import type { SeenRequest } from '../../../web/src/host/browser/page_requests.js';
import { FakeLocks } from '../../../web/src/testing/fake_locks.js';
import { MemoryStorage } from '../../../web/src/testing/memory_storage.js';
import { ScriptedServer } from './scripted_server.js';

/** What the pages of one browser share. */
export class FakeBrowser {
  readonly storage = new MemoryStorage();
  readonly locks = new FakeLocks();
  readonly server = new ScriptedServer(() => this.now - this.clockSetBy + this.serverAhead);
  readonly pages = new Set<FakePage>();
  /** Null unless a test gives one: `new IDBFactory()` of fake-indexeddb. */
  indexedDb: IDBFactory | null = null;
  /** Epoch milliseconds; tests move it. */
  now = Date.UTC(2024, 10, 9, 8, 0, 0);
  /** What the server's clock was ahead of the device's at the beginning, in milliseconds. */
  serverAhead = 0;
  clockSetBy = 0;

  /** The person, or the network, sets the device's clock: no time passes. */
  setClock(by: number): void {
    this.now += by;
    this.clockSetBy += by;
    for (const page of this.pages) for (const timer of page.timers.values()) timer.due += by;
  }
}

interface Timer {
  name: string;
  due: number;
  order: number;
  run: () => void;
}

/**
 * One page of the application: everything that the host uses of a browser, under the test's hand.
 */
export class FakePage implements BrowserGlobals {
  readonly timers = new Map<number, Timer>();
  readonly dispatched: { name: string; detail: unknown }[] = [];
  readonly printed: string[] = [];
  /** The watchers of the page's own requests. */
  readonly watchers = new Set<SeenRequest>();
  /** What other code of the page has sent. */
  readonly pageSent: string[] = [];
  online = true;
  shown = true;
  preferred: readonly string[] = ['fr-CH'];
  pageOrigin = 'https://clinic.example';
  /** It is in a sandboxed frame. */
  opaque = false;
  /** A service worker answers its requests. */
  worker = false;
  /** What this platform lacks. */
  lacks: { locks?: boolean; channel?: boolean; storage?: boolean; random?: boolean } = {};
  private readonly listeners: { target: string; type: string; listener: (event: Event) => void }[] =
    [];
  private readonly channels: { name: string; receive: (message: string) => void }[] = [];
  private readonly ownStorage: Storage;
  /** It was left, and the browser keeps it as it is: nothing of it runs, and nothing reaches it. */
  private kept = false;
  private ended = false;
  private count = 0;
  private seed = 0x2545f491;

  constructor(readonly browser: FakeBrowser = new FakeBrowser()) {
    browser.pages.add(this);
    this.ownStorage = browser.storage.viewFor((key) =>
      this.later(() => this.signal('window', 'storage', { key })),
    );
  }

  get server(): ScriptedServer {
    return this.browser.server;
  }

  isServer(): boolean {
    return false;
  }
  now(): number {
    return this.browser.now;
  }
  steadyNow(): number {
    return this.browser.now - this.browser.clockSetBy;
  }
  random(): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return this.seed / 2 ** 32;
  }
  randomBytes(count: number): Uint8Array | null {
    return this.lacks.random ? null : crypto.getRandomValues(new Uint8Array(count));
  }
  storage(): Storage | null {
    return this.lacks.storage ? null : this.ownStorage;
  }
  indexedDb(): IDBFactory | null {
    return this.browser.indexedDb;
  }
  fetch(url: string, init: RequestInit): Promise<Response> {
    return this.server.fetch(url, init);
  }
  watchRequests(seen: SeenRequest): () => void {
    this.watchers.add(seen);
    return () => this.watchers.delete(seen);
  }
  /** Other code of the page sends a request. @returns whether it leaves */
  pageSends(method: string, url: string): boolean {
    const isStopped = [...this.watchers].some((seen) => seen(method, url) === 'stop');
    if (!isStopped) this.pageSent.push(`${method} ${url}`);
    return !isStopped;
  }
  setTimer(name: string, delayMs: number, run: () => void): unknown {
    const handle = (this.count += 1);
    this.timers.set(handle, { name, due: this.now() + delayMs, order: handle, run });
    return handle;
  }
  clearTimer(handle: unknown): void {
    this.timers.delete(handle as number);
  }
  microtask(run: () => void): void {
    this.later(run);
  }
  whenIdle(run: () => void): void {
    this.later(run);
  }
  hasWorker(): boolean {
    return this.worker;
  }
  workerHolds(): Promise<boolean> {
    return Promise.resolve(this.worker);
  }

  locks(): LockManager | null {
    return this.lacks.locks ? null : this.browser.locks.managerFor(this);
  }
  openChannel(
    name: string,
    onMessage: (message: string) => void,
  ): ((message: string) => void) | null {
    if (this.lacks.channel) return null;
    this.channels.push({ name, receive: onMessage });
    return (message) => this.post(name, message);
  }
  onLine(): boolean {
    return this.online;
  }
  visible(): boolean {
    return this.shown;
  }
  languages(): readonly string[] {
    return this.preferred;
  }
  origin(): string {
    return this.pageOrigin;
  }
  isOpaque(): boolean {
    return this.opaque;
  }
  listen(target: 'window' | 'document', type: string, listener: (event: Event) => void): void {
    this.listeners.push({ target, type, listener });
  }
  dispatch(name: string, detail: unknown): void {
    this.dispatched.push({ name, detail });
  }
  print(line: string): void {
    this.printed.push(line);
  }

  /** Fires an event of window or document. @returns the event */
  signal(target: 'window' | 'document', type: string, members: object = {}): Event {
    const event = Object.assign(new Event(type, { cancelable: true }), members);
    for (const entry of this.listeners)
      if (entry.target === target && entry.type === type) entry.listener(event);
    return event;
  }

  /** Names of the armed timers, the next to ring first. */
  armed(): string[] {
    return [...this.timers.values()]
      .sort((a, b) => a.due - b.due || a.order - b.order)
      .map(({ name }) => name);
  }

  /**
   * Goes on until nothing is left to do at this moment: microtasks, answers, timers that are due.
   */
  async settle(): Promise<void> {
    for (;;) {
      await quiet();
      const due = this.nextTimer(this.now());
      if (!due) return;
      this.ring(due);
    }
  }

  /** Lets time pass, ringing timers in their order. */
  async advance(ms: number): Promise<void> {
    const end = this.now() + ms;
    await this.settle();
    for (let next = this.nextTimer(end); next; next = this.nextTimer(end)) {
      this.browser.now = Math.max(this.now(), next[1].due);
      this.ring(next);
      await this.settle();
    }
    this.browser.now = end;
  }

  goOnline(online: boolean): void {
    this.online = online;
    this.signal('window', online ? 'online' : 'offline');
  }

  /** The person follows a link to another page, and the browser keeps this one. */
  leave(): void {
    this.shown = false;
    this.signal('document', 'visibilitychange');
    this.signal('window', 'pagehide', { persisted: true });
    this.kept = true;
  }

  /** The person goes back to it. */
  comeBack(): void {
    this.kept = false;
    this.shown = true;
    this.signal('window', 'pageshow', { persisted: true });
  }

  /** The page is closed or crashes: nothing of it runs any more. */
  end(): void {
    this.ended = true;
    this.timers.clear();
    this.listeners.length = 0;
    this.browser.pages.delete(this);
    this.browser.locks.end(this);
  }

  private post(channel: string, message: string): void {
    for (const page of this.browser.pages) {
      if (page === this) continue;
      for (const { name, receive } of page.channels)
        if (name === channel) page.later(() => receive(message));
    }
  }

  private later(run: () => void): void {
    if (this.kept) return;
    queueMicrotask(() => {
      if (!this.ended) run();
    });
  }

  private nextTimer(until: number): [number, Timer] | undefined {
    if (this.kept) return undefined;
    return [...this.timers]
      .filter(([, timer]) => timer.due <= until)
      .sort(([, a], [, b]) => a.due - b.due || a.order - b.order)[0];
  }

  private ring([handle, timer]: [number, Timer]): void {
    this.timers.delete(handle);
    timer.run();
  }
}

/** Runs every microtask there is, and those that they make. */
export const quiet = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
