import type { Engine } from 'synchrone-module';
import { entryOf, type Sentence } from './entry.js';
import type { EngineSession } from './engine_session.js';
import { SyncMutationError } from './errors.js';
import type { EventHub } from './event_hub.js';
import type { Listeners } from './listeners.js';
import type { MutationEntry } from './mutation_types.js';
import type { ConfigureOptions } from './options.js';
import { toBaseText, toPlainRecord } from './plain_json.js';
import type {
  AuditVerification,
  EnqueueRequest,
  EntryFilter,
  Explanation,
  LogoutOptions,
  LogoutResult,
  MutationQueue,
  Snapshot,
  SyncEvents,
  SyncUser,
} from './queue_types.js';

/** What the queue needs of the client. */
export interface QueueLinks {
  readonly session: EngineSession;
  readonly hub: EventHub;
  readonly sentence: Sentence;
  readonly snapshotListeners: Listeners;
  snapshot(): Snapshot;
  /** Shows a mutation that existing code has enqueued. */
  showEnqueued(id: string, previousState: object | null | undefined): void;
  /** Options of an enqueue, as JSON text. */
  enqueueOptions(endpoint: string, request: EnqueueRequest): string;
  /** Seals and opens with this key from now on; null: it is not here any more. */
  useKey(key: Uint8Array | null): void;
  leave(options: LogoutOptions): Promise<LogoutResult>;
  configure(options: ConfigureOptions): void;
}

/** The queue as callers see it; see `MutationQueue` for what it promises. */
export class QueueFacade implements MutationQueue {
  constructor(private readonly links: QueueLinks) {}

  enqueue(request: EnqueueRequest): Promise<string> {
    return this.promised(() => {
      const { type, endpoint, data, previousState } = this.checked(request);
      const body = data === undefined || data === null ? '' : this.plainText(data);
      const text = `${body}\n${toBaseText(previousState)}`;
      const options = this.links.enqueueOptions(endpoint, request);
      const { id } = this.links.session.enqueue(text, (engine) =>
        engine.enqueueRaw(type, endpoint, text, options),
      );
      this.links.showEnqueued(id, previousState);
      return id;
    });
  }

  process(): Promise<void> {
    return this.command((engine) => engine.process());
  }

  getPending(): MutationEntry[] {
    return this.entries('pending');
  }
  getPendingCount(): number {
    return this.entries('pending').length;
  }
  getAll(): MutationEntry[] {
    return this.entries('');
  }

  getEntry(id: string): MutationEntry | undefined {
    const text = this.links.session.ask((engine) => engine.entry(id), '');
    return text === '' ? undefined : this.entryFrom(text);
  }

  clear(): Promise<void> {
    return this.command((engine) => engine.clear());
  }

  retry(id: string, changes: { data?: unknown } = {}): Promise<void> {
    return this.promised(() => {
      const data = changes.data === undefined ? '' : this.plainText(changes.data);
      this.links.session.command((engine) => engine.retry(id, data));
    });
  }

  retryAll(filter?: EntryFilter): Promise<number> {
    return this.forEach(filter, (engine, id) => engine.retry(id, ''));
  }

  discard(id: string): Promise<void> {
    return this.command((engine) => engine.discard(id));
  }

  discardAll(filter?: EntryFilter): Promise<number> {
    return this.forEach(filter, (engine, id) => engine.discard(id));
  }

  keepOffline(id: string): Promise<void> {
    return this.command((engine) => engine.keepOffline(id));
  }

  resolveConflict(id: string, choice: 'mine' | 'server' | object): Promise<void> {
    return this.promised(() => {
      const record = typeof choice === 'object' ? this.plainText(choice) : '';
      const word = typeof choice === 'object' ? 'merged' : choice;
      this.links.session.command((engine) => engine.resolveConflict(id, word, record));
    });
  }

  pause(): void {
    this.links.session.command((engine) => engine.pause());
  }
  resume(): void {
    this.links.session.command((engine) => engine.resume());
  }
  setOfflineMode(on: boolean): void {
    this.links.session.command((engine) => engine.setOfflineMode(on));
  }

