/**
 * `synchrone/query`: TanStack Query whose rows have what is queued laid over them.
 *
 * @packageDocumentation
 */
export { attachSynchrone } from './attach.js';
export { syncMutationOptions, useSyncedMutation } from './mutations.js';
export { syncedQueryOptions } from './synced_query_options.js';
export { useSyncedInfiniteQuery } from './use_synced_infinite_query.js';
export { useSyncedQuery, useSyncedSuspenseQuery } from './use_synced_query.js';
export { useSyncedRecord, useSyncedSuspenseRecord } from './use_synced_record.js';

export type { AttachOptions, QueryResource } from './attach.js';
export type { SyncedList, SyncedListOptions } from './list_overlay.js';
export type {
  DeleteVariables,
  SyncedMutateOptions,
  SyncedMutation,
  SyncedOperation,
  SyncOperation,
  SyncResults,
  SyncVariables,
  UpdateVariables,
} from './mutations.js';
export type { RowOf } from './row_of.js';
export type { SyncedInfiniteQueryOptions } from './use_synced_infinite_query.js';
export type { SyncedQueryOptions, SyncedSuspenseQueryOptions } from './use_synced_query.js';
export type {
  SyncedRecordOptions,
  SyncedRecordResult,
  SyncedRecordState,
} from './use_synced_record.js';
