import { PageClient } from '../client/client.js';
import type { MutationEntry } from '../types/mutation.js';
import type { MutationQueue, Snapshot, SyncUser } from '../types/mutation_queue.js';
import type { ConfigureOptions } from '../types/options.js';
import { replaceGlobals } from './page_globals.js';
import { Stage } from './stage.js';
import { type OwnFetch, TestBrowser } from './test_browser.js';
import type { TestServer } from './test_server.js';
import { TestTab } from './test_tab.js';

/** What a test page begins with. */
export interface TestPageOptions {
  /** The signed-in user. Default: none. */
  user?: SyncUser | null;
  /** For `configure`, beside what the application has configured. */
  configure?: ConfigureOptions;
  /**
   * `act` of React or of Testing Library: `settle`, `advance`, `drain`, `until` and the network go
   * through it, so that React renders what they change.
   */
  act?: (run: () => Promise<void>) => PromiseLike<unknown>;
  /** Epoch milliseconds at which the clock of the page stands. Default: now. */
  now?: number;
  /**
   * Moves the fake timers of the test along when the page's clock is advanced, such as
   * `vi.advanceTimersByTimeAsync` or `jest.advanceTimersByTimeAsync`. Default: nothing.
   */
  advanceTimers?: (ms: number) => unknown;
  /**
   * Takes the requests of the queue in the test server's place, such as `(url, init) => fetch(url, init)`
   * with MSW. `fetch` of the application is then left alone.
   */
  fetch?: OwnFetch;
}

/** Longest time that `drain` and `until` let pass, in milliseconds of the page's clock. */
const HOUR_MS = 3_600_000;
/** While the queue waits for one of these, no time that passes helps. */
const ENDLESS: readonly Snapshot['waiting'][] = [
  'offline',
  'offline-mode',
  'login',
  'paused',
  'user',
  'locked',
  'stopped',
];

let open: TestPage | null = null;

/**
 * Opens a page for one test: a queue, a storage, locks, a network and a clock of its own, over the real
 * module and the real client. The application's components use it until it is closed; a page that is
 * still open is closed first.
 *
 * @example
 * let page: TestPage;
 * beforeEach(() => {
 *   page = openTestPage({ act });
 *   page.server.collection('/api/v1/patients', [{ id: 'p1', last_name: 'Dupont' }]);
 * });
 * afterEach(() => page.close());
 */
export function openTestPage(options: TestPageOptions = {}): TestPage {
  open?.close();
  open = new TestPage(new TestBrowser(options.now ?? Date.now(), options.fetch), options, true);
  return open;
}

/** One page of a test, or another tab beside it. */
export class TestPage {
  private tab!: TestTab;
  private client!: PageClient;
  private restore: () => void = () => undefined;
  private readonly others: TestPage[] = [];
  private isClosed = false;

  /** Use `openTestPage`. */
  constructor(
    private readonly browser: TestBrowser,
    private readonly options: TestPageOptions,
    private readonly isShown: boolean,
  ) {
    if (isShown && !options.fetch) this.restore = replaceGlobals(browser);
    this.load();
  }

  /** The queue of this page, as `getMutationQueue()` gives it to the application. */
  get queue(): MutationQueue {
    return this.client.queue;
  }

  /** The API. */
  get server(): TestServer {
    return this.browser.server;
  }

  /** Epoch milliseconds on the page's clock. */
  get now(): number {
    return this.browser.time.now;
  }

  /** The network is gone: requests fail, and the browser says that it is offline. */
  goOffline(): Promise<void> {
    return this.setOnline(false);
  }

  /** The network is back; resolves when everything that could be sent is settled. */
  goOnline(): Promise<void> {
    return this.setOnline(true);
  }

  /** Goes on until nothing is left to do at this moment. Time does not pass. */
  async settle(): Promise<Snapshot> {
    await this.acting(() => this.browser.settle());
    return this.queue.getSnapshot();
  }

  /** Lets that many milliseconds pass: attempts that wait for their time are made. */
  advance(ms: number): Promise<void> {
    return this.acting(() => this.pass(ms));
  }

  /**
   * Lets time pass until nothing is pending any more. What needs a person's decision stays.
   *
   * @throws Error when something waits for what no time brings: the network, a sign-in, a decision
   */
  drain(): Promise<Snapshot> {
    return this.until(({ pending }) => pending === 0);
  }

  /**
   * Lets time pass until the condition holds.
   *
   * @throws Error after an hour of the page's clock, or when the queue waits for what no time brings
   */
  async until(condition: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    const end = this.now + HOUR_MS;
    const isMet = (): boolean => condition(this.queue.getSnapshot());
    await this.acting(async () => {
      await this.browser.settle();
      while (!isMet()) {
        const next = this.browser.time.next(end);
        const isEndless = ENDLESS.includes(this.queue.getSnapshot().waiting);
        if (!next || isEndless || this.server.held > 0) throw new Error(this.whyNot());
        await this.pass(next.due - this.now);
      }
    });
    return this.queue.getSnapshot();
  }

  /**
   * As when the person reloads the page: everything in memory is gone, the storage stays. Render the
   * application again afterwards.
   */
  reload(): void {
    this.tab.end();
    this.load();
  }

  /** Another tab of the same browser: its own queue over the same storage. No component is in it. */
  openTab(): TestPage {
    const { act: _, ...options } = this.options;
    const other = new TestPage(this.browser, options, false);
    this.others.push(other);
    return other;
  }

  /** localStorage is full from now on; false: it has room again. */
  fillStorage(isFull = true): void {
    this.browser.storage.quota = isFull ? 0 : Infinity;
  }

  /** Ends everything of the page and its tabs, and puts the test environment back as it was. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const other of this.others) other.close();
    this.tab.end();
    this.restore();
    if (!this.isShown) return;
    stage.show(null);
    open = null;
  }

  private load(): void {
    this.tab = new TestTab(this.browser, this.isShown);
    this.client = new PageClient(this.tab);
    if (this.isShown) stage.show(this.client);
    const { configure, user } = this.options;
    if (configure) this.queue.configure(configure);
    if (user !== undefined) this.queue.setUser(user);
  }

  private setOnline(online: boolean): Promise<void> {
    return this.acting(async () => {
      this.browser.online = online;
      for (const tab of this.browser.tabs) tab.connectivityChanged();
      await this.browser.settle();
    });
  }

  private async pass(ms: number): Promise<void> {
    await this.browser.advance(ms);
    await this.options.advanceTimers?.(ms);
  }

  private async acting(run: () => Promise<void>): Promise<void> {
    if (this.options.act) await this.options.act(run);
    else await run();
  }

  private whyNot(): string {
    const { waiting } = this.queue.getSnapshot();
    const lines = this.queue.getPending().map((entry) => this.lineOf(entry));
    const held = this.server.held > 0 ? ' The test server holds answers back.' : '';
    const queue = waiting === null ? '' : ` The queue waits: ${waiting}.`;
    return `This does not come about by itself.${queue}${held}\n${lines.join('\n')}`;
  }

  private lineOf({ id, type, endpoint }: MutationEntry): string {
    return `${type} ${endpoint}: ${this.queue.explain(id)?.message ?? ''}`;
  }
}

/** There before the application's own modules are, so that they find it. */
const stage = Stage.find();
