import { act } from '@testing-library/react';
import type { BrowserGlobals } from '../../../../web/src/host/globals.js';
import { PageClient } from '../../../../web/src/client/page_client.js';
import type { Diagnostic, MutationQueue } from '../../../../web/src/client/types.js';
import { MemoryStorage } from './memory_storage.js';
import { ScriptedApi } from './scripted_api.js';

const kSingleton = Symbol.for('synchrone.v1');
const kBegin = 1_700_000_000_000;

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
}

/** What one page of a test begins with. */
export interface PageOptions {
  /** What an earlier page left; default: nothing. */
  storage?: MemoryStorage;
  online?: boolean;
  api?: ScriptedApi;
  /** Default ['fr']. */
  languages?: readonly string[];
}

/**
 * A page with the real client and the real module, and a browser that the test drives: its clock
 * stands still, its timers ring when told, its API answers as scripted. Opening one makes it the
 * page that the hooks see.
 */
export class TestPage {
  readonly storage: MemoryStorage;
  readonly api: ScriptedApi;
  readonly diagnostics: Diagnostic[] = [];
  readonly queue: MutationQueue;
  private readonly languages: readonly string[];
  private timers = new Map<number, Timer>();
  private made = 0;
  private now = kBegin;
  private isOnline: boolean;
  private readonly windowListeners = new Map<string, ((event: Event) => void)[]>();

  constructor({ storage, online = true, api, languages = ['fr'] }: PageOptions = {}) {
    this.storage = storage ?? new MemoryStorage();
    this.api = api ?? new ScriptedApi();
    this.isOnline = online;
    this.languages = languages;
    const client = new PageClient(this.globals());
    Reflect.set(globalThis, kSingleton, client);
    this.queue = client.queue;
    this.queue.on('sync:diagnostic', (diagnostic) => { this.diagnostics.push(diagnostic); });
  }

  /** Codes of the diagnostics told so far. */
  get toldCodes(): string[] {
    return this.diagnostics.map(({ code }) => code);
  }

  /** Runs what is due: promises, then timers without delay, until nothing is left, inside React's act. */
  async settle(): Promise<void> {
    await act(async () => {
      do await macrotask(); while (this.ring() || this.api.hasNews());
    });
  }

  /** Lets time pass, then settles. */
  async advance(ms: number): Promise<void> {
    this.now += ms;
    await this.settle();
  }

  /** The network comes or goes. */
  async goOnline(online: boolean): Promise<void> {
    this.isOnline = online;
    this.api.isReachable = online;
    for (const listener of this.windowListeners.get(online ? 'online' : 'offline') ?? []) listener(new Event(online ? 'online' : 'offline'));
    await this.settle();
  }

  /** Runs the timers that are due, in the order in which they are due. */
  private ring(): boolean {
    const due = [...this.timers].filter(([, timer]) => timer.dueAt <= this.now).sort(([, one], [, other]) => one.dueAt - other.dueAt);
    for (const [handle, timer] of due) if (this.timers.delete(handle)) timer.run();
    return due.length > 0;
  }

  private globals(): BrowserGlobals {
    return {
      now: () => this.now,
      random: () => 0.5,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      storage: () => this.storage,
      fetch: (url, init) => this.api.fetch(url, init),
      setTimer: (_name, delayMs, run) => {
        this.made += 1;
        this.timers.set(this.made, { dueAt: this.now + delayMs, run });
        return this.made;
      },
      clearTimer: (handle) => { this.timers.delete(handle as number); },
      microtask: (run) => queueMicrotask(run),
      locks: () => null,
      openChannel: () => null,
      onLine: () => this.isOnline,
      visible: () => true,
      languages: () => this.languages,
      origin: () => 'https://clinic.example',
      listen: (target, type, listener) => {
        if (target === 'window') this.windowListeners.set(type, [...(this.windowListeners.get(type) ?? []), listener]);
      },
      dispatch: (name, detail) => { window.dispatchEvent(new CustomEvent(name, { detail })); },
      print: () => undefined,
    };
  }
}

/** Lets every promise that can settle do so. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
