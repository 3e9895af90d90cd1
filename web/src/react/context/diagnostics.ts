import type { SyncClient } from '../../types/index.js';
import { diagnostic, type ReactDiagnostic } from '../../client/base/diagnostics.js';

const reported = new WeakMap<SyncClient, Set<string>>();

/** Emits a diagnostic the first time it is needed on this page, per endpoint. */
export function reportOnce(client: SyncClient, code: ReactDiagnostic, endpoint?: string): void {
  const known = reported.get(client) ?? new Set<string>();
  reported.set(client, known);
  const key = `${code} ${endpoint ?? ''}`;
  if (known.has(key)) return;
  known.add(key);
  client.report(diagnostic('react', code, endpoint === undefined ? {} : { resource: endpoint }));
}
