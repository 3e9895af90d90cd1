import type { EntryText } from 'synchrone-module';
import { BrowserHost } from '../host/browser_host.js';
import { parseJson } from '../host/http/json_text.js';
import {
  type AnyRecord,
  type ConfigureOptions,
  type Diagnostic,
  type EndpointOptions,
  type Language,
  type MutationEntry,
  type ResourceMutations,
  type ResourceStore,
  type RowOverlay,
  type Snapshot,
  type SyncClient,
  SyncMutationError,
} from '../types/index.js';
import type { BrowserGlobals } from '../host/browser/browser_globals.js';
import { PendingCounts } from './mutations/pending_counts.js';
import { Arguments } from './base/arguments.js';
import { Configuration } from './engine/configuration.js';
import type { ContextConduct } from './mutations/context_conduct.js';
import { type ClientDiagnostic, clientDiagnostic } from './base/diagnostics.js';
import { Logout } from './queue/logout.js';
import { EngineConnection } from './engine/engine_connection.js';
import type { Endpoint } from './base/endpoint.js';
import { Enqueuing } from './mutations/enqueuing.js';
import { entryOf } from './engine/entry_codec.js';
import { EntryBook } from './engine/entry_book.js';
import { EventEmitter } from './base/event_emitter.js';
import { ENDLESS_WAITS, EventDispatcher } from './event_dispatcher.js';
import { Listeners } from './base/listeners.js';
import { type CallLinks, MutationCalls } from './mutations/resource_mutations.js';
import { LostChanges } from './reads/lost_changes.js';
import { PendingCalls } from './mutations/pending_calls.js';
import { idOf } from './base/rows.js';
import { PageReads } from './reads/page_reads.js';
import { checkConfigure, checkEndpointOptions } from './engine/option_checks.js';
import { toBaseText } from './base/plain_json.js';
import { QueueFacade } from './queue/queue.js';
import { resourceLinks, type ResourceParts } from './resource_links.js';
import { Resources } from './resource/resources.js';
import { knownRowKey, rowKey } from './resource/row_keys.js';
import { SnapshotStore, userOf, wouldLoseWork } from './engine/snapshot_store.js';
import { RowPersistence } from './resource/row_persistence.js';
import { NOTHING_UNDER_WAY, PageRows } from './page_rows.js';
import type { ParkedEntry } from './queue/parked.js';
import { PageLayers } from './page_layers.js';
import { RecoveredWork } from './queue/recovered_work.js';
import { contextConduct, Withdrawals } from './mutations/withdrawals.js';

/**
 * The client of one page: joins the engine, the page and everything that shows what is queued.
 * Making one touches nothing (BEHAVIOUR 2.7); the engine is loaded at the first use.
 */
export class PageClient implements SyncClient {
  readonly queue: QueueFacade;
  readonly unsettled: EntryBook;
  private readonly host: BrowserHost;
  private readonly configuration: Configuration;
  private readonly args = new Arguments((code, values) => this.sentence(code, values));
  readonly check: SyncClient['check'] = (value, members, place) =>
    this.args.check(value, members, place);
  private readonly session: EngineConnection;
  private readonly enqueuing: Enqueuing;
  private readonly hub: EventEmitter;
  private readonly activity = new PendingCounts();
  private readonly tracker: PendingCalls;
  private readonly reads: PageReads;
  private readonly lost: LostChanges;
  private readonly spaces: Resources;
  private readonly snapshots: SnapshotStore;
  private readonly entryListeners = new Listeners();
  readonly layers = new PageLayers(this.args, {
    resourceOf: (endpoint) => this.configuration.resourceOf(endpoint),
    isSending: (resource) => this.activity.isSending(resource),
    after: (name, delayMs, run) => this.host.after(name, delayMs, run),
    now: () => this.host.pageNow(),
  });
  private entriesVersion = 0;
  private woken = false;
  /** Whose rows are shown; null: nothing was shown yet. */
  private shownUser: string | null = null;
  readonly rows: PageRows;
  private readonly withdrawals: Withdrawals;
  private readonly conduct: ContextConduct;
  private readonly kept: RowPersistence;
  private readonly departure: Logout;

