export { createSyncContext } from './create_sync_context.js';
export { rowKey } from './rows.js';
export { useOptimisticMutation } from './use_optimistic_mutation.js';
export { useAttention } from './use_attention.js';
export { useIsLocal } from './use_is_local.js';
export { useIsStale } from './use_is_stale.js';
export { useMutationEntry, useMutationState } from './use_mutation_entry.js';
export { usePendingMutations } from './use_pending_mutations.js';
export { useResolvedId } from './use_resolved_id.js';
export { useRowStates } from './use_row_states.js';
export { useRowState } from './use_row_state.js';
export { useSyncedRecord } from './use_synced_record.js';
export { useSyncMutation } from './use_sync_mutation.js';
export { useSyncedRows } from './use_synced_rows.js';
export { useSyncStatus } from './use_sync_status.js';

export type { ContextAdapter, SyncMutationOptions } from './context/adapter.js';
export type { MarkedContext } from './context/context_brand.js';
export type { MethodOrOptions } from './endpoint_registration.js';
export type { SyncOperations } from './hook_operations.js';
export type { AttentionItem, MutationActions, SyncFailure } from './mutation_actions.js';
export type {
  OneOffOptions,
  OneOffState,
  OptimisticMutationOptions,
  OptimisticMutationState,
} from './optimistic_mutation_calls.js';
export type {
  CamelCase,
  Plural,
  SyncContext,
  SyncContextOptions,
  SyncContextState,
  SyncContextValue,
  SyncProviderProps,
} from './context/sync_context_types.js';
export type { OptimisticMutation } from './use_optimistic_mutation.js';
export type { Attention } from './use_attention.js';
export type { SyncMutation } from './use_sync_mutation.js';
export type { SyncedRowsOptions } from './use_synced_rows.js';
