import { FakeLocks } from './fake_locks.js';
import { MemoryStorage } from './memory_storage.js';
import type { TestTab } from './test_tab.js';
import { TestServer } from './test_server.js';
import { quiet, TestTime } from './test_time.js';

/** Where requests of the queue go instead of to the test server. */
export type OwnFetch = (url: string, init: RequestInit) => Promise<Response>;

/** What the tabs of one test share: storage, locks, clock, network, and the API behind it. */
export class TestBrowser {
  /** localStorage of the origin. */
  readonly storage = new MemoryStorage();
  /** Web Locks of the origin. */
  readonly locks = new FakeLocks();
  /** The API. */
  readonly server = new TestServer();
  /** The tabs that are open. */
  readonly tabs = new Set<TestTab>();
  /** The clock, and the timers of the tabs. */
  readonly time: TestTime;
  /** There is a network; `TestTab.connectivityChanged` announces a change of it. */
  online = true;
  private exchanges = 0;
  private answered: (() => void)[] = [];

  constructor(
    now: number,
    readonly ownFetch: OwnFetch | undefined,
  ) {
    this.time = new TestTime(now);
  }

  /** One exchange with the network. `settle` waits for it. */
  async exchange<T>(run: () => Promise<T>): Promise<T> {
    this.exchanges += 1;
    try {
      return await run();
    } finally {
      this.exchanges -= 1;
      for (const go of this.answered.splice(0)) go();
    }
  }

  /**
   * Goes on until nothing is left to do at this moment: answers, timers that are due.
   *
   * @throws Error when a request of the queue has no answer in the script
   */
  async settle(): Promise<void> {
    for (;;) {
      await quiet();
      const due = this.time.next(this.time.now);
      if (due) this.time.ring(due);
      else if (this.exchanges > this.server.held) await this.nextAnswer();
      else break;
    }
    const [first] = this.server.unanswered.splice(0);
    if (first) throw new Error(`The test server has no answer for ${first}: script one.`);
  }

  /** Lets time pass: timers run in their order, and what follows from each. */
  async advance(ms: number): Promise<void> {
    const end = this.time.now + ms;
    await this.settle();
    for (let next = this.time.next(end); next; next = this.time.next(end)) {
      this.time.ring(next);
      await this.settle();
    }
    this.time.now = end;
  }

  private nextAnswer(): Promise<void> {
    return new Promise((resolve) => {
      this.answered.push(resolve);
    });
  }
}
