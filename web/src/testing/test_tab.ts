import { type BrowserGlobals, browserGlobals } from '../host/browser/browser_globals.js';
import { plainResponse } from './plain_response.js';
import type { TestBrowser } from './test_browser.js';
import { requestOf } from './test_server.js';

type Target = 'window' | 'document';

interface Listening {
  readonly target: Target;
  readonly type: string;
  readonly listener: (event: Event) => void;
}

const OFFLINE = 'Failed to fetch';

/** The real ones, for what a test does not isolate. */
const platform = browserGlobals();

const realTarget = (target: Target): EventTarget | null => {
  if (target === 'window') return typeof window === 'undefined' ? null : window;
  return typeof document === 'undefined' ? null : document;
};

/**
 * The browser as one tab of a test sees it: storage, locks, network and time are the test's; events,
 * languages and the origin are those of the test environment.
 */
export class TestTab implements BrowserGlobals {
  private readonly listening: Listening[] = [];
  private readonly channels: { name: string; receive: (message: string) => void }[] = [];
  private readonly view: Storage;
  private isOver = false;

  /** @param isPage its events reach the window, where the application listens */
  constructor(
    private readonly browser: TestBrowser,
    private readonly isPage: boolean,
  ) {
    browser.tabs.add(this);
    this.view = browser.storage.viewFor((key) =>
      this.microtask(() => this.signal('window', 'storage', { key })),
    );
  }

  isServer(): boolean {
    return false;
  }
  now(): number {
    return this.browser.time.now;
  }
  steadyNow(): number {
    return this.browser.time.now;
  }
  random(): number {
    return platform.random();
  }
  randomBytes(count: number): Uint8Array | null {
    return platform.randomBytes(count);
  }
  storage(): Storage {
    return this.view;
  }
  indexedDb(): null {
    return null;
  }
  fetch(url: string, init: RequestInit): Promise<Response> {
    return this.browser.exchange(async () => {
      if (this.isOver || !this.browser.online) throw new TypeError(OFFLINE);
      const { ownFetch, server } = this.browser;
      if (ownFetch) return ownFetch(url, init);
      const answer = await server.answer(requestOf(url, init));
      if (!this.browser.online) throw new TypeError(OFFLINE);
      return plainResponse(answer, new URL(url, this.origin()).href);
    });
  }
  watchRequests(seen: Parameters<BrowserGlobals['watchRequests']>[0]): () => void {
    return platform.watchRequests(seen);
  }
  setTimer(_name: string, delayMs: number, run: () => void): number {
    return this.browser.time.set(this, delayMs, () => {
      if (!this.isOver) run();
    });
  }
  clearTimer(handle: unknown): void {
    this.browser.time.clear(handle as number);
  }
  microtask(run: () => void): void {
    platform.microtask(() => {
      if (!this.isOver) run();
    });
  }
  whenIdle(run: () => void): void {
    this.microtask(run);
  }
  hasWorker(): boolean {
    return false;
  }
  workerHolds(): Promise<boolean> {
    return Promise.resolve(false);
  }
  isOpaque(): boolean {
    return false;
  }

  locks(): LockManager {
    return this.browser.locks.managerFor(this);
  }
  openChannel(
    name: string,
    onMessage: (message: string) => void,
  ): ((message: string) => void) | null {
    this.channels.push({ name, receive: onMessage });
    return (message) => {
      for (const tab of this.browser.tabs) if (tab !== this) tab.receive(name, message);
    };
  }
  onLine(): boolean {
    return this.browser.online;
  }
  visible(): boolean {
    return true;
  }
  languages(): readonly string[] {
    return platform.languages();
  }
  origin(): string {
    return platform.origin() || 'http://localhost';
  }
  listen(target: Target, type: string, listener: (event: Event) => void): void {
    this.listening.push({ target, type, listener });
    if (this.isReal(type)) realTarget(target)?.addEventListener(type, listener);
  }
  dispatch(name: string, detail: unknown): void {
    if (this.isPage && !this.isOver) platform.dispatch(name, detail);
  }
  print(line: string): void {
    platform.print(line);
  }

  /** The network came or went: as the browser announces it to this tab. */
  connectivityChanged(): void {
    const type = this.browser.online ? 'online' : 'offline';
    const page = this.isPage ? realTarget('window') : null;
    if (page) page.dispatchEvent(new Event(type));
    else this.signal('window', type, {});
  }

  /** The tab is closed or reloaded: nothing of it runs any more. */
  end(): void {
    this.isOver = true;
    for (const { target, type, listener } of this.listening.splice(0))
      realTarget(target)?.removeEventListener(type, listener);
    this.browser.time.clearOf(this);
    this.browser.tabs.delete(this);
    this.browser.locks.end(this);
  }

  /** Other tabs write to the same storage: their events come from there. */
  private isReal(type: string): boolean {
    return this.isPage && type !== 'storage';
  }

  private receive(channel: string, message: string): void {
    for (const { name, receive } of this.channels)
      if (name === channel) this.microtask(() => receive(message));
  }

  private signal(target: Target, type: string, members: object): void {
    const event = { type, ...members } as unknown as Event;
    for (const entry of this.listening)
      if (entry.target === target && entry.type === type) entry.listener(event);
  }
}
