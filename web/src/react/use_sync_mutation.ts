import { useInsertionEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { AnyRecord, MutationEntry, SyncClient, Waiting } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import type { ContextAdapter } from './context/adapter.js';
import type { MarkedContext } from './context/context_brand.js';
import { registerEndpoint, type MethodOrOptions } from './endpoint_registration.js';
import { noContext } from './context/hook_context.js';
import { hookInstance, type HookInstance, type SyncOperations } from './hook_operations.js';
import { syncFailure, type SyncFailure } from './mutation_actions.js';
import { useOverlayInContext } from './context/use_overlay_in_context.js';

/** What `useSyncMutation` returns. */
export interface SyncMutation<Row extends object = AnyRecord> extends SyncOperations<Row> {
  /**
   * A change of this endpoint is queued or being sent, from any component or tab, also after a reload. One
   * that waits behind a refused change does not count: a person decides about both.
   */
  readonly isPending: boolean;
  /** A request of this endpoint is in flight: for spinners. */
  readonly isSending: boolean;
  /** Why the pending changes of this endpoint are not sent; null: nothing holds them up. */
  readonly waiting: Waiting;
  /** Newest unresolved refusal of this hook instance, a sentence in the configured language. */
  readonly error: string | null;
  /** The same refusal with its code, its entry and its actions. */
  readonly failure: SyncFailure | null;
  /**
   * Entries of this endpoint that are queued or being sent, in order. It is a new function when they may have
   * changed: compilers memoise what is called in a render.
   */
  readonly getPending: () => MutationEntry[];
}

/**
 * Creates, changes and deletes records of a collection: visible at once, durable before it is sent,
 * sent in the background.
 *
 * @param context a value of `createSyncContext`, or any context value whose methods are named after
 *   the endpoint (`/api/v1/patients` → createPatient, updatePatient, deletePatient), or one that
 *   `options.adapter` drives. Left out: the changes show wherever `useSyncedRows`, `useSyncedRecord`
 *   or a `createSyncContext` shows rows of the endpoint.
 * @param endpoint path of the collection, e.g. '/api/v1/patients'.
 * @param methodOrOptions method of updates, or options of the endpoint. Default 'PATCH'.
 * @returns stable operations, and the state of the endpoint. Their promises reject with
 *   `SyncMutationError`, never as unhandledrejection; CONTEXT_UNUSABLE lists what was looked for.
 *
 * @example
 * const { create, isPending, error } = useSyncMutation(useContext(PatientContext), '/api/v1/patients');
 * await create({ first_name: 'Jean', last_name: 'Dupont' });
 *
 * @example
 * // Inside an existing provider: the operations are the context's methods.
 * const { create: createPatient, mutate: updatePatient, delete: deletePatient } =
 *   useSyncMutation(null, '/api/v1/patients', { adapter: { setItems: setPatients, items: patients } });
 */
export function useSyncMutation<Row extends object>(
  context: MarkedContext<Row>,
  endpoint: string,
  methodOrOptions?: MethodOrOptions<Row>,
): SyncMutation<Row>;
export function useSyncMutation<Row extends object = AnyRecord>(
  endpoint: string,
  methodOrOptions?: MethodOrOptions<Row>,
): SyncMutation<Row>;
export function useSyncMutation<Row extends object = AnyRecord>(
  context: unknown,
  endpoint: string,
  methodOrOptions?: MethodOrOptions<Row>,
): SyncMutation<Row>;
export function useSyncMutation<Row extends object = AnyRecord>(
  first: unknown,
  second?: string | MethodOrOptions<Row>,
  third?: MethodOrOptions<Row>,
): SyncMutation<Row> {
  const { context, endpoint, methodOrOptions } = argumentsOf<Row>(first, second, third);
  const client = getSyncClient();
  const instance = useHookInstance<Row>(client, endpoint);
  const { context: own, subscribe, getState, getServerState } = instance;
  const adapter = adapterOf(methodOrOptions);

  // Before any layout effect or event can call the operations, and only for what was committed.
  useInsertionEffect(() => own.see(context, adapter), [own, context, adapter]);
  useInsertionEffect(
    () => registerEndpoint(client, endpoint, methodOrOptions),
    [client, endpoint, methodOrOptions],
  );
  useOverlayInContext(client, own, context, adapter);

  const state = useSyncExternalStore(subscribe, getState, getServerState);
  return useMemo(
    () => ({
      create: instance.create,
      mutate: instance.mutate,
      delete: instance.delete,
      clearError: instance.clearError,
      getPending: () => instance.getPending(),
      isPending: state.isPending,
      isSending: state.isSending,
      waiting: state.waiting,
      error: state.failure?.message ?? null,
      failure: syncFailure(client.queue, state.failure),
    }),
    [client, instance, state],
  );
}

interface HookArguments<Row extends object> {
  readonly context: unknown;
  readonly endpoint: string;
  readonly methodOrOptions: MethodOrOptions<Row>;
}

/** Without a context, the endpoint comes first and no other path follows it. */
function argumentsOf<Row extends object>(
  first: unknown,
  second: string | MethodOrOptions<Row> | undefined,
  third: MethodOrOptions<Row> | undefined,
): HookArguments<Row> {
  const isEndpoint = typeof second === 'string' && second !== 'PATCH' && second !== 'PUT';
  if (typeof first === 'string' && !isEndpoint)
    return {
      context: noContext,
      endpoint: first,
      methodOrOptions: (second as MethodOrOptions<Row> | undefined) ?? 'PATCH',
    };
  return { context: first, endpoint: second as string, methodOrOptions: third ?? 'PATCH' };
}

/** Kept in state, not in a memo: a refusal belongs to the hook instance and must not be forgotten. */
function useHookInstance<Row extends object>(
  client: SyncClient,
  endpoint: string,
): HookInstance<Row> {
  const [instance, setInstance] = useState(() => hookInstance<Row>(client, endpoint));
  if (Object.is(instance.endpoint, endpoint)) return instance;
  const next = hookInstance<Row>(client, endpoint);
  setInstance(next);
  return next;
}

/** The context layer knows rows as records; what type the application gives them is its own affair. */
function adapterOf<Row extends object>(given: MethodOrOptions<Row>): ContextAdapter | undefined {
  return typeof given === 'string' ? undefined : (given.adapter as ContextAdapter | undefined);
}