  constructor(globals: BrowserGlobals) {
    this.configuration = new Configuration(
      () => globals.origin(),
      () => globals.languages(),
    );
    this.lost = this.lostChanges();
    this.host = new BrowserHost(globals, () =>
      this.configuration.wireSettings((id) => this.entry(id), this.lost),
    );
    this.hub = new EventEmitter(
      (name, detail) => this.host.dispatch(name, detail),
      (run) => this.host.microtask(run),
    );
    this.tracker = new PendingCalls(this.host);
    this.spaces = new Resources((resource) => resourceLinks(resource, this.parts()));
    this.rows = new PageRows({
      spaces: this.spaces,
      activity: this.activity,
      resourceOf: (endpoint) => this.configuration.resourceOf(endpoint),
      canonical: (resource, id) => this.canonical(resource, id),
      start: () => this.start(),
      parkedEntries: () =>
        JSON.parse(this.session.ask((engine) => engine.entries('error'), '[]')) as ParkedEntry[],
      listsChanged: () => this.snapshots.factsChanged(),
    });
    this.snapshots = new SnapshotStore({
      hub: this.hub,
      ask: () => this.session.ask((engine) => engine.snapshot(), ''),
      isCleared: () => this.host.isCleared(),
      facts: () => ({
        stopped: this.session.stopped,
        locked: this.host.isLocked() ? this.host.countHidden() : null,
        cleared: this.host.isCleared(),
        stale: this.spaces.staleLists(),
        notShown: this.spaces.notShown,
      }),
      soon: (run) => this.host.microtask(run),
      waitingChanged: () => this.activity.touchAll(),
      reachable: () => this.host.microtask(() => this.reads.again()),
    });
    this.reads = new PageReads({
      configuration: this.configuration,
      host: this.host,
      waitsForLogin: () => this.snapshots.current?.waiting === 'login',
      readMet: (resource, status) => this.session.readMet(resource, status),
      observe: (resource, entity, record, etag) =>
        this.observe(resource, [{ entity, record, etag }], true),
      canonical: (resource, id) => this.canonical(resource, id),
      retryLists: () => this.spaces.retryReads(),
      listsChanged: () => this.snapshots.factsChanged(),
      tell: (diagnostic) => this.tell(diagnostic),
    });
    this.session = new EngineConnection(this.host, this.configuration, this.sessionLinks());
    const { session, tracker, configuration, spaces } = this;
    const taking = { session, tracker, configuration, spaces, tell: this.tell.bind(this) };
    this.withdrawals = new Withdrawals(taking);
    this.conduct = contextConduct(this.host, this.withdrawals, taking);
    this.enqueuing = new Enqueuing(this.session, this.configuration);
    this.queue = this.makeQueue();
    const readUnsettled = () => [...this.queue.getPending(), ...this.queue.getParked()];
    this.unsettled = new EntryBook({ read: (id) => this.entry(id), readUnsettled });
    this.kept = new RowPersistence({
      cache: () => this.host.rows,
      snapshot: () => this.snapshot(),
      payloadVersion: () => this.configuration.storedWork.payloadVersion ?? 0,
      isSealed: () => this.host.isSealed(),
      start: () => this.start(),
    });
    this.departure = new Logout({
      session: this.session,
      snapshot: () => this.snapshot(),
      subscribe: (listener) => this.snapshots.listeners.add(listener),
      after: (name, delayMs, run) => this.host.after(name, delayMs, run),
      entries: () => this.queue.getAll(),
      now: () => this.host.now(),
      forgetRows: () => this.kept.forget(),
    });
  }

  resource<Row extends object = AnyRecord>(
    endpoint: string,
    options?: EndpointOptions<Row>,
  ): ResourceStore<Row> {
    const resource = this.register(endpoint, options);
    return this.spaces.of(resource).storeFor<Row>(this.configuration.read(endpoint));
  }