  explain(id: string): Explanation | undefined {
    const text = this.links.session.ask((engine) => engine.explain(id), '');
    if (text === '') return undefined;
    const told = JSON.parse(text) as Explanation;
    const key = `waiting.${told.waiting}`;
    const own = this.links.sentence(key);
    return own === key ? told : { ...told, message: own };
  }

  resolveId(localId: string): string | undefined {
    return this.links.session.ask((engine) => engine.resolveId(localId), '') || undefined;
  }

  subscribe(listener: () => void): () => void {
    return this.links.snapshotListeners.add(listener);
  }

  getSnapshot(): Snapshot {
    return this.links.snapshot();
  }

  on<Name extends keyof SyncEvents>(
    name: Name,
    listener: (detail: SyncEvents[Name]) => void,
  ): () => void {
    return this.links.hub.on(name, listener);
  }

  setUser(user: SyncUser | null): void {
    this.links.snapshot(); // whose rows are shown so far
    this.links.session.setUser(user?.id ?? '', user?.companyId ?? '');
  }

  logout(options: LogoutOptions = {}): Promise<LogoutResult> {
    return this.promised(() => this.links.leave(options));
  }

  lock(): void {
    this.links.useKey(null);
  }

  exportAudit(): string {
    return this.links.session.ask((engine) => engine.exportAudit(), '');
  }

  verifyAudit(head = ''): AuditVerification {
    const nothing = '{"ok":true,"records":0,"head":"","problems":[]}';
    const text = this.links.session.ask((engine) => engine.verifyAudit(head), nothing);
    return JSON.parse(text) as AuditVerification;
  }

  configure(options: ConfigureOptions): void {
    this.links.configure(options);
  }

  private entries(filter: '' | 'pending' | 'error'): MutationEntry[] {
    const text = this.links.session.ask((engine) => engine.entries(filter), '[]');
    return (JSON.parse(text) as Parameters<typeof entryOf>[0][]).map((entry) =>
      entryOf(entry, this.links.sentence),
    );
  }

  private entryFrom(text: string): MutationEntry {
    return entryOf(JSON.parse(text) as Parameters<typeof entryOf>[0], this.links.sentence);
  }

  private command(run: (engine: Engine) => string): Promise<void> {
    return this.promised(() => void this.links.session.command(run));
  }

  /** Every parked entry that matches; one that refuses meanwhile does not stop the others. */
  private forEach(
    filter: EntryFilter | undefined,
    run: (engine: Engine, id: string) => string,
  ): Promise<number> {
    return this.promised(() => {
      const chosen = this.entries('error').filter((entry) => matches(entry, filter));
      let done = 0;
      this.links.session.command((engine) => {
        for (const { id } of chosen) if (!run(engine, id).startsWith('!')) done += 1;
        return '';
      });
      return done;
    });
  }

  /** The command is carried out now; its promise never causes `unhandledrejection`. */
  private promised<T>(run: () => T | Promise<T>): Promise<T> {
    const promise = new Promise<T>((resolve) => resolve(run()));
    promise.catch(() => undefined);
    return promise;
  }

  private checked(request: EnqueueRequest): EnqueueRequest {
    const usable =
      typeof request === 'object' &&
      request !== null &&
      typeof request.type === 'string' &&
      typeof request.endpoint === 'string';
    if (usable) return request;
    throw new SyncMutationError({
      code: 'INVALID_ARGUMENT',
      message: this.links.sentence('INVALID_ARGUMENT'),
    });
  }

  private plainText(data: unknown): string {
    return toPlainRecord(data, (field, what) =>
      this.links.sentence('NOT_SERIALISABLE', { field, what }),
    ).text;
  }
}

/** The entry has all members that the filter names, or the function says so. */
export function matches(entry: MutationEntry, filter: EntryFilter | undefined): boolean {
  if (typeof filter === 'function') return filter(entry);
  return Object.entries(filter ?? {}).every(([name, value]) => {
    const own = entry[name as keyof MutationEntry];
    // Ids are text in the queue, and may be numbers in the application.
    return (
      value === undefined || own === value || (typeof value === 'number' && own === `${value}`)
    );
  });
}
