import type { EngineConnection } from '../engine/engine_connection.js';
import type { Entries } from '../engine/entries.js';
import type { SnapshotStore } from '../engine/snapshot_store.js';
import type { EventEmitter } from '../base/event_emitter.js';
import type { MutationEntry } from '../../types/mutation.js';
import type { ConfigureOptions } from '../../types/options.js';
import { toBaseText } from '../base/plain_json.js';
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
} from '../../types/mutation_queue.js';
import type { Sentence } from '../base/messages/sentence.js';
import type { Logout } from './logout.js';
import { Commands } from './commands.js';
import { QueueArguments } from './queue_arguments.js';

/** The client whose queue it is. */
export interface QueueClient {
  /** Shows a mutation that existing code has enqueued. */
  showEnqueued(id: string, previousState: object | null | undefined): void;
  /** Seals and opens with this key from now on; null: there is no key any more. */
  useKey(key: Uint8Array | null): void;
  /** Takes options of the application, once they are checked. */
  configure(options: ConfigureOptions): void;
  /** There are new credentials. */
  credentialsCame(): void;
  /** Nothing is sent, because the application's `headers` fails. */
  lacksHeaders(): boolean;
}

const LOGOUT_MEMBERS = {
  unsynced: ['keep', 'sync', 'export'],
  timeoutMs: 'number',
  discard: 'flag',
} as const;
const EVENTS: readonly (keyof SyncEvents)[] = [
  'mutation:queued',
  'mutation:synced',
  'mutation:error',
  'mutation:conflict',
  'mutation:discarded',
  'sync:auth-required',
  'sync:status',
  'sync:storage',
  'sync:diagnostic',
  'sync:stopped',
  'sync:turn',
];

/** The queue as callers see it; see `MutationQueue` for what it promises. */
export class QueueFacade implements MutationQueue {
  private readonly args: QueueArguments;
  private readonly commands: Commands;

  constructor(
    private readonly connection: EngineConnection,
    private readonly emitter: EventEmitter,
    private readonly entries: Entries,
    private readonly snapshots: SnapshotStore,
    private readonly logoutWork: Logout,
    private readonly sentence: Sentence,
    /** @returns the id of the mutation */
    private readonly enqueuing: { raw(request: EnqueueRequest, text: string): string },
    private readonly client: QueueClient,
  ) {
    this.args = new QueueArguments(sentence);
    this.commands = new Commands(connection, entries, this.args);
  }

  enqueue(request: EnqueueRequest): Promise<string> {
    return this.commands.promised(() => {
      const { checked, data, previousState } = this.args.reading('request', () => {
        const checked = this.args.request(request);
        return { checked, data: checked.data, previousState: checked.previousState };
      });
      const body = data === undefined || data === null ? '' : this.args.text(data);
      const text = `${body}\n${toBaseText(previousState)}`;
      const id = this.enqueuing.raw(checked, text);
      this.client.showEnqueued(id, previousState);
      return id;
    });
  }

  process(): Promise<void> {
    return this.commands.run((engine) => engine.process());
  }

  getPending(): MutationEntry[] {
    return this.entries.of('pending');
  }
  /** The parked entries, in order. */
  getParked(): MutationEntry[] {
    return this.entries.of('error');
  }
  getPendingCount(): number {
    return this.snapshots.pendingCount();
  }
  getAll(): MutationEntry[] {
    return this.entries.of('');
  }

  getEntry(id: string | number): MutationEntry | undefined {
    const name = this.args.id(id, 'id');
    return this.entries.one(name) ?? undefined;
  }

  clear(): Promise<void> {
    return this.commands.run((engine) => engine.clear());
  }

  retry(id: string | number, changes?: { data?: unknown }): Promise<void> {
    return this.commands.promised(() => {
      const name = this.args.id(id, 'id');
      const data = this.args.reading('changes', () => this.args.options(changes, 'changes').data);
      const text = data === undefined ? '' : this.args.text(data);
      this.connection.command((engine) => engine.retry(name, text));
    });
  }

