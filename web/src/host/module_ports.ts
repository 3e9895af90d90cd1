import type { ModuleHost, TimerName } from 'synchrone-module';
import type { BrowserGlobals } from './browser/browser_globals.js';
import type { RandomIds } from './browser/random_id.js';
import { sha256 } from './browser/sha256.js';
import type { Timers } from './browser/timers.js';
import type { HostInputs } from './browser_host.js';
import type { DeviceStorage } from './device_storage.js';
import type { PageNetwork } from './page_network.js';
import type { SendHold } from './send_hold.js';

const ENGINE_TIMERS: readonly TimerName[] = ['send', 'due', 'probe', 'projection', 'catch-up'];

/** The ports of the module over the browser: what the engine itself calls. */
export class ModulePorts implements ModuleHost {
  /** What the browser reports to the engine; null: the page is not open yet. */
  inputs: HostInputs | null = null;
  /**
   * The text of the `enqueue` call that is running: `putHeld` stores it without converting it
   * again.
   */
  private held = '';
  private heldStored = false;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly storage: DeviceStorage,
    private readonly timers: Timers,
    private readonly ids: RandomIds,
    private readonly sendHold: SendHold,
    private readonly network: PageNetwork,
  ) {}

  /**
   * Runs `command` while holding `text` for `putHeld`.
   * @returns its result, and whether the text was stored before it ended or threw
   */
  holding<R>(text: string, command: () => R): R {
    this.held = text;
    this.heldStored = false;
    try {
      return command();
    } finally {
      this.held = '';
    }
  }

  /** The text of the last `holding` call reached the storage. */
  wasStored(): boolean {
    return this.heldStored;
  }

  /** The engine is replaced by another: its timers end, and answers to its requests are dropped. */
  forgetEngine(): void {
    for (const timer of ENGINE_TIMERS) this.timers.cancel(timer);
    this.network.transport?.forgetRequests();
  }

  now(): number {
    return this.globals.now();
  }
  random(): number {
    return this.globals.random();
  }

  putHeld(key: string, head: string): string {
    const answer = this.put(key, head + this.held);
    this.heldStored = answer === '';
    return answer;
  }

  put(key: string, value: string): string {
    return this.storage.journal.put(key, value);
  }
  get(key: string): string {
    return this.storage.journal.get(key);
  }
  getMany(keys: string): string {
    return keys
      .split('\n')
      .map((key) => `${this.get(key)}\x1e`)
      .join('');
  }
  remove(key: string): string {
    return this.storage.journal.remove(key);
  }
  keys(prefix: string): string {
    const keys = this.storage.journal.keys(prefix)?.join('\n');
    return keys ?? (this.storage.page.isDenied() ? '!' : '?');
  }

  send(request: string): void {
    this.network.transport?.send(request);
  }
  sendBatch(batch: string): void {
    this.network.transport?.sendBatch(batch);
  }
  verify(question: string): void {
    this.network.transport?.verify(question);
  }
  probe(url: string): void {
    this.network.transport?.probe(url);
  }

  arm(timer: TimerName, delayMs: number): void {
    this.timers.arm(timer, delayMs, () => {
      if (timer !== 'send' || !this.sendHold.delays()) this.inputs?.timer(timer);
    });
  }
  cancel(timer: TimerName): void {
    if (timer === 'send') this.sendHold.forget();
    this.timers.cancel(timer);
  }

  requestLeadership(name: string): void {
    this.network.requestLeadership(name);
  }
  isCurrentLeader(): boolean {
    return this.network.isCurrentLeader();
  }
  broadcast(message: string): void {
    this.network.broadcast(message);
  }

  digest(text: string): string {
    return sha256(text);
  }
  salt(): string {
    return this.ids.salt();
  }
  eventsReady(): void {
    this.inputs?.eventsReady();
  }
}
