import type { Configuration } from '../engine/configuration.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import { SyncMutationError } from '../../types/errors.js';
import type { PendingCalls } from './pending_calls.js';
import type { Resources } from '../resource/resources.js';

/** Changes that end before their request has left, as if they had never been made (2.5a, 2.5c). */
export class Withdrawals {
  constructor(
    private readonly connection: EngineConnection,
    private readonly pendingCalls: PendingCalls,
    private readonly configuration: Configuration,
    private readonly resources: Resources,
    private readonly diagnostics: DiagnosticReporter,
  ) {}

  /** The context threw or rejected. Later than that, a diagnostic says so and nothing changes. */
  rejected(resource: string, mutation: string, reason: unknown): void {
    // An error of the queue itself, which a context hands on: its hook has said so.
    if (reason instanceof SyncMutationError) return;
    const text = reason instanceof Error ? reason.message : String(reason);
    const message = this.configuration.sentence('CONTEXT_REJECTED', { reason: text });
    const error = new SyncMutationError({ code: 'CONTEXT_REJECTED', message, cause: reason });
    if (this.withdraw(resource, mutation, error)) return;
    this.diagnostics.of('CONTEXT_REJECTED_LATE', { resource, mutation });
  }

  /** The context sends the change by itself. @returns false: the queue's request has left */
  sentToo(resource: string, mutation: string): boolean {
    const code = 'CONTEXT_SENDS_TOO';
    const message = this.configuration.sentence(code);
    return this.withdraw(resource, mutation, new SyncMutationError({ code, message }));
  }

  /** Another mutation makes the change. @returns false: its request has left */
  handOn(resource: string, mutation: string): boolean {
    return this.withdraw(resource, mutation, null);
  }

  private withdraw(resource: string, mutation: string, error: SyncMutationError | null): boolean {
    const { bindings } = this.resources.of(resource);
    try {
      // The view that follows is not an outcome for the context that shows the change.
      this.connection.command((engine) => {
        const reply = engine.withdraw(mutation);
        if (!reply.startsWith('!')) bindings.takenBack(mutation);
        return reply;
      });
    } catch (failure) {
      if (!(failure instanceof SyncMutationError)) throw failure;
      return false;
    }
    if (error) this.pendingCalls.withdrawn(mutation, error);
    return true;
  }
}