  mutations<Row extends object = AnyRecord>(
    endpoint: string,
    options?: EndpointOptions<Row>,
  ): ResourceMutations<Row> {
    const resource = this.register(endpoint, options);
    const links = this.callLinks(resource, this.configuration.read(endpoint));
    return new MutationCalls<Row>(resource, links);
  }

  overlay<Row extends object = AnyRecord>(endpoint: string): RowOverlay<Row> {
    return this.rows.overlay<Row>(endpoint);
  }

  rowKey(row: object, endpoint?: string): string {
    this.args.object(row, 'row');
    if (endpoint === undefined) return rowKey(row);
    const { ids } = this.spaces.of(this.configuration.resourceOf(endpoint)).book;
    return knownRowKey(row) ?? ids.key(ids.canonical(idOf(row)));
  }

  subscribeEntries(listener: () => void): () => void {
    return this.entryListeners.add(listener);
  }

  getEntriesVersion(): number {
    return this.entriesVersion;
  }

  tell(diagnostic: Diagnostic): void {
    this.hub.tell('sync:diagnostic', diagnostic);
    if (this.configuration.diagnose)
      this.host.print(`synchrone ${diagnostic.code}: ${diagnostic.message}`);
  }

  complain(code: ClientDiagnostic, resource: string): void {
    this.tell(clientDiagnostic(code, { resource }));
  }

  sentence(code: string, values?: Record<string, string>): string {
    return this.configuration.sentence(code, values);
  }

  storedCharacters = (): number => this.host.storedCharacters();

  language(): Language {
    return this.configuration.language();
  }

  serverLanguage(): Language {
    return this.configuration.serverLanguage();
  }

  start(): void {
    this.session.ask(() => undefined, undefined);
  }

  /** In a page: starts the engine soon, so that what an earlier page left is sent. */
  wake(): void {
    if (this.woken || this.host.origin() === '') return;
    this.woken = true;
    this.host.after('wake', 0, () => this.start());
  }

  private configure(options: ConfigureOptions): void {
    checkConfigure(options, this.args);
    if (options.encryption !== undefined) this.useKey(options.encryption.key);
    const { encryption: _, ...rest } = options; // the key is the storage's, and nobody else's
    this.configuration.configure(rest);
    this.unsettled.touchAll(); // their sentences may be in another language now
    if (this.host.useScope(this.configuration.scope())) this.readStorageAnew();
    this.shareConfiguration();
  }

  private readStorageAnew(): void {
    if (!this.session.running) return;
    this.session.restart();
    this.rebuild(true);
  }

  private useKey(key: Uint8Array | null): void {
    try {
      this.host.useKey(key);
    } catch (cause) {
      const message = this.sentence('BAD_KEY');
      throw new SyncMutationError({ code: 'INVALID_ARGUMENT', message, cause });
    }
    this.host.rows.erase(); // they are kept in clear
    this.readStorageAnew();
  }

  private register<Row extends object>(
    endpoint: string,
    options: EndpointOptions<Row> | undefined,
  ): string {
    if (options !== undefined) checkEndpointOptions(options, this.args);
    const resource = this.configuration.register(endpoint, options as EndpointOptions | undefined);
    this.shareConfiguration();
    return resource;
  }

  /** A running engine learns of new options after the current call, which may be a render. */
  private shareConfiguration(): void {
    if (this.session.running) this.host.microtask(() => this.start());
  }

