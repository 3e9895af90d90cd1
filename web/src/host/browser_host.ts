import type { TimerName } from 'synchrone-module';
import type { BrowserGlobals } from './browser/browser_globals.js';
import { ApiReads } from './api_reads.js';
import { DeviceStorage, type StorageInputs } from './device_storage.js';
import { listenToPage, type PageSignals } from './browser/page_signals.js';
import { ModulePorts } from './module_ports.js';
import { PageNetwork } from './page_network.js';
import { RandomIds } from './browser/random_id.js';
import { RequestObserver, type WatchedCall } from './http/request_observer.js';
import { SendHold } from './send_hold.js';
import { Timers } from './browser/timers.js';
import type { TransportInputs } from './http/transport.js';
import type { WireSettings } from './http/request_settings.js';

/**
 * What the browser reports to the engine: completions of what the engine asked for, and its
 * surroundings.
 */
export interface HostInputs
  extends TransportInputs, StorageInputs, Omit<PageSignals, 'storageTouched'> {
  /** The time of a timer that the engine has armed has come. */
  timer(name: TimerName): void;
  /** This tab is the leader from now on, or is not any more. */
  leadership(held: boolean): void;
  /** Another tab has posted a message of the core's. */
  tabMessage(message: string): void;
  /** The engine has events to be taken. */
  eventsReady(): void;
  /** Something waits to be sent. */
  hasWork(): boolean;
  /** Requests are in flight. */
  isSending(): boolean;
  /** Mutations that nothing but this page keeps from being sent. */
  unsendable(): readonly string[];
  /** This page has what the mutation needs to be sent. */
  canSend(mutation: string): boolean;
}

/** The browser as the client uses it. Constructing it touches nothing; `open` begins to listen. */
export class BrowserHost {
  /** What this application keeps on the device. */
  readonly storage: DeviceStorage;
  /** Reads of the API. */
  readonly reads: ApiReads;
  /** Keeps requests back while application code is at work on a change. */
  readonly sendHold: SendHold;
  /** Requests of the engine, and the other tabs. */
  readonly network: PageNetwork;
  /** What the engine calls. */
  readonly ports: ModulePorts;
  private tab = '';
  private steadyOrigin: number | undefined;
  private readonly timers: Timers;
  private readonly ids: RandomIds;
  private readonly watch: RequestObserver;

  constructor(
    /** The page itself. */
    readonly page: BrowserGlobals,
    settings: () => WireSettings,
  ) {
    const timers = (this.timers = new Timers(page));
    const ids = (this.ids = new RandomIds(page));
    const storage = (this.storage = new DeviceStorage(page, timers, ids));
    const reads = (this.reads = new ApiReads(page, timers, settings));
    const hold = (this.sendHold = new SendHold(page, () => this.ports.arm('send', 0)));
    const network = (this.network = new PageNetwork(page, storage, timers, ids, reads, settings));
    this.ports = new ModulePorts(page, storage, timers, ids, hold, network);
    this.watch = new RequestObserver(page);
  }

  /** Begins to listen to the page and to the other tabs; once per page. */
  open(inputs: HostInputs): void {
    const { storage, page } = this;
    this.ports.inputs = inputs;
    this.network.open(inputs);
    const returned = (): void => {
      storage.announceAll();
      inputs.connectivity(page.onLine());
      inputs.returned();
    };
    const signals = { ...inputs, storageTouched: () => storage.inspect(), returned };
    listenToPage(page, signals, (key) => storage.page.nameOf(key));
    storage.begin(inputs);
  }

  /**
   * This page is of that application.
   *
   * @param isSame it is the one that was open, which has only now got its name: what this page has recorded moves along
   * @returns whether what was read from storage has to be read again
   */
  useScope(scope: string, isSame: boolean): boolean {
    const { inputs } = this.ports;
    const former = this.storage.scope;
    if (!this.storage.useScope(scope) || !inputs) return false;
    if (isSame) this.storage.takeAlong(this.tab, former);
    this.network.scopeChanged(inputs);
    this.storage.begin(inputs);
    return true;
  }

  /** Epoch milliseconds by the device's clock. */
  now(): number {
    return this.page.now();
  }
  /** Milliseconds of a monotonic clock. */
  steadyNow(): number {
    return this.page.steadyNow();
  }
  /** Epoch milliseconds by a clock that does not jump when the device's clock is set. */
  pageNow(): number {
    this.steadyOrigin ??= this.now() - this.steadyNow();
    return this.steadyOrigin + this.steadyNow();
  }

  /** Calls `run` once after delayMs; replaces the timer of that name. */
  after(name: string, delayMs: number, run: () => void): void {
    this.timers.arm(name, delayMs, run);
  }
  /** Runs after the current call, before the next task. */
  microtask(run: () => void): void {
    this.page.microtask(run);
  }
  /** Runs in a task of its own. */
  nextTask(run: () => void): void {
    this.page.setTimer('next', 0, run);
  }
  /** Resolves when the page has drawn what it has. */
  idle(): Promise<void> {
    return new Promise((resolve) => this.page.whenIdle(resolve));
  }

  /** As `RequestObserver.during`. */
  watching<T>(call: WatchedCall, run: () => T): T {
    return this.watch.during(call, run);
  }

  /** The id under which an engine of this page works from now on. */
  newTabId(): string {
    this.tab = this.ids.tabId();
    return this.tab;
  }
  /** An id for a record that is created here. */
  newRecordId(): string {
    return this.ids.recordId();
  }
}
