import type { SyncClient } from '../../types/index.js';

/** The diagnostics of the React layer, in ids and codes only. */
const kSentences = {
  CONTEXT_CANNOT_PLACE:
    'A deleted record came back at the end of the list: createX cannot put it in its place. ' +
    'Give the hook an adapter with setItems or insert(record, index), or read the list again.',
  CONTEXT_CANNOT_RENAME:
    'The server has given a record its own id; it was handed to the update method as { id }, which may ignore it. ' +
    'Give the hook an adapter with setItems or replaceId(oldId, newId), or read the list again.',
  CONTEXT_NOT_RECOVERED:
    'This change is in the queue and will be sent, but a reload will not show it until then: ' +
    'the context keeps its rows in memory. Wrap them in useSyncedRows(rows, endpoint).',
  IN_MEMORY_ONLY:
    'useOptimisticMutation keeps changes in memory only: a reload or a closed tab loses what is not answered. ' +
    'For records use useSyncMutation.',
  NO_ROLLBACK:
    'A call of useOptimisticMutation was rejected and there was no way to undo its update: ' +
    'return a function from onOptimisticUpdate, or give previousState.',
} as const;

/** Codes of the React layer's own diagnostics. */
export type ReactDiagnostic = keyof typeof kSentences;

const reported = new WeakMap<SyncClient, Set<string>>();

/** Emits a diagnostic the first time it is needed on this page, per endpoint. */
export function tellOnce(client: SyncClient, code: ReactDiagnostic, endpoint?: string): void {
  const known = reported.get(client) ?? new Set<string>();
  reported.set(client, known);
  const key = `${code} ${endpoint ?? ''}`;
  if (known.has(key)) return;
  known.add(key);
  client.report({
    code,
    message: kSentences[code],
    ...(endpoint === undefined ? {} : { resource: endpoint }),
  });
}
