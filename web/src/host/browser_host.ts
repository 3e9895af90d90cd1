import type { ModuleHost, TimerName } from 'synchrone-module';
import type { BrowserGlobals } from './browser/browser_globals.js';
import type { LeaderElection } from './tabs/leader_election.js';
import { ApiReads } from './api_reads.js';
import { DeviceStorage, type StorageInputs } from './device_storage.js';
import { listenToPage, type PageSignals } from './browser/page_signals.js';
import { RandomIds } from './browser/random_id.js';
import { RequestObserver, type WatchedCall } from './http/request_observer.js';
import { SendHold } from './send_hold.js';
import { scoped } from './storage/scope.js';
import { sha256 } from './browser/sha256.js';
import { Timers } from './browser/timers.js';
import type { Transport, TransportInputs } from './http/transport.js';
import type { WireSettings } from './http/request_settings.js';
import { type Network, withNetwork } from './with_network.js';

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

/** The channel between the tabs of one origin. */
const CHANNEL = 'synchrone.v1';
const ENGINE_TIMERS: readonly TimerName[] = ['send', 'due', 'probe', 'projection', 'catch-up'];

/**
 * The module's ports over the browser, and what the client needs of it besides. Constructing it
 * touches nothing; `open` begins to listen.
 */
export class BrowserHost implements ModuleHost {
  /**
   * The text of the `enqueue` call that is running: `putHeld` stores it without converting it
   * again.
   */
  private held = '';
  private heldStored = false;
  /** What this application keeps on the device. */
  readonly storage: DeviceStorage;
  /** Reads of the API. */
  readonly reads: ApiReads;
  /** Keeps requests back while application code is at work on a change. */
  readonly sendHold: SendHold;
  private tab = '';
  private steadyOrigin: number | undefined;
  private readonly timers: Timers;
  private readonly ids: RandomIds;
  private lock: LeaderElection | null = null;
  private transport: Transport | null = null;
  private inputs: HostInputs | null = null;
  private post: ((message: string) => void) | null = null;
  private readonly watch: RequestObserver;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly settings: () => WireSettings,
  ) {
    this.timers = new Timers(globals);
    this.ids = new RandomIds(globals);
    this.storage = new DeviceStorage(globals, this.timers, this.ids);
    this.reads = new ApiReads(globals, this.timers, settings);
    this.sendHold = new SendHold(globals, () => this.arm('send', 0));
    this.watch = new RequestObserver(globals);
  }

  /** Begins to listen to the page and to the other tabs; once per page. */
  open(inputs: HostInputs): void {
    const { storage } = this;
    this.inputs = inputs;
    withNetwork((network) => this.lockOver(network, inputs));
    this.openChannel(inputs);
    const returned = (): void => {
      storage.announceAll();
      inputs.connectivity(this.globals.onLine());
      inputs.returned();
    };
    const signals = { ...inputs, storageTouched: () => storage.inspect(), returned };
    listenToPage(this.globals, signals, (key) => storage.page.nameOf(key));
    storage.begin(inputs);
  }

  /**
   * This page is of that application. Where a different one was open, what this page has recorded there moves
   * along.
   *
   * @returns whether what was read from storage has to be read again
   */
  useScope(scope: string): boolean {
    const former = this.storage.scope;
    if (!this.storage.useScope(scope) || !this.inputs) return false;
    this.lock?.giveUp();
    this.storage.takeAlong(this.tab, former);
    this.openChannel(this.inputs);
    this.storage.begin(this.inputs);
    return true;
  }

  /** The lock of the tab that sends, and the transport that sends while the lock is held. */
  private lockOver(network: Network, inputs: HostInputs): LeaderElection {
    if (this.lock) return this.lock;
    const { globals, storage, timers, ids } = this;
    this.lock = new network.LeaderElection(globals, storage.page, timers, ids, inputs);
    const http = this.reads.httpOver(network);
    this.transport = new network.Transport(globals, http, this.settings, inputs, this.lock, () =>
      storage.mirror.flushed(),
    );
    return this.lock;
  }

  private openChannel(inputs: HostInputs): void {
    const { scope } = this.storage;
    this.post = this.globals.openChannel(scoped(CHANNEL, scope), (message) => {
      // Without locks and storage each tab sends its own work, and would send what it receives, too.
      if (scope === this.storage.scope && !this.lock?.isAlone()) inputs.tabMessage(message);
    });
  }

  /** Work may have come or gone. */
  workChanged(): void {
    this.lock?.workChanged();
  }

  /** The engine is replaced by another: its timers end, and answers to its requests are dropped. */
  forgetEngine(): void {
    for (const timer of ENGINE_TIMERS) this.timers.cancel(timer);
    this.transport?.forgetRequests();
  }

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
    this.transport?.send(request);
  }
  sendBatch(batch: string): void {
    this.transport?.sendBatch(batch);
  }
  verify(question: string): void {
    this.transport?.verify(question);
  }
  probe(url: string): void {
    this.transport?.probe(url);
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
    // A tab that cannot read the work leaves it to tabs that can (7.4).
    if (this.storage.vault.isLocked) return this.lock?.giveUp();
    // What is recovered is complete before anything of it is sent (5.6).
    void this.storage
      .recovered()
      .then(() => withNetwork((network) => this.requestLock(name, network)));
  }
  private requestLock(name: string, network: Network): void {
    const { inputs } = this;
    if (!inputs || this.storage.vault.isLocked) return;
    const lock = this.lockOver(network, inputs);
    lock.request(scoped(name, this.storage.scope), (held) => inputs.leadership(held));
  }
  isCurrentLeader(): boolean {
    return this.lock?.ownsClaim() ?? true;
  }
  broadcast(message: string): void {
    if (!this.lock?.isAlone()) this.post?.(message);
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

  steadyNow(): number {
    return this.globals.steadyNow();
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
  microtask(run: () => void): void {
    this.globals.microtask(run);
  }
  /** Resolves when the page has drawn what it has. */
  idle(): Promise<void> {
    return new Promise((resolve) => this.globals.whenIdle(resolve));
  }
  nextTask(run: () => void): void {
    this.globals.setTimer('next', 0, run);
  }

  /** As `RequestObserver.during`. */
  watching<T>(call: WatchedCall, run: () => T): T {
    return this.watch.during(call, run);
  }

  newTabId(): string {
    this.tab = this.ids.tabId();
    return this.tab;
  }
  newRecordId(): string {
    return this.ids.recordId();
  }
  isServer(): boolean {
    return this.globals.isServer();
  }
  online(): boolean {
    return this.globals.onLine();
  }
  origin(): string {
    return this.globals.origin();
  }
  languages(): readonly string[] {
    return this.globals.languages();
  }
  dispatch(name: string, detail: unknown): void {
    this.globals.dispatch(name, detail);
  }
  print(line: string): void {
    this.globals.print(line);
  }
}
