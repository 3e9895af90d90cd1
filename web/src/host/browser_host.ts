import type { ModuleHost, TimerName } from 'synchrone-module';
import type { BrowserGlobals } from './browser/browser_globals.js';
import type { Http } from './http/http.js';
import type { LeaderElection } from './tabs/leader_election.js';
import { ALIVE, IndexedDbMirror } from './storage/indexeddb_mirror.js';
import { isLogin } from './http/login_status.js';
import { listenToPage, OWN_KEYS, type PageSignals } from './browser/page_signals.js';
import { PageStorage } from './storage/local_storage.js';
import { EncryptedStorage } from './storage/encrypted_storage.js';
import { StoredSeal } from './storage/stored_seal.js';
import { Vault } from './storage/vault.js';
import { StorageWatch } from './storage/storage_watch.js';
import { RandomIds } from './browser/random_id.js';
import type { ReadAnswer } from './http/reader.js';
import { RequestObserver, type WatchedCall } from './http/request_observer.js';
import { eraseRows } from './storage/row_database.js';
import { RowCache } from './storage/row_cache.js';
import { scoped } from './storage/scope.js';
import { sha256 } from './browser/sha256.js';
import { moveOwn, takeOver } from './storage/takeover.js';
import { Timers } from './browser/timers.js';
import { requestUrl } from './http/request_url.js';
import type { Transport, TransportInputs } from './http/transport.js';
import type { WireSettings } from './http/request_settings.js';
import { loadNetwork, type Network, withNetwork } from './with_network.js';

/**
 * What the browser reports to the engine: completions of what the engine asked for, and its
 * surroundings.
 */
export interface HostInputs extends TransportInputs, Omit<PageSignals, 'storageTouched'> {
  timer(name: TimerName): void;
  leadership(held: boolean): void;
  tabMessage(message: string): void;
  eventsReady(): void;
  /** `personOf` of the signed-in user. */
  isHere(person: string): boolean;
  /** What was cleared from storage is written anew, as far as it is known. */
  storageWritten(): void;
  /** Something waits to be sent. */
  hasWork(): boolean;
  /** Requests are in flight. */
  isSending(): boolean;
  /** Mutations that nothing but this page keeps from being sent. */
  unsendable(): readonly string[];
  /** This page has what the mutation needs to be sent. */
  canSend(mutation: string): boolean;
  /** Other code has replaced what is stored: all of it has to be read anew. */
  storageReplaced(): void;
}

