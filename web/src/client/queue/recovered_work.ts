import type { MutationEntry } from '../../types/mutation.js';
import type { ConfigureOptions, ImportVerdict } from '../../types/options.js';
import { clientDiagnostic } from '../base/diagnostics.js';
import type { Diagnostic } from '../../types/mutation_queue.js';

/** What it takes to ask the application about stored work. */
export interface RecoveredWorkLinks {
  options(): Pick<ConfigureOptions, 'payloadVersion' | 'migratePayload' | 'onImport'>;
  entry(mutation: string): MutationEntry | null;
  /** Gives a queued mutation these data, JSON text of that version. */
  migrate(mutation: string, data: string, version: number): void;
  resolve(mutation: string, choice: 'mine' | 'server'): void;
  tell(diagnostic: Diagnostic): void;
  microtask(run: () => void): void;
}

/**
 * Work that comes from storage, and what only the application can say of it: how the shapes of its
 * former versions become those of this one (BEHAVIOUR 5.5), and whether its former queue had saved
 * it (5.2).
 */
export class RecoveredWork {
  private found: string[] = [];

  constructor(private readonly links: RecoveredWorkLinks) {}

  /**
   * A mutation was recovered, or another tab made it. It is looked at before anything is sent, which
   * takes a lock and so a later task.
   */
  queued(mutation: string): void {
    if (this.links.options().payloadVersion === undefined) return;
    if (this.found.length === 0) this.links.microtask(() => this.migrateFound());
    this.found.push(mutation);
  }

  /** A mutation is parked because nobody knows whether it was saved. */
  uncertain(mutation: MutationEntry): void {
    const { onImport } = this.links.options();
    if (mutation.error?.code !== 'IMPORTED' || !onImport) return;
    void Promise.resolve()
      .then(() => onImport(mutation))
      .then((verdict) => this.decide(mutation, verdict))
      .catch(() =>
        this.links.tell(clientDiagnostic('IMPORT_UNDECIDED', { mutation: mutation.id })),
      );
  }

  private decide({ id }: MutationEntry, verdict: ImportVerdict): void {
    if (verdict === 'applied') this.links.resolve(id, 'server');
    if (verdict === 'absent') this.links.resolve(id, 'mine');
  }

  private migrateFound(): void {
    for (const mutation of this.found.splice(0)) {
      const entry = this.links.entry(mutation);
      if (entry) this.migrate(entry);
    }
  }

  private migrate(entry: MutationEntry): void {
    const { payloadVersion, migratePayload } = this.links.options();
    const from = entry.payloadVersion ?? 0;
    if (payloadVersion === undefined || from >= payloadVersion || !migratePayload) return;
    try {
      const data = migratePayload(entry, from);
      this.links.migrate(entry.id, JSON.stringify(data), payloadVersion);
    } catch {
      this.links.tell(clientDiagnostic('PAYLOAD_NOT_MIGRATED', { mutation: entry.id }));
    }
  }
}
