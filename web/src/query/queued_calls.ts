import type { QueryClient } from '@tanstack/react-query';
import { syncActions } from '../client/layer_calls.js';
import type { MutationOptions, MutationPromise } from '../types/index.js';
import type {
  DeleteVariables,
  SyncOperation,
  SyncResults,
  SyncVariables,
  UpdateVariables,
} from './mutations.js';

type Call = MutationPromise<unknown>;

/** A `mutationFn` that hands its variables to the queue. */
export type QueuedFn<Row extends object, Operation extends SyncOperation> = (
  variables: SyncVariables<Row>[Operation],
) => Promise<SyncResults<Row>[Operation]>;

/** Calls that were made inside `mutate`, and that TanStack Query has not asked for yet. */
class Calls {
  /** Of the `mutate` that has just returned. */
  newest: Call | undefined;
  private readonly made = new Map<unknown, Call[]>();

  add(variables: unknown, call: Call): void {
    this.newest = call;
    this.made.set(variables, [...(this.made.get(variables) ?? []), call]);
  }

  take(variables: unknown): Call | undefined {
    const [call] = this.made.get(variables) ?? [];
    this.forget(variables, call);
    return call;
  }

  forget(variables: unknown, call: Call | undefined): void {
    const left = (this.made.get(variables) ?? []).filter((one) => one !== call);
    if (left.length > 0) this.made.set(variables, left);
    else this.made.delete(variables);
  }
}

/** What is done where. */
interface Work {
  readonly endpoint: string;
  readonly operation: SyncOperation;
  readonly calls: Calls;
}

const workOf = new WeakMap<object, Work>();
const callsOf = new Map<string, Calls>();

/** Calls of one operation of one endpoint. */
export function callsFor(endpoint: string, operation: SyncOperation): Calls {
  const name = `${operation} ${endpoint}`;
  const calls = callsOf.get(name) ?? new Calls();
  callsOf.set(name, calls);
  return calls;
}

/** @returns takes the call that was made with these variables, else makes it */
export function queuedFn<Row extends object, Operation extends SyncOperation>(
  endpoint: string,
  operation: Operation,
): QueuedFn<Row, Operation> {
  const calls = callsFor(endpoint, operation);
  const run: QueuedFn<Row, Operation> = (variables) =>
    (calls.take(variables) as MutationPromise<SyncResults<Row>[Operation]> | undefined) ??
    queued(endpoint, operation, variables);
  workOf.set(run, { endpoint, operation, calls });
  return run;
}

const joined = new WeakSet<QueryClient>();

/**
 * Makes the calls of `syncMutationOptions` inside `mutate`: TanStack Query calls a `mutationFn` later,
 * behind every `onMutate`. A mutation that waits for its `scope` is left to it: TanStack Query keeps
 * it, and calls its function once, also after a reload.
 */
export function queueInsideMutate(queryClient: QueryClient): void {
  if (joined.has(queryClient)) return;
  joined.add(queryClient);
  const made = new WeakMap<object, Call>();
  queryClient.getMutationCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    const { action, mutation } = event;
    const work = workOf.get(mutation.options.mutationFn ?? {});
    if (!work) return;
    const { endpoint, operation, calls } = work;
    const variables = mutation.state.variables as SyncVariables[SyncOperation];
    if (action.type === 'error' || action.type === 'success')
      calls.forget(variables, made.get(mutation));
    if (action.type !== 'pending' || action.isPaused || made.has(mutation)) return;
    const call = queued(endpoint, operation, variables);
    made.set(mutation, call);
    calls.add(variables, call);
  });
}

/** Hands a change to the queue. */
function queued<Row extends object, Operation extends SyncOperation>(
  endpoint: string,
  operation: Operation,
  variables: SyncVariables<Row>[Operation],
): MutationPromise<SyncResults<Row>[Operation]> {
  const actions = syncActions<Row>(endpoint);
  const call = (): Call => {
    if (operation === 'create') return actions.create(variables as Partial<Row>);
    if (operation === 'update') {
      const { id, changes, reason } = (variables ?? {}) as UpdateVariables<Row>;
      return actions.mutate(id, changes, reasonOf(reason));
    }
    const given = (variables ?? '') as DeleteVariables;
    const { id, reason } = typeof given === 'object' ? given : { id: given, reason: undefined };
    return actions.delete(id, reasonOf(reason));
  };
  return call() as MutationPromise<SyncResults<Row>[Operation]>;
}

const reasonOf = (reason: string | undefined): MutationOptions =>
  reason === undefined ? {} : { reason };
