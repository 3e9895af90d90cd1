import type { EntryText } from 'synchrone-module';
import { BrowserHost } from '../host/browser_host.js';
import {
  type AnyRecord,
  type ConfigureOptions,
  type Diagnostic,
  type EndpointOptions,
  type Language,
  type ResourceMutations,
  type ResourceStore,
  type RowOverlay,
  type RowStoreMaker,
  type SyncClient,
  SyncMutationError,
} from '../types/index.js';
import type { BrowserGlobals } from '../host/browser/browser_globals.js';
import { personOf } from '../host/storage/scope.js';
import { PendingCounts } from './mutations/pending_counts.js';
import { Arguments } from './base/arguments.js';
import { Configuration } from './engine/configuration.js';
import { ContextConduct } from './mutations/context_conduct.js';
import type { ClientDiagnostic } from './base/diagnostics.js';
import { DiagnosticReporter } from './engine/diagnostic_reporter.js';
import { Entries } from './engine/entries.js';
import type { Sentence } from './base/messages/sentence.js';
import { Logout } from './queue/logout.js';
import { type EngineClient, EngineConnection } from './engine/engine_connection.js';
import { Enqueuing } from './mutations/enqueuing.js';
import { EntryBook } from './engine/entry_book.js';
import { EventEmitter } from './base/event_emitter.js';
import { ENDLESS_WAITS, EventDispatcher } from './event_dispatcher.js';
import { loadLaterFiles } from './later_files.js';
import { Listeners } from './base/listeners.js';
import { type CallParts, MutationCalls } from './mutations/mutation_calls.js';
import type { KnownRows } from './look_ups/known_before.js';
import { LostChanges } from './look_ups/lost_changes.js';
import { PendingCalls } from './mutations/pending_calls.js';
import { idOf } from './base/rows.js';
import { PageReads } from './reads/page_reads.js';
import { checkConfigure, checkEndpointOptions } from './engine/option_checks.js';
import { toBaseText } from './base/plain_json.js';
import { type QueueClient, QueueFacade } from './queue/queue.js';
import { Resource } from './resource/resource.js';
import { Resources } from './resource/resources.js';
import type { NewRowStore } from './resource/row_store.js';
import { knownRowKey, rowKey } from './base/row_keys.js';
import { SnapshotStore, wouldLoseWork } from './engine/snapshot_store.js';
import { RowPersistence } from './resource/row_persistence.js';
import { PageRows } from './page_rows.js';
import { PageDataLayers } from './page_data_layers.js';
import { RecoveredWork } from './queue/recovered_work.js';
import { Withdrawals } from './mutations/withdrawals.js';

/**
 * The client of one page: joins the engine, the page and everything that shows what is queued.
 * Making one touches nothing (BEHAVIOUR 2.7); the engine is loaded at the first use.
 */
export class PageClient implements SyncClient, QueueClient {
  readonly queue: QueueFacade;
  readonly unsettled: EntryBook;
  readonly rows: PageRows;
  readonly layers: PageDataLayers;
  private readonly configuration: Configuration;
  private readonly args = new Arguments((code, values) => this.sentence(code, values));
  readonly check: SyncClient['check'] = (value, members, prefix) =>
    this.args.check(value, members, prefix);
  private readonly host: BrowserHost;
  private readonly emitter: EventEmitter;
  private readonly diagnostics: DiagnosticReporter;
  private readonly connection: EngineConnection;
  private readonly entries: Entries;
  private readonly snapshots: SnapshotStore;
  private readonly dispatcher: EventDispatcher;
  private readonly pendingCounts = new PendingCounts();
  private readonly pendingCalls: PendingCalls;
  private readonly reads: PageReads;
  private readonly lost: LostChanges;
  private readonly resources: Resources;
  private readonly callParts: CallParts;
  private readonly rowPersistence: RowPersistence;
  private readonly entryListeners = new Listeners();
  private entriesVersion = 0;
  private woken = false;

