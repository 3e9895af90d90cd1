import type { EngineConnection } from '../engine/engine_connection.js';
import type { MutationEntry } from '../../types/mutation.js';
import type { LogoutOptions, LogoutResult, Snapshot, Waiting } from '../../types/mutation_queue.js';

const PATIENCE_MS = 10_000;

/** These do not end by themselves while a person waits at the door. */
const HOPELESS: readonly Waiting[] = [
  'offline',
  'offline-mode',
  'login',
  'paused',
  'user',
  'locked',
];

/** What a departure needs of the client. */
export interface LogoutLinks {
  readonly session: EngineConnection;
  snapshot(): Snapshot;
  subscribe(listener: () => void): () => void;
  after(name: string, delayMs: number, run: () => void): void;
  entries(): readonly MutationEntry[];
  now(): number;
  /** Erases the rows that are kept of this person (7.1b). */
  forgetRows(): void;
}

/** A person signs out, and chooses what becomes of the work that is not confirmed (7.1). */
export class Logout {
  constructor(private readonly links: LogoutLinks) {}

  async leave(options: LogoutOptions): Promise<LogoutResult> {
    const { userId, companyId } = this.links.snapshot();
    if (options.unsynced === 'sync') await this.drained(options.timeoutMs ?? PATIENCE_MS);
    const now = this.links.snapshot();
    // Somebody else has come meanwhile: they are not to be signed out.
    if (now.userId !== userId || now.companyId !== companyId) return { unsynced: now.sealed };
    const exported = options.unsynced === 'export' ? this.exported() : undefined;
    if (exported !== undefined && options.discard)
      this.links.session.command((engine) => engine.clear());
    this.links.forgetRows();
    const unsynced = this.links.session.logout();
    return exported === undefined ? { unsynced } : { unsynced, exported };
  }

  /** Nothing is on its way any more, or nothing will change that soon. */
  private drained(timeoutMs: number): Promise<void> {
    this.links.session.command((engine) => engine.process());
    return new Promise((resolve) => {
      const isOver = (): boolean => {
        const { pending, waiting } = this.links.snapshot();
        return pending === 0 || HOPELESS.includes(waiting);
      };
      if (isOver()) return resolve();
      const end = (): void => {
        unsubscribe();
        resolve();
      };
      const unsubscribe = this.links.subscribe(() => {
        if (isOver()) end();
      });
      this.links.after('departure', timeoutMs, end);
    });
  }

  private exported(): string {
    const { userId, companyId } = this.links.snapshot();
    const unsettled = this.links
      .entries()
      .filter(({ status }) => status === 'pending' || status === 'error');
    const exportedAt = new Date(this.links.now()).toISOString();
    return JSON.stringify({ exportedAt, userId, companyId, entries: unsettled }, null, 2);
  }
}
