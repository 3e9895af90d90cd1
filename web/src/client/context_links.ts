import type { BrowserHost } from '../host/browser_host.js';
import type { DiagnosticReporter } from './engine/diagnostic_reporter.js';
import type { EngineConnection } from './engine/engine_connection.js';
import type { ContextConduct } from './mutations/context_conduct.js';
import type { Withdrawals } from './mutations/withdrawals.js';
import type { ContextLinks } from './resource/context_bindings.js';
import type { Resources } from './resource/resources.js';

/** The parts of the client that contexts work with. */
export interface ContextParts {
  readonly host: BrowserHost;
  readonly session: EngineConnection;
  readonly spaces: Resources;
  readonly withdrawals: Withdrawals;
  readonly conduct: ContextConduct;
  readonly diagnostics: DiagnosticReporter;
}

/** Joins the contexts of one resource to the calls of the client. */
export function contextLinks(resource: string, parts: ContextParts): ContextLinks {
  const { host, session, spaces, withdrawals, conduct, diagnostics } = parts;
  return {
    alias: (entity, other) => {
      const { ids } = spaces.of(resource).book;
      ids.rename(other, ids.canonical(entity));
      session.mention((engine) => engine.alias(resource, entity, other));
    },
    rejected: (mutation, reason) => withdrawals.rejected(resource, mutation, reason),
    complain: (code) => diagnostics.of(code, { resource }),
    outcome: (entity, sink, operation, run) =>
      conduct.outcome({ resource, entity, sink, operation }, run),
    patience: () => host.patience(),
    nextTask: (run) => host.nextTask(run),
    isQueued: (entity) => spaces.of(resource).book.get(entity) !== undefined,
  };
}