  constructor(globals: BrowserGlobals) {
    this.configuration = new Configuration(
      () => globals.origin(),
      () => globals.languages(),
    );
    this.host = new BrowserHost(globals, () =>
      this.configuration.wireSettings(
        (id) => this.entries.one(id),
        this.lost,
        () => this.diagnostics.of('HEADERS_FAILED'),
      ),
    );
    this.emitter = new EventEmitter(
      (name, detail) => this.host.page.dispatch(name, detail),
      (run) => this.host.microtask(run),
    );
    const { configuration, host, emitter, pendingCounts } = this;
    const sentence: Sentence = (code, values) => configuration.sentence(code, values);
    this.diagnostics = new DiagnosticReporter(emitter, host, configuration);
    this.connection = new EngineConnection(host, configuration, this.engineClient());
    const { diagnostics, connection } = this;
    this.entries = new Entries(connection, sentence);
    this.pendingCalls = new PendingCalls(host);
    this.resources = new Resources(connection, (path) => new Resource(path, resourceParts));
    const { entries, pendingCalls, resources } = this;
    this.snapshots = new SnapshotStore(connection, host, emitter, resources, pendingCounts, () =>
      host.microtask(() => this.reads.again()),
    );
    const { snapshots } = this;
    this.rows = new PageRows(connection, configuration, snapshots, resources, pendingCounts);
    this.layers = new PageDataLayers(this.args, host, configuration, pendingCounts);
    this.reads = new PageReads(host, configuration, connection, snapshots, diagnostics, resources);
    const knownRows = (resource: string): KnownRows => resources.of(resource).knownRows();
    this.lost = new LostChanges({ host, configuration, entries, diagnostics, knownRows });
    this.dispatcher = new EventDispatcher({
      ...{
        pendingCounts,
        pendingCalls,
        emitter,
        resources,
        entries,
        snapshots,
        diagnostics,
        sentence,
      },
      ...{ rows: this.rows, reads: this.reads },
      recoveredWork: new RecoveredWork(host, configuration, connection, entries, diagnostics),
    });
    const withdrawals = new Withdrawals(
      connection,
      pendingCalls,
      configuration,
      resources,
      diagnostics,
    );
    const conduct = new ContextConduct({
      host,
      configuration,
      resources,
      withdrawals,
      diagnostics,
    });
    const enqueuing = new Enqueuing(connection, configuration);
    this.rowPersistence = new RowPersistence(host, configuration, connection, snapshots);
    const logout = new Logout(host, connection, snapshots, entries, this.rowPersistence);
    this.queue = new QueueFacade(
      connection,
      emitter,
      entries,
      snapshots,
      logout,
      sentence,
      enqueuing,
      this,
    );
    const readUnsettled = () => [...entries.of('pending'), ...entries.of('error')];
    this.unsettled = new EntryBook({ read: (id) => entries.one(id), readUnsettled });
    const { rows, layers, unsettled, reads, args, rowPersistence } = this;
    const parts = { host, configuration, resources, diagnostics, conduct, withdrawals };
    const resourceParts = { ...parts, reads, connection, args, rowPersistence, unsettled, layers };
    this.callParts = {
      ...{ ...parts, enqueuing, pendingCalls, entries, pendingCounts },
      activity: (resource) => rows.activity(resource),
    };
  }

  newRowStore?: RowStoreMaker;

  resource<Row extends object = AnyRecord>(
    endpoint: string,
    options?: EndpointOptions<Row>,
    newStore = this.newRowStore,
  ): ResourceStore<Row> {
    const resource = this.resources.of(this.register(endpoint, options));
    return resource.storeFor<Row>(this.configuration.read(endpoint), newStore as NewRowStore);
  }

  mutations<Row extends object = AnyRecord>(
    endpoint: string,
    options?: EndpointOptions<Row>,
  ): ResourceMutations<Row> {
    this.register(endpoint, options);
    return new MutationCalls<Row>(this.configuration.read(endpoint), this.callParts);
  }

  overlay<Row extends object = AnyRecord>(endpoint: string): RowOverlay<Row> {
    return this.rows.overlay<Row>(endpoint);
  }

  rowKey(row: object, endpoint?: string): string {
    this.args.object(row, 'row');
    if (endpoint === undefined) return rowKey(row);
    const { ids } = this.resources.of(this.configuration.resourceOf(endpoint)).pendingViews;
    return knownRowKey(row) ?? ids.key(ids.canonical(idOf(row)));
  }

  subscribeEntries(listener: () => void): () => void {
    return this.entryListeners.add(listener);
  }

  getEntriesVersion(): number {
    return this.entriesVersion;
  }

  report(diagnostic: Diagnostic): void {
    this.diagnostics.report(diagnostic);
  }

  complain(code: ClientDiagnostic, resource: string): void {
    this.diagnostics.of(code, { resource });
  }

  sentence(code: string, values?: Record<string, string>): string {
    return this.configuration.sentence(code, values);
  }

  storedCharacters = (): number => this.host.storage.page.size();

  language(): Language {
    return this.configuration.language();
  }

  serverLanguage(): Language {
    return this.configuration.serverLanguage();
  }

  start(): void {
    this.connection.wake();
  }

  /** In a page: starts the engine soon, so that what an earlier page left is sent. */
  wake(): void {
    if (this.woken || this.host.page.origin() === '') return;
    this.woken = true;
    this.host.after('wake', 0, () => this.start());
  }

  configure(options: ConfigureOptions): void {
    // The key is for the storage alone.
    const { encryption, ...rest } = this.args.reading('options', () => {
      checkConfigure(options, this.args);
      return { ...options };
    });
    if (encryption !== undefined) this.useKey(encryption.key);
    const isSame = this.configuration.configure(rest);
    this.unsettled.touchAll(); // their sentences may be in another language now
    if (this.host.useScope(this.configuration.scope(), isSame)) this.readStorageAnew(true);
    this.shareConfiguration();
  }

