import type { BrowserHost } from '../host/browser_host.js';
import type { Arguments } from './base/arguments.js';
import type { Configuration } from './engine/configuration.js';
import type { DiagnosticReporter } from './engine/diagnostic_reporter.js';
import type { EngineConnection } from './engine/engine_connection.js';
import type { ContextConduct } from './mutations/context_conduct.js';
import type { Withdrawals } from './mutations/withdrawals.js';
import type { PageLayers } from './page_layers.js';
import type { PageReads } from './reads/page_reads.js';
import type { ResourceLinks } from './resource/resource.js';
import type { Resources } from './resource/resources.js';
import type { RowPersistence } from './resource/row_persistence.js';

/** The parts of the client that a resource works with. */
export interface ResourceParts {
  readonly reads: PageReads;
  readonly configuration: Configuration;
  readonly args: Arguments;
  readonly kept: RowPersistence;
  readonly host: BrowserHost;
  readonly spaces: Resources;
  readonly session: EngineConnection;
  readonly withdrawals: Withdrawals;
  readonly conduct: ContextConduct;
  readonly layers: PageLayers;
  readonly diagnostics: DiagnosticReporter;
}

/** Joins one resource to the other parts of the client. */
export function resourceLinks(resource: string, parts: ResourceParts): ResourceLinks {
  const { reads, configuration, kept, host, layers } = parts;
  return {
    store: {
      read: (url) => reads.read(resource, url),
      readEnded: (status) => reads.listEnded(status),
      fromServer: (records) => reads.fromServer(resource, records),
      changes: () => configuration.endpoint(resource).changes,
      markIn: (body) => reads.markIn(resource, body),
      deletedOf: (records) => reads.deletedOf(resource, records),
      versionField: () => configuration.versionField(resource),
      observe: (records) => parts.session.observe(resource, records),
      canonical: (id) => parts.spaces.canonical(resource, id),
      start: () => parts.session.wake(),
      sentence: (code) => configuration.sentence(code),
      listed: (rows) => parts.args.records(rows, 'rows'),
      lastKnown: (list) => kept.lastKnown(list),
      remember: (list, records, isRead) => kept.remember(list, records, isRead),
      isServer: () => host.isServer(),
      now: () => host.now(),
    },
    context: {
      alias: (entity, other) => {
        const { ids } = parts.spaces.of(resource).book;
        ids.rename(other, ids.canonical(entity));
        parts.session.mention((engine) => engine.alias(resource, entity, other));
      },
      rejected: (mutation, reason) => parts.withdrawals.rejected(resource, mutation, reason),
      complain: (code) => parts.diagnostics.of(code, { resource }),
      outcome: (entity, sink, operation, run) =>
        parts.conduct.outcome({ resource, entity, sink, operation }, run),
    },
    complain: (code) => parts.diagnostics.of(code, { resource }),
    keptFacts: () => kept.confirmedOf(resource),
    keepFacts: (facts) => kept.rememberConfirmed(resource, facts),
    claims: (row) => layers.claims(row, resource),
    overlay: {
      isStale: (entity) => reads.records.isStale(resource, entity),
      now: () => host.pageNow(),
      versionField: () => configuration.versionField(resource),
    },
  };
}