  private sessionLinks(): ConstructorParameters<typeof EngineConnection>[2] {
    const stored = new RecoveredWork({
      options: () => this.configuration.storedWork,
      entry: (id) => this.entry(id),
      migrate: (id, data, version) =>
        void this.session.command((engine) => engine.migratePayload(id, data, version)),
      resolve: (id, choice) => void this.queue.resolveConflict(id, choice).catch(() => undefined),
      tell: (diagnostic) => this.tell(diagnostic),
      microtask: (run) => this.host.microtask(run),
    });
    const router = new EventDispatcher({
      activity: this.activity,
      tracker: this.tracker,
      hub: this.hub,
      sentence: (code, values) => this.configuration.sentence(code, values),
      space: (resource) => this.spaces.of(resource),
      entry: (id) => this.entry(id),
      snapshot: () => this.snapshot(),
      takeSnapshot: (snapshot) => this.snapshots.take(snapshot),
      found: (id) => {
        this.rows.found();
        stored.queued(id);
      },
      parked: this.rows.parked,
      uncertain: (mutation) => stored.uncertain(mutation),
      wantRead: (resource, entity, path) => this.reads.records.want(resource, entity, path),
      tellDiagnostic: (diagnostic) => this.tell(diagnostic),
    });
    return {
      route: (event) => {
        router.route(event);
        this.unsettled.note(event);
        this.lost.note(event);
        this.layers.note(event);
      },
      batchEnds: () => this.batchEnds(),
      restarted: () => {
        this.tell(clientDiagnostic('ENGINE_RESTARTED'));
        this.host.microtask(() => this.rebuild(false));
      },
      storageReplaced: () => this.readStorageAnew(),
      stopped: (error) => this.hub.tell('sync:stopped', { error }),
      factsChanged: () => this.snapshots.factsChanged(),
      isHere: (person) => this.kept.isHere(person),
      wouldLoseWork: () => wouldLoseWork(this.snapshots.current),
      work: () => this.snapshots.current ?? { pending: 0, sending: 0 },
      callbackThrew: (resource) => this.tell(clientDiagnostic('TRANSFORM_FAILED', { resource })),
    };
  }

  /** Somebody else works here since the last batch, by this tab's word or another's (7.1). */
  private userChanged(): boolean {
    const before = this.shownUser;
    this.shownUser = userOf(this.snapshot());
    return before !== null && before !== this.shownUser;
  }

  private batchEnds(): void {
    if (this.userChanged()) {
      this.rebuild(true);
      this.layers.userChanged(this.snapshot());
      return;
    }
    this.entriesVersion += 1;
    if (this.snapshot().waiting !== null) this.tracker.queueWaits();
    this.tracker.examine((id) => this.waitsForPerson(id));
    this.rows.sortFound();
    this.spaces.flush();
    this.activity.flush();
    this.snapshots.update();
    this.host.workChanged();
    this.entryListeners.tell();
  }

  /** It cannot be sent before a person has decided about another one. */
  private waitsForPerson(id: string): boolean {
    const waiting = this.snapshot().attention > 0 ? this.queue.explain(id)?.waiting : undefined;
    return ENDLESS_WAITS.includes(waiting ?? '');
  }

  private snapshot(fresh = false): Snapshot {
    const snapshot = fresh ? this.snapshots.fresh() : this.snapshots.get();
    if (this.session.running) this.shownUser ??= userOf(snapshot);
    return snapshot;
  }

  private entry(id: string): MutationEntry | null {
    const text = this.session.ask((engine) => engine.entry(id), '');
    return text === '' ? null : entryOf(parseJson(text) as EntryText, this.sentence.bind(this));
  }

  /** Reads anew all that is known from events. @param userChanged another person works here now */
  private rebuild(userChanged: boolean): void {
    const texts = this.session.ask((engine) => engine.entries('pending'), '[]');
    this.activity.reset(JSON.parse(texts) as EntryText[]);
    this.unsettled.touchAll();
    if (userChanged) {
      this.reads.records.clear();
      this.host.rows.reset();
      this.tracker.keepOnly((id) => this.entry(id) !== null);
    }
    const newcomer = this.snapshot().userId === null ? 'nobody' : 'somebody';
    this.spaces.rebuild(this.session, userChanged ? newcomer : null);
    this.batchEnds();
  }

  private observe(
    resource: string,
    records: readonly { entity: string; record: object | null; etag?: string }[],
    wasAsked = false,
  ): void {
    this.session.command((engine) => {
      for (const { entity, record, etag = '' } of records)
        engine.observe(resource, entity, toBaseText(record), etag, wasAsked);
      return '';
    });
  }

