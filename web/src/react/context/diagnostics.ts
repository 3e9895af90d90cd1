import type { SyncClient } from '../../types/index.js';
import { diagnostic, type ReactDiagnostic } from '../../client/base/diagnostics.js';

const reported = new WeakMap<SyncClient, Set<string>>();

/** Emits a diagnostic the first time it is needed on this page, per endpoint. */
export function reportOnce(client: SyncClient, code: ReactDiagnostic, endpoint?: string): void {
  if (isFirst(client, code, endpoint))
    client.report(diagnostic('react', code, endpoint === undefined ? {} : { resource: endpoint }));
}

/** What an adapter gave as its rows is not a list, reported in the same way. */
export function reportNoList(client: SyncClient, endpoint: string): void {
  const code = 'ROWS_NOT_A_LIST';
  if (isFirst(client, code, endpoint)) client.complain(code, endpoint);
}

function isFirst(client: SyncClient, code: string, endpoint = ''): boolean {
  const known = reported.get(client) ?? new Set<string>();
  reported.set(client, known);
  const key = `${code} ${endpoint}`;
  const isNew = !known.has(key);
  known.add(key);
  return isNew;
}
