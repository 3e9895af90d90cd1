import { givenAtOnce } from '../../host/http/from_server.js';
import { writtenWhole } from '../../host/http/written_whole.js';
import type { MutationEntry } from '../../types/mutation.js';
import type { ImportVerdict } from '../../types/options.js';
import type { BrowserHost } from '../../host/browser_host.js';
import type { Configuration } from '../engine/configuration.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { Entries } from '../engine/entries.js';

/**
 * Work that comes from storage, and what only the application can say of it: how the shapes of its
 * former versions become those of this one (BEHAVIOUR 5.5), and whether its former queue had saved
 * it (5.2).
 */
export class RecoveredWork {
  private found: string[] = [];

  constructor(
    private readonly host: BrowserHost,
    private readonly configuration: Configuration,
    private readonly connection: EngineConnection,
    private readonly entries: Entries,
    private readonly diagnostics: DiagnosticReporter,
  ) {}

  /**
   * A mutation was recovered, or another tab made it. It is looked at before anything is sent, which
   * takes a lock and so a later task.
   */
  queued(mutation: string): void {
    if (this.configuration.storedWork.payloadVersion === undefined) return;
    if (this.found.length === 0) this.host.microtask(() => this.migrateFound());
    this.found.push(mutation);
  }

  /** A mutation is parked because it is unknown whether it was saved. */
  uncertain(mutation: MutationEntry): void {
    const { onImport } = this.configuration.storedWork;
    if (mutation.error?.code !== 'IMPORTED' || !onImport) return;
    void Promise.resolve()
      .then(() => onImport(mutation))
      .then((verdict) => this.decide(mutation, verdict))
      .catch(() => this.diagnostics.of('IMPORT_UNDECIDED', { mutation: mutation.id }));
  }

  private decide({ id }: MutationEntry, verdict: ImportVerdict): void {
    if (verdict === 'applied') this.resolve(id, 'server');
    if (verdict === 'absent') this.resolve(id, 'mine');
  }

  /** Where the entry has been decided meanwhile, the engine rejects the command. */
  private resolve(id: string, choice: 'mine' | 'server'): void {
    this.connection.order((engine) => engine.resolveConflict(id, choice, ''));
  }

  private migrateFound(): void {
    for (const mutation of this.found.splice(0)) {
      const entry = this.entries.one(mutation);
      if (entry) this.migrate(entry);
    }
  }

  private migrate(entry: MutationEntry): void {
    const { payloadVersion, migratePayload } = this.configuration.storedWork;
    const from = entry.payloadVersion ?? 0;
    if (payloadVersion === undefined || from >= payloadVersion || !migratePayload) return;
    try {
      const data = writtenWhole(givenAtOnce(migratePayload(entry, from)) as object);
      this.connection.command((engine) => engine.migratePayload(entry.id, data, payloadVersion));
    } catch {
      this.diagnostics.of('PAYLOAD_NOT_MIGRATED', { mutation: entry.id });
    }
  }
}