  /** The id that a record has now: as this page knows it, else as storage remembers it (3.5). */
  private canonical(resource: string, id: string): string {
    const space = this.spaces.of(resource);
    const name = space.book.ids.canonical(id);
    if (name !== id || space.book.get(id) || space.hasListed(id)) return name;
    const resolved = this.session.ask((engine) => engine.resolveId(id), '');
    if (resolved === '' || resolved === id) return id;
    space.book.ids.rename(id, resolved);
    return resolved;
  }

  private parts(): ResourceParts {
    const { reads, configuration, args, kept, host, spaces, session } = this;
    const { withdrawals, conduct, layers } = this;
    return {
      ...{ reads, configuration, args, kept, host, spaces, session, withdrawals, conduct, layers },
      observe: (resource, records) => this.observe(resource, records),
      canonical: (resource, id) => this.canonical(resource, id),
      start: () => this.start(),
      tell: (diagnostic) => this.tell(diagnostic),
    };
  }

  private lostChanges(): LostChanges {
    return new LostChanges({
      host: () => this.host,
      configuration: this.configuration,
      entry: (id) => this.entry(id),
      entries: () => this.queue.getAll(),
      knownRows: (resource) => this.spaces.of(resource).knownRows(),
      tell: (diagnostic) => this.tell(diagnostic),
    });
  }

  private callLinks(resource: string, { written, query }: Endpoint): CallLinks {
    const { spaces } = this;
    return {
      get space() {
        return spaces.of(resource);
      },
      query,
      enqueue: (order) => this.enqueuing.order(written, order),
      follow: (mutation, outcome, failures) => this.tracker.follow(mutation, outcome, failures),
      conduct: this.conduct,
      takeBack: (mutation, reason) => this.withdrawals.rejected(resource, mutation, reason),
      handOn: (mutation) => this.withdrawals.handOn(resource, mutation),
      merge: (mutation, into) => this.tracker.merged(mutation, into),
      nextTask: (run) => this.host.nextTask(run),
      canonical: (id) => this.canonical(resource, id),
      versionField: () => this.configuration.versionField(resource),
      withoutBase: () => {
        const space = spaces.of(resource);
        if (!space.showsRows || !this.configuration.sendsVersions(resource)) return;
        space.once('NO_BASE', () => this.tell(clientDiagnostic('NO_BASE', { resource })));
      },
      newRecordId: () => this.host.newRecordId(),
      awaitUntil: (options) =>
        this.host.now() + (options.awaitMs ?? this.configuration.awaitMs(resource)),
      sentence: (code, values) => this.sentence(code, values),
      pendingEntries: () => this.queue.getPending().filter((entry) => entry.resource === resource),
      activity: () =>
        this.session.ask(
          () => this.rows.activityOf(resource, () => this.snapshot().waiting),
          NOTHING_UNDER_WAY,
        ),
      subscribe: (listener) => this.activity.subscribe(resource, listener),
      soon: (run) => this.host.microtask(run),
    };
  }

  private makeQueue(): QueueFacade {
    return new QueueFacade({
      session: this.session,
      hub: this.hub,
      sentence: (code, values) => this.sentence(code, values),
      snapshotListeners: this.snapshots.listeners,
      snapshot: () => this.snapshot(true),
      pendingCount: () => this.snapshots.pendingCount(),
      showEnqueued: (id, previousState) => this.showEnqueued(id, previousState),
      enqueue: (request, text) => this.enqueuing.raw(request, text),
      useKey: (key) => this.useKey(key),
      leave: (options) => this.departure.leave(options),
      configure: (options) => this.configure(options),
    });
  }

  /** Shows what existing code has enqueued by itself, where rows of that resource are shown. */
  private showEnqueued(id: string, previousState: object | null | undefined): void {
    const entry = this.entry(id);
    if (!entry || entry.operation === 'action') return;
    const { resource, entity, endpoint } = entry;
    const [base, { query }] = [toBaseText(previousState), this.configuration.read(endpoint)];
    const own = this.spaces.of(resource).showEnqueued(entry, base, query);
    if (own) this.observe(resource, [{ entity, record: own }]);
  }
}