/** Tabs of one origin talk over this channel. */
const CHANNEL = 'synchrone.v1';
/** Application code that has not ended by then may go on while requests leave. */
const HOLD_MS = 2_000;
/** Who works on this device, as the journal keeps it. */
const DEVICE_USER = 'synchrone:1:device';
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
  /** localStorage as it is. */
  private readonly page: PageStorage;
  /** localStorage as the journal sees it. */
  private readonly storage: EncryptedStorage;
  readonly vault: Vault;
  readonly storedSeal: StoredSeal;
  mirror: IndexedDbMirror;
  private readonly storageWatch: StorageWatch;
  /** The application that this page is of (3.1a). */
  private scope = '';
  private tab = '';
  private recovered: Promise<unknown> | null = null;
  /** The last known rows of each list. */
  rows: RowCache;
  private steadyOrigin: number | undefined;
  /** How often new credentials came. */
  private credentials = 0;
  private readonly timers: Timers;
  private readonly ids: RandomIds;
  /** Made when they are first needed: `Network` may be loaded later than the page. */
  private http: Http | null = null;
  private lock: LeaderElection | null = null;
  private transport: Transport | null = null;
  private inputs: HostInputs | null = null;
  private post: ((message: string) => void) | null = null;
  private readonly watch: RequestObserver;
  private holds = 0;
  /** The engine's time to send has come while sends were held. */
  private sendWaits = false;
  private checking = false;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly settings: () => WireSettings,
  ) {
    this.page = new PageStorage(globals, () => this.scope);
    this.vault = new Vault(globals);
    this.storage = new EncryptedStorage(this.vault, this.page, (key, value) =>
      this.mirror.wrote(key, value),
    );
    this.storedSeal = new StoredSeal(this.vault, this.storage, this);
    this.timers = new Timers(globals);
    this.watch = new RequestObserver(globals);
    this.ids = new RandomIds(globals);
    this.storageWatch = new StorageWatch(this.page, () => this.ids.tabId());
    this.mirror = this.newMirror();
    this.rows = this.newRowCache();
  }

  /** Begins to listen to the page and to the other tabs; once per page. */
  open(inputs: HostInputs): void {
    this.inputs = inputs;
    withNetwork((network) => this.lockOver(network, inputs));
    this.openChannel(inputs);
    const signals = {
      ...inputs,
      storageTouched: () => this.inspectStorage(),
      returned: () => this.returned(),
    };
    listenToPage(this.globals, signals, (key) => this.page.nameOf(key));
    this.beginToWatch();
    this.takeOverSoon();
  }

  /**
   * This page is of that application. Where another one was open, what this page has recorded
   * there goes with it.
   *
   * @returns whether what was read from storage has to be read anew
   */
  useScope(scope: string): boolean {
    const former = this.scope;
    if (former === scope) return false;
    this.scope = scope;
    this.mirror = this.newMirror();
    this.rows = this.newRowCache();
    if (!this.inputs) return false;
    this.lock?.giveUp();
    this.recovered = null;
    this.withStorage((storage) => moveOwn(storage, this.tab, former, scope));
    this.openChannel(this.inputs);
    this.beginToWatch();
    this.takeOverSoon();
    return true;
  }

  private httpOver({ Http }: Network): Http {
    return (this.http ??= new Http(this.globals, this.timers));
  }

  /** The lock of the tab that sends, and the transport that sends while the lock is held. */
  private lockOver(network: Network, inputs: HostInputs): LeaderElection {
    if (this.lock) return this.lock;
    const { globals, page, timers, ids } = this;
    this.lock = new network.LeaderElection(globals, page, timers, ids, inputs);
    const http = this.httpOver(network);
    this.transport = new network.Transport(globals, http, this.settings, inputs, this.lock, () =>
      this.mirror.flushed(),
    );
    return this.lock;
  }

  private newMirror(): IndexedDbMirror {
    const document = { id: '' };
    const name = (): string => (document.id ||= this.ids.tabId());
    const wrote = { some: () => this.checkStorage(), back: () => this.storedSeal.again() };
    return new IndexedDbMirror(this.globals, this.page, name, this.scope, wrote);
  }

  private newRowCache(): RowCache {
    const { globals, timers, ids, scope } = this;
    const isHere = (person: string): boolean => this.inputs?.isHere(person) ?? false;
    const vault = this.vault.isSealed ? this.vault : null;
    // An earlier page may have kept them in clear.
    if (vault) eraseRows(globals, scope, false);
    return new RowCache(globals, timers, ids, isHere, scope, vault);
  }

  private openChannel(inputs: HostInputs): void {
    const { scope } = this;
    this.post = this.globals.openChannel(scoped(CHANNEL, scope), (message) => {
      // Without locks and storage each tab sends its own work, and would send what it receives, too.
      if (scope === this.scope && !this.lock?.isAlone()) inputs.tabMessage(message);
    });
  }

  /** What 0.1.0 stored is taken over when no page of it is open any more (3.1a). */
  private takeOverSoon(): void {
    const { scope } = this;
    const take = (): void => {
      const isNew = scope === this.scope && this.withStorage((storage) => takeOver(storage, scope));
      if (isNew) this.inputs?.storageReplaced();
    };
    const locks = scope === '' ? null : this.globals.locks();
    if (!locks) return this.globals.microtask(take);
    void locks
      .request(ALIVE, { ifAvailable: true }, (lock) => (lock ? take() : undefined))
      .catch(() => undefined);
  }

  private withStorage<T>(run: (storage: Storage) => T): T | undefined {
    try {
      const storage = this.globals.storage();
      return storage ? run(storage) : undefined;
    } catch {
      return undefined; // denied, or no room: everything stays where it is
    }
  }

  private beginToWatch(): void {
    if (this.storageWatch.begin()) return;
    this.recovered = this.mirror.recover().then(() => this.restore());
  }

  /** Other code has cleared localStorage, and what is known is not written anew yet (5.6a). */
  isCleared(): boolean {
    const isCleared = this.storageWatch.isCleared();
    if (isCleared) this.checkSoon();
    return isCleared;
  }

  /** Work may have come or gone. */
  workChanged(): void {
    this.lock?.workChanged();
  }

  private checkSoon(): void {
    if (this.checking) return;
    this.checking = true;
    this.globals.microtask(() => {
      this.checking = false;
      this.checkStorage();
    });
  }

  private checkStorage(): void {
    if (!this.storageWatch.isCleared()) return;
    this.storageWatch.begin();
    this.inputs?.storageChanged('');
    void this.restore().then(() => this.inputs?.storageWritten());
  }

  /** The page is left or shown again, or other code removed a key: single ones may be missing. */
  private inspectStorage(): void {
    if (this.scope === '') this.takeOverSoon();
    if (this.storageWatch.isCleared()) this.checkStorage();
    else this.inputs?.storageChanged('');
  }

  private returned(): void {
    for (const key of this.page.keys(OWN_KEYS) ?? []) this.inputs?.storageChanged(key);
    this.inspectStorage();
    this.inputs?.connectivity(this.globals.onLine());
    this.inputs?.returned();
  }

  /** What this page does not know: the work of others, and what is settled. */
  private async restore(): Promise<void> {
    const restored = await this.mirror.restore();
    for (const key of restored) this.inputs?.storageChanged(key);
    if (restored.length > 0) this.inputs?.storageChanged(DEVICE_USER);
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

  /** As `Vault.use`. */
  useKey(key: Uint8Array | null, opened: () => void): boolean {
    const { isSealed } = this.vault;
    const isNew = this.vault.use(key, opened);
    if (isSealed) return isNew;
    this.rows.end();
    this.rows = this.newRowCache();
    return true;
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
    return this.storage.put(key, value);
  }
  get(key: string): string {
    return this.storage.get(key);
  }
  getMany(keys: string): string {
    return keys
      .split('\n')
      .map((key) => `${this.get(key)}\x1e`)
      .join('');
  }
  remove(key: string): string {
    return this.storage.remove(key);
  }
  keys(prefix: string): string {
    return this.storage.keys(prefix)?.join('\n') ?? '!';
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
      if (timer === 'send' && this.holds > 0) this.sendWaits = true;
      else this.inputs?.timer(timer);
    });
  }
  cancel(timer: TimerName): void {
    if (timer === 'send') this.sendWaits = false;
    this.timers.cancel(timer);
  }

  requestLeadership(name: string): void {
    // A tab that cannot read the work leaves it to tabs that can (7.4).
    if (this.vault.isLocked) return this.lock?.giveUp();
    // What is recovered is complete before anything of it is sent (5.6).
    this.recovered ??= this.mirror.recover();
    void this.recovered.then(() => withNetwork((network) => this.requestLock(name, network)));
  }
  private requestLock(name: string, network: Network): void {
    const { inputs } = this;
    if (!inputs || this.vault.isLocked) return;
    const lock = this.lockOver(network, inputs);
    lock.request(scoped(name, this.scope), (held) => inputs.leadership(held));
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
  /** Epoch milliseconds that go on evenly, also when the device's clock is set. */
  pageNow(): number {
    this.steadyOrigin ??= this.now() - this.steadyNow();
    return this.steadyOrigin + this.steadyNow();
  }
  /** By the clock of the server that a path is read from; undefined: not known. */
  serverNow(path: string): number | undefined {
    return this.http?.clock.now(requestUrl(path, this.settings().baseUrl));
  }
  /** As the function of that name. */
  async hearClock(url: string): Promise<void> {
    const network = await loadNetwork();
    if (network) await network.hearClock(url, this.httpOver(network), this.settings());
  }
  /** New credentials are there: a 401 to what was asked before says nothing of them. */
  credentialsCame(): void {
    this.credentials += 1;
  }
  /** One GET of the API; never rejects. */
  async read(url: string): Promise<ReadAnswer> {
    // What is read on a server would be seen by the next request, too.
    const network = this.isServer() ? undefined : await loadNetwork();
    if (!network) return { outcome: 'failed', status: 0 };
    const { credentials } = this;
    const http = this.httpOver(network);
    const answer = await network.readJson(url, http, this.settings(), this.origin());
    const isRefused = answer.outcome === 'failed' && isLogin(answer.status);
    return isRefused && credentials !== this.credentials ? this.read(url) : answer;
  }

  /** Calls `run` once after delayMs; replaces the timer of that name. */
  after(name: string, delayMs: number, run: () => void): void {
    this.timers.arm(name, delayMs, run);
  }
  microtask(run: () => void): void {
    this.globals.microtask(run);
  }
  nextTask(run: () => void): void {
    this.globals.setTimer('next', 0, run);
  }

  /** As `RequestObserver.during`. */
  watching<T>(call: WatchedCall, run: () => T): T {
    return this.watch.during(call, run);
  }

  /**
   * No request of ours leaves until the function that this returns is called, or HOLD_MS have
   * passed: application code is still at work on a change.
   */
  holdSends(): () => void {
    let isHeld = true;
    this.holds += 1;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      this.holds -= 1;
      if (this.holds > 0 || !this.sendWaits) return;
      this.sendWaits = false;
      this.arm('send', 0);
    };
    void this.patience().then(release);
    return release;
  }

  /** Resolves when application code has been at work on a change for long enough. */
  patience(): Promise<void> {
    return new Promise((resolve) => {
      this.globals.setTimer('hold', HOLD_MS, resolve);
    });
  }

  /** Characters in localStorage, of whomever. */
  storedCharacters(): number {
    return this.page.size();
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
