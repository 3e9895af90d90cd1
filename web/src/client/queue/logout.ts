import type { BrowserHost } from '../../host/browser_host.js';
import type { LogoutOptions, LogoutResult, Waiting } from '../../types/mutation_queue.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { Entries } from '../engine/entries.js';
import type { SnapshotStore } from '../engine/snapshot_store.js';
import type { RowPersistence } from '../resource/row_persistence.js';

const PATIENCE_MS = 10_000;

/** Reasons to wait that do not end by themselves while a person waits to be signed out. */
const HOPELESS: readonly Waiting[] = [
  'offline',
  'offline-mode',
  'login',
  'paused',
  'user',
  'locked',
];

/** A person signs out, and chooses what becomes of the work that is not confirmed (7.1). */
export class Logout {
  constructor(
    private readonly host: BrowserHost,
    private readonly connection: EngineConnection,
    private readonly snapshots: SnapshotStore,
    private readonly entries: Entries,
    private readonly rows: RowPersistence,
  ) {}

  /** Signs the user out; see `MutationQueue.logout`. */
  async leave(options: LogoutOptions): Promise<LogoutResult> {
    const { userId, companyId } = this.snapshots.get();
    if (options.unsynced === 'sync') await this.drained(options.timeoutMs ?? PATIENCE_MS);
    const now = this.snapshots.get();
    // Another user has signed in meanwhile, who must not be signed out.
    if (now.userId !== userId || now.companyId !== companyId) return { unsynced: now.sealed };
    const exported = options.unsynced === 'export' ? this.exported() : undefined;
    if (exported !== undefined && options.discard)
      this.connection.command((engine) => engine.clear());
    this.rows.forget();
    const unsynced = this.connection.logout();
    return exported === undefined ? { unsynced } : { unsynced, exported };
  }

  /** Resolves when nothing is pending any more, or nothing will change that soon. */
  private drained(timeoutMs: number): Promise<void> {
    this.connection.command((engine) => engine.process());
    return new Promise((resolve) => {
      const isOver = (): boolean => {
        const { pending, waiting } = this.snapshots.get();
        return pending === 0 || HOPELESS.includes(waiting);
      };
      if (isOver()) return resolve();
      const end = (): void => {
        unsubscribe();
        resolve();
      };
      const unsubscribe = this.snapshots.listeners.add(() => {
        if (isOver()) end();
      });
      this.host.after('departure', timeoutMs, end);
    });
  }

  private exported(): string {
    const { userId, companyId } = this.snapshots.get();
    const unsettled = this.entries
      .of('')
      .filter(({ status }) => status === 'pending' || status === 'error');
    const exportedAt = new Date(this.host.now()).toISOString();
    return JSON.stringify({ exportedAt, userId, companyId, entries: unsettled }, null, 2);
  }
}
