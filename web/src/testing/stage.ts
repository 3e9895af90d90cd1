import { PageClient } from '../client/client.js';
import { KEY } from '../loader/page_singleton.js';
import type { MutationQueue } from '../types/mutation_queue.js';
import type { SyncClient } from '../types/sync_client.js';
import { TestBrowser } from './test_browser.js';
import { TestTab } from './test_tab.js';

/** Finds the stage behind the client that the application uses, also from another copy of this. */
const STAGE = Symbol.for('synchrone.v1.stage');

/** What an application calls at module level, once for all tests. */
const SET_UP = ['configure', 'on', 'subscribe', 'setUser', 'setOfflineMode'];

interface SetUpCall {
  readonly run: (queue: MutationQueue) => unknown;
  /** Ends the listener on the page that is open; only of `on` and `subscribe`. */
  undo?: () => void;
}

type Method = (...args: unknown[]) => unknown;

/**
 * The client that the application gets: that of the open test page, or one of which nothing is stored
 * and nothing sent. The application keeps one queue object for all pages, and what it has set up while
 * no page was open is repeated for each.
 */
export class Stage {
  private client = idleClient();
  private isIdle = true;
  private readonly setUp = new Set<SetUpCall>();
  private readonly queue = this.makeQueue();

  /** The stage of this page. @throws Error when the application has made its queue already */
  static find(): Stage {
    const holder = globalThis as { [KEY]?: { [STAGE]?: Stage } };
    const there = holder[KEY];
    if (there && !there[STAGE])
      throw new Error(
        "The application has made its queue already. Import 'synchrone/testing' before it, in setupFiles or first in the test.",
      );
    if (there?.[STAGE]) return there[STAGE];
    const stage = new Stage();
    stage.plant();
    return stage;
  }

  /** The application works with this client from now on; null: no page is open. */
  show(client: PageClient | null): void {
    this.client = client ?? idleClient();
    this.isIdle = client === null;
    for (const call of this.setUp) this.apply(call);
    this.plant();
  }

  private plant(): void {
    const { client, queue } = this;
    const planted = new Proxy(client, {
      get: (_, name) => {
        if (name === STAGE) return this;
        return name === 'queue' ? queue : memberOf(client, name);
      },
    });
    (globalThis as { [KEY]?: SyncClient })[KEY] = planted;
  }

  private makeQueue(): MutationQueue {
    return new Proxy({} as MutationQueue, {
      get: (_, name) => {
        const isSetUp = this.isIdle && SET_UP.includes(String(name));
        const method = memberOf(this.client.queue, name);
        return isSetUp ? this.recording(name as string) : method;
      },
      has: (_, name) => name in this.client.queue,
    });
  }

  private recording(name: string): Method {
    return (...args) => {
      const call: SetUpCall = { run: (queue) => (memberOf(queue, name) as Method)(...args) };
      this.setUp.add(call);
      this.apply(call);
      return () => {
        this.setUp.delete(call);
        call.undo?.();
      };
    };
  }

  private apply(call: SetUpCall): void {
    const undo = call.run(this.client.queue);
    if (typeof undo === 'function') call.undo = undo as () => void;
  }
}

/** A client in a browser without a network whose timers never run. */
function idleClient(): PageClient {
  const tab = new TestTab(new TestBrowser(0, undefined), false);
  tab.end();
  return new PageClient(tab);
}

const bound = new WeakMap<object, Map<PropertyKey, unknown>>();

/** A member; methods are bound, each to the same function every time. */
function memberOf(target: object, name: PropertyKey): unknown {
  const value: unknown = Reflect.get(target, name);
  if (typeof value !== 'function') return value;
  const known = bound.get(target) ?? new Map<PropertyKey, unknown>();
  bound.set(target, known);
  if (!known.has(name)) known.set(name, (value as Method).bind(target));
  return known.get(name);
}
