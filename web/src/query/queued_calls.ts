import type { QueryClient } from '@tanstack/react-query';
import { syncActions } from '../client/data_layer_calls.js';
import type { MutationPromise } from '../types/index.js';
import type { SyncOperation, SyncResults, SyncVariables, UpdateVariables } from './mutations.js';
import { isObject } from './rows_in_data.js';

type Call = MutationPromise<unknown>;

/** A `mutationFn` that hands its variables to the queue. */
export type QueuedFn<Row extends object, Operation extends SyncOperation> = (
  variables: SyncVariables<Row>[Operation],
) => Promise<SyncResults<Row>[Operation]>;

/** Calls that were made inside `mutate`, and that TanStack Query has not asked for yet. */
class Calls {
  /** The call of the `mutate` that has just returned. */
  newest: Call | undefined;
  private made: { readonly variables: unknown; readonly call: Call }[] = [];

  add(variables: unknown, call: Call): void {
    this.newest = call;
    this.made.push({ variables, call });
  }

  take(variables: unknown): Call | undefined {
    const call = this.made.find((one) => one.variables === variables)?.call;
    this.forget(call);
    return call;
  }

  forget(call: Call | undefined): void {
    this.made = this.made.filter((one) => one.call !== call);
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
    if (action.type === 'error' || action.type === 'success') calls.forget(made.get(mutation));
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
    const given = (
      isObject(variables) ? variables : { id: variables ?? '' }
    ) as UpdateVariables<Row>;
    const { id, changes, reason } = given;
    const options = reason === undefined ? {} : { reason };
    return operation === 'update'
      ? actions.mutate(id, changes, options)
      : actions.delete(id, options);
  };
  return call() as MutationPromise<SyncResults<Row>[Operation]>;
}
