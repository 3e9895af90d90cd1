import type { SyncMutationError } from '../../types/errors.js';

/** The undecided failures of one hook instance (BEHAVIOUR 2.4). */
export class FailureLog {
  private readonly failures = new Map<string, SyncMutationError>();

  /** @param changed called after each change of `newest` */
  constructor(private readonly changed: () => void) {}

  /** The newest one; null: none. */
  get newest(): SyncMutationError | null {
    return [...this.failures.values()].at(-1) ?? null;
  }

  /** @param mutation its id; '' for a call that never reached the queue */
  add(mutation: string, error: SyncMutationError): void {
    this.failures.delete(mutation);
    this.failures.set(mutation, error);
    this.changed();
  }

  /** The change was retried, discarded or resolved, or followed by a call that was right. */
  resolved(mutation: string): void {
    if (this.failures.delete(mutation)) this.changed();
  }

  /** Forgets all of them. */
  clear(): void {
    if (this.failures.size === 0) return;
    this.failures.clear();
    this.changed();
  }
}