  /** @param isAnothers what is shown may belong to a user who has left */
  private readStorageAnew(isAnothers: boolean): void {
    if (!this.connection.running) return;
    this.connection.restart();
    this.rebuild(isAnothers);
  }

  credentialsCame(): void {
    this.host.reads.credentialsCame();
  }
  lacksHeaders(): boolean {
    return this.host.reads.lacksHeaders;
  }
  useKey(key: Uint8Array | null): void {
    const isOpening = key !== null && this.host.storage.vault.isLocked;
    try {
      if (!this.host.storage.useKey(key, () => this.readStorageAnew(false))) return;
    } catch (cause) {
      const message = this.sentence('BAD_KEY');
      throw new SyncMutationError({ code: 'INVALID_ARGUMENT', message, cause });
    }
    this.readStorageAnew(!isOpening);
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
    if (this.connection.running) this.host.microtask(() => this.start());
  }

  private engineClient(): EngineClient {
    return {
      route: (event) => {
        this.dispatcher.route(event);
        this.unsettled.note(event);
        this.lost.note(event);
        this.layers.note(event);
      },
      opened: () => this.loadLater(),
      turnEnds: () => this.resources.forgetUnknown(),
      batchEnds: () => this.batchEnds(),
      restarted: () => {
        this.diagnostics.of('ENGINE_RESTARTED');
        this.host.microtask(() => this.rebuild(false));
      },
      storageReplaced: () => this.readStorageAnew(true),
      returned: () => this.resources.readAgain(),
      stopped: (error) => this.emitter.emit('sync:stopped', { error }),
      factsChanged: () => this.snapshots.factsChanged(),
      isHere: (person) => this.rowPersistence.isHere(person),
      wouldLoseWork: () => wouldLoseWork(this.snapshots.current),
      work: () => this.snapshots.current ?? { pending: 0, sending: 0 },
      callbackThrew: (resource) => this.diagnostics.of('TRANSFORM_FAILED', { resource }),
      trace: () =>
        this.emitter.hasListener('sync:turn')
          ? (turn) => this.emitter.emit('sync:turn', turn)
          : undefined,
    };
  }

  private loadLater(): void {
    const { host } = this;
    loadLaterFiles({
      language: () => this.language(),
      languageCame: () => {
        this.unsettled.touchAll();
        this.batchEnds();
      },
      after: (name, delayMs, run) => host.after(name, delayMs, run),
    });
  }

  private batchEnds(): void {
    const isAnother = this.snapshots.userChanged();
    const { userId, companyId } = this.snapshots.get();
    this.host.storage.storedSeal.worksFor(personOf(userId, companyId));
    if (isAnother) {
      this.connection.userIs(userId, companyId);
      this.rebuild(true);
      this.layers.userChanged(this.snapshots.get());
      return;
    }
    this.entriesVersion += 1;
    if (this.snapshots.get().waiting !== null) this.pendingCalls.queueWaits();
    this.pendingCalls.examine((id) => this.waitsForPerson(id));
    this.rows.sortFound();
    this.resources.flush();
    this.pendingCounts.flush();
    this.snapshots.update();
    this.host.network.workChanged();
    this.entryListeners.notify();
  }

  /** The mutation waits behind a parked one: a person has to decide first. */
  private waitsForPerson(id: string): boolean {
    const waiting =
      this.snapshots.get().attention > 0 ? this.queue.explain(id)?.waiting : undefined;
    return ENDLESS_WAITS.includes(waiting ?? '');
  }

  /** Reads again all that is known from events. @param userChanged another person works here now */
  private rebuild(userChanged: boolean): void {
    this.snapshots.askAnew();
    const texts = this.connection.ask((engine) => engine.entries('pending'), '[]');
    this.pendingCounts.reset(JSON.parse(texts) as EntryText[]);
    this.unsettled.touchAll();
    if (userChanged) {
      this.reads.records.clear();
      this.host.storage.rows.reset();
      this.pendingCalls.keepOnly((id) => this.entries.one(id) !== null);
    }
    const newcomer = this.snapshots.get().userId === null ? 'none' : 'user';
    this.resources.rebuild(userChanged ? newcomer : null);
    this.batchEnds();
  }

  /** Shows what existing code has enqueued by itself, where rows of that resource are shown. */
  showEnqueued(id: string, previousState: object | null | undefined): void {
    const entry = this.entries.one(id);
    if (!entry || entry.operation === 'action') return;
    const { resource, entity, endpoint } = entry;
    const [base, { query }] = [toBaseText(previousState), this.configuration.read(endpoint)];
    const own = this.resources.of(resource).showEnqueued(entry, base, query);
    if (own) this.connection.observe(resource, [{ entity, record: own }]);
  }
}