  retryAll(filter?: EntryFilter): Promise<number> {
    return this.commands.forEach(filter, (engine, id) => engine.retry(id, ''));
  }

  discard(id: string | number): Promise<void> {
    return this.commands.on(id, (engine, name) => engine.discard(name));
  }

  discardAll(filter?: EntryFilter): Promise<number> {
    return this.commands.forEach(filter, (engine, id) => engine.discard(id));
  }

  keepOffline(id: string | number): Promise<void> {
    return this.commands.on(id, (engine, name) => engine.keepOffline(name));
  }

  resolveConflict(id: string | number, choice: 'mine' | 'server' | object): Promise<void> {
    return this.commands.promised(() => {
      const name = this.args.id(id, 'id');
      if (choice === null || typeof choice !== 'object')
        this.args.choice(choice, ['mine', 'server'], 'choice');
      const record = typeof choice === 'object' ? this.args.text(choice) : '';
      const word = typeof choice === 'object' ? 'merged' : choice;
      this.connection.command((engine) => engine.resolveConflict(name, word, record));
    });
  }

  pause(): void {
    this.connection.pause();
  }
  resume(): void {
    this.client.credentialsCame();
    this.connection.resume();
  }
  setOfflineMode(on: boolean): void {
    this.args.flag(on, 'on');
    this.connection.setOfflineMode(on);
  }

  explain(id: string | number): Explanation | undefined {
    const name = this.args.id(id, 'id');
    const text = this.connection.ask((engine) => engine.explain(name), '');
    if (text === '') return undefined;
    const reason = JSON.parse(text) as Pick<Explanation, 'id' | 'waiting'>;
    return {
      ...reason,
      message: this.sentence(`waiting.${this.sentenceOf(name, reason.waiting)}`),
    };
  }

  /** The sentence of a reason to wait; some reasons have two. */
  private sentenceOf(id: string, waiting: string): string {
    if (waiting === 'unreachable' && this.client.lacksHeaders()) return 'headers';
    if (waiting === 'unreachable' && this.getSnapshot().signInElsewhere) return 'elsewhere';
    return waiting === 'held' && !this.entries.one(id)?.keptOffline ? 'delayed' : waiting;
  }

  resolveId(localId: string | number): string | undefined {
    const name = this.args.id(localId, 'localId');
    return this.connection.ask((engine) => engine.resolveId(name), '') || undefined;
  }

  subscribe(listener: () => void): () => void {
    this.args.function(listener, 'listener');
    return this.snapshots.listeners.add(listener);
  }

  getSnapshot(): Snapshot {
    return this.snapshots.fresh();
  }

  on<Name extends keyof SyncEvents>(
    name: Name,
    listener: (detail: SyncEvents[Name]) => void,
  ): () => void {
    this.args.choice(name, EVENTS, 'name');
    this.args.function(listener, 'listener');
    return this.emitter.on(name, listener);
  }

  setUser(user: SyncUser | null): void {
    const isNobody = user === null || user === undefined;
    const [id, company] = isNobody ? ['', ''] : this.args.user(user);
    this.snapshots.fresh(); // whose rows are shown so far
    this.connection.setUser(id, company);
  }

  logout(options?: LogoutOptions): Promise<LogoutResult> {
    return this.commands.promised(() => {
      const chosen = this.args.options(options, 'options');
      this.args.members(chosen, LOGOUT_MEMBERS);
      return this.logoutWork.leave(chosen);
    });
  }

  lock(): void {
    this.client.useKey(null);
  }

  exportAudit(): string {
    return this.connection.ask((engine) => engine.exportAudit(), '');
  }

  verifyAudit(head?: string): AuditVerification {
    const known = this.args.idOrNone(head, 'head');
    const nothing = '{"ok":true,"records":0,"head":"","problems":[]}';
    const text = this.connection.ask((engine) => engine.verifyAudit(known), nothing);
    return JSON.parse(text) as AuditVerification;
  }

  configure(options: ConfigureOptions): void {
    this.client.configure(options);
  }
}
