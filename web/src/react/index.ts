export { createSyncContext } from './create_sync_context.js';
export { rowKey } from './row_key.js';
export { useOptimisticMutation } from './use_optimistic_mutation.js';
export {
  useAttention,
  useMutationEntry,
  useMutationState,
  usePendingMutations,
  useSyncStatus,
} from './use_queue.js';
export { useRowState, useSyncedRecord } from './use_row_state.js';
export { useSyncMutation } from './use_sync_mutation.js';
export { useIsStale, useSyncedRows } from './use_synced_rows.js';

export type { ContextAdapter, SyncMutationOptions } from './context_adapter.js';
export type { MarkedContext } from './context_mark.js';
export type { MethodOrOptions } from './endpoint_registration.js';
export type { SyncOperations } from './hook_operations.js';
export type { AttentionItem, MutationActions, SyncFailure } from './mutation_actions.js';
export type { OneOffOptions, OneOffState } from './one_off_calls.js';
export type {
  CamelCase,
  Plural,
  SyncContext,
  SyncContextOptions,
  SyncContextState,
  SyncContextValue,
  SyncProviderProps,
} from './sync_context_types.js';
export type { OptimisticMutation } from './use_optimistic_mutation.js';
export type { Attention } from './use_queue.js';
export type { SyncMutation } from './use_sync_mutation.js';
export type { SyncedRowsOptions } from './use_synced_rows.js';
