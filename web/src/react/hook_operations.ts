import type {
  AnyRecord,
  ContextSink,
  DeletedRecord,
  MutationEntry,
  MutationOptions,
  MutationPromise,
  MutationsState,
  SyncClient,
} from '../types/index.js';
import { SyncMutationError } from '../types/index.js';
import type { ContextOperation } from './context/methods_by_name.js';
import { marked } from './context/context_brand.js';
import { HookContext } from './context/hook_context.js';

/** The operations that a hook hands out; stable for the life of the hook instance. */
export interface SyncOperations<Row extends object = AnyRecord> {
  /**
   * Adds a record to the view and queues its creation.
   * @param data its members; without `id` it gets a local one, a UUID.
   * @returns the record, as the server has it where that is known; see `mutate`.
   */
  readonly create: (data: Partial<Row>, options?: MutationOptions) => MutationPromise<Row>;
  /**
   * Changes a record in the view and queues the change.
   * @param id of the record, in any form that it ever had.
   * @param changes the members that change.
   * @returns the changed record; rejects with `SyncMutationError` where the change is refused.
   */
  readonly mutate: (
    id: string | number,
    changes: Partial<Row>,
    options?: MutationOptions,
  ) => MutationPromise<Row>;
  /**
   * Removes a record from the view and queues its deletion.
   * @param id of the record, in any form that it ever had.
   * @returns see `mutate`.
   */
  readonly delete: (
    id: string | number,
    options?: MutationOptions,
  ) => MutationPromise<DeletedRecord>;
  /** Forgets `error` and `failure`; the change itself stays in the queue. */
  readonly clearError: () => void;
}

/** Everything that one hook instance keeps. */
export interface HookInstance<Row extends object> extends SyncOperations<Row> {
  /** As the hook was given it; another endpoint needs another instance. */
  readonly endpoint: string;
  /** The context that the hook was given last. */
  readonly context: HookContext;
  /** The pending entries of the endpoint. */
  readonly getPending: () => MutationEntry[];
  /** For useSyncExternalStore. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The state of the endpoint; the same object until something changes. */
  readonly getState: () => MutationsState;
  /** The state with nothing queued. */
  readonly getServerState: () => MutationsState;
}

/** Makes the operations of one hook instance. Touches no globals. */
export function hookInstance<Row extends object>(
  client: SyncClient,
  endpoint: string,
): HookInstance<Row> {
  const mutations = client.mutations<Row>(endpoint);
  const context = new HookContext(client, mutations.endpoint);
  // A context may hand the operations out as its own methods; the mark shows whose they are.
  const markedHere = <Method extends (...args: never[]) => unknown>(method: Method): Method =>
    marked(method, mutations.endpoint, () => context.sink());

  function drive<T extends object>(
    operation: ContextOperation,
    record: T,
    call: (sink: ContextSink | undefined) => MutationPromise<T>,
  ): MutationPromise<T> {
    const way = context.wayOf(operation);
    if (!(way instanceof SyncMutationError)) return call(way.sink);
    client.report({ code: way.code, message: way.message, resource: mutations.endpoint });
    return mutations.refuse(way, record);
  }

  return {
    endpoint,
    context,
    getPending: () => mutations.getPending(),
    subscribe: (listener) => mutations.subscribe(listener),
    getState: () => mutations.getState(),
    getServerState: () => mutations.getServerState(),
    create: markedHere<SyncOperations<Row>['create']>((data, options) =>
      drive('insert', data as Row, (sink) => mutations.create(data, options, sink)),
    ),
    mutate: markedHere<SyncOperations<Row>['mutate']>((id, changes, options) => {
      context.note(id);
      return drive('patch', changes as Row, (sink) => mutations.update(id, changes, options, sink));
    }),
    delete: markedHere<SyncOperations<Row>['delete']>((id, options) => {
      context.note(id);
      const gone: DeletedRecord = { id: String(id), deleted: true };
      return drive('remove', gone, (sink) => mutations.delete(id, options, sink));
    }),
    clearError: () => mutations.clearError(),
  };
}
