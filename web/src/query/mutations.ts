import {
  useMutation,
  useQueryClient,
  type MutateOptions,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSyncMutation } from '../react/use_sync_mutation.js';
import type { AnyRecord, DeletedRecord, SyncMutationError, Waiting } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { withMembers } from './list_overlay.js';
import { callsFor, queuedFn, queueInsideMutate } from './queued_calls.js';

/** What is done with a record. */
export type SyncOperation = 'create' | 'update' | 'delete';

/** The one argument of an update. */
export interface UpdateVariables<Row extends object = AnyRecord> {
  /** Id of the record, in any form that it ever had. */
  id: string | number;
  /** The fields that change. */
  changes: Partial<Row>;
  /** Why, for the audit trail. */
  reason?: string;
}

/** The one argument of a delete: the id, or the id and why. */
export type DeleteVariables = string | number | { id: string | number; reason?: string };

/** The argument of `mutate` by operation. */
export interface SyncVariables<Row extends object = AnyRecord> {
  /** The members of the new record; without `id` it gets a local one. */
  create: Partial<Row>;
  /** Which record, and the fields that change. */
  update: UpdateVariables<Row>;
  /** Which record. */
  delete: DeleteVariables;
}

/** What a confirmed mutation resolves with, by operation. */
export interface SyncResults<Row extends object = AnyRecord> {
  /** The record as the server has confirmed it. */
  create: Row;
  /** The changed record as the server has confirmed it. */
  update: Row;
  /** The id of the deleted record. */
  delete: DeletedRecord;
}

/**
 * Options of `useMutation` that hand a change to the queue: also offline, where TanStack Query would
 * put off calling a plain `mutationFn`, and lose it at the next reload. With `attachSynchrone` the
 * change is shown and stored when `mutate` returns, before any `onMutate`: none can hold it back. With
 * a `scope` of yours it waits for the one before it, and only then is stored. The queue sends and repeats;
 * `onSuccess` is called when the server has confirmed, or, while a verdict has to wait, with the record
 * as it is shown. After a reload neither is called: use `onSynced`.
 *
 * @param endpoint path of the collection.
 * @throws SyncMutationError INVALID_ARGUMENT for another operation.
 *
 * @example
 * const { mutate } = useMutation(syncMutationOptions<Patient>('/api/v1/patients', 'create'));
 */
export function syncMutationOptions<
  Row extends object = AnyRecord,
  Operation extends SyncOperation = SyncOperation,
>(
  endpoint: string,
  operation: Operation,
): UseMutationOptions<
  SyncResults<Row>[Operation],
  SyncMutationError,
  SyncVariables<Row>[Operation]
> {
  getSyncClient().check({ operation }, { operation: ['create', 'update', 'delete'] });
  return { ...OPTIONS, mutationFn: queuedFn<Row, Operation>(endpoint, operation) };
}

/** What `mutate` may bring along. */
export interface SyncedMutateOptions<Result, Variables> extends MutateOptions<
  Result,
  SyncMutationError,
  Variables
> {
  /** Called inside the call, when the change is shown and stored. @param record as it is shown */
  onApplied?: (record: Result) => void;
}

/** One operation of `useSyncedMutation`: the result of `useMutation`, and what is queued. */
export interface SyncedOperation<Result, Variables> extends Omit<
  UseMutationResult<Result, SyncMutationError, Variables>,
  'mutate' | 'mutateAsync'
> {
  /** Shows and stores the change inside the call. */
  mutate(variables: Variables, options?: SyncedMutateOptions<Result, Variables>): void;
  /** As `mutate`; resolves as `MutationPromise` does, rejects with a `SyncMutationError`. */
  mutateAsync(
    variables: Variables,
    options?: SyncedMutateOptions<Result, Variables>,
  ): Promise<Result>;
  /** Id of the newest call's entry, for `getMutationQueue().getEntry`; null: no call yet. */
  readonly mutationId: string | null;
  /** A change of this endpoint is pending, from any component. */
  readonly isQueued: boolean;
  /** Why the pending changes of this endpoint are not sent; null: nothing holds them up. */
  readonly waiting: Waiting;
}

/** What `useSyncedMutation` returns. */
export interface SyncedMutation<Row extends object = AnyRecord> {
  /** Adds a record. */
  readonly create: SyncedOperation<Row, Partial<Row>>;
  /** Changes a record. */
  readonly update: SyncedOperation<Row, UpdateVariables<Row>>;
  /** Deletes a record. */
  readonly delete: SyncedOperation<DeletedRecord, DeleteVariables>;
}

/**
 * The operations of an endpoint, each with the members of `useMutation`: `mutate`, `mutateAsync`,
 * `status`, `error`, `variables`, `reset` and so on.
 *
 * @param endpoint path of the collection.
 *
 * @example
 * const { create } = useSyncedMutation<Patient>('/api/v1/patients');
 * create.mutate(form, { onApplied: (patient) => navigate(`/patients/${patient.id}`) });
 */
export function useSyncedMutation<Row extends object = AnyRecord>(
  endpoint: string,
): SyncedMutation<Row> {
  const { isPending, waiting } = useSyncMutation<Row>(endpoint);
  const state = { isQueued: isPending, waiting };
  const create = useOperation<Row, 'create'>(endpoint, 'create', state);
  const update = useOperation<Row, 'update'>(endpoint, 'update', state);
  const remove = useOperation<Row, 'delete'>(endpoint, 'delete', state);
  return useMemo(() => ({ create, update, delete: remove }), [create, update, remove]);
}

function useOperation<Row extends object, Operation extends SyncOperation>(
  endpoint: string,
  operation: Operation,
  state: { readonly isQueued: boolean; readonly waiting: Waiting },
): SyncedOperation<SyncResults<Row>[Operation], SyncVariables<Row>[Operation]> {
  type Result = SyncResults<Row>[Operation];
  type Variables = SyncVariables<Row>[Operation];
  queueInsideMutate(useQueryClient());
  const [mutationId, setMutationId] = useState<string | null>(null);
  const result = useMutation<Result, SyncMutationError, Variables>({
    ...OPTIONS,
    mutationFn: useMemo(() => queuedFn<Row, Operation>(endpoint, operation), [endpoint, operation]),
  });
  const { mutateAsync } = result;
  const methods = useMemo(() => {
    const start = (
      variables: Variables,
      { onApplied, ...rest }: SyncedMutateOptions<Result, Variables> = {},
    ): Promise<Result> => {
      const outcome = mutateAsync(variables, rest);
      const { newest } = callsFor(endpoint, operation);
      const isQueued = newest !== undefined && newest.mutationId !== '';
      setMutationId(isQueued ? newest.mutationId : null);
      if (isQueued) onApplied?.(newest.record as Result);
      return outcome;
    };
    return {
      mutate: (variables: Variables, options?: SyncedMutateOptions<Result, Variables>): void => {
        start(variables, options).catch(() => undefined); // `error` says it
      },
      mutateAsync: start,
    };
  }, [endpoint, operation, mutateAsync]);
  return withMembers(result, { ...methods, mutationId, ...state });
}

/** The queue retries and waits for the network; it keeps what it has, so the cache need not. */
const OPTIONS = { networkMode: 'always', retry: false, gcTime: 0 } as const;
