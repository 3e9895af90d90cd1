import type {
  AnyRecord,
  ContextSink,
  DeletedRecord,
  MutationEntry,
  MutationOptions,
  MutationPromise,
  MutationsState,
  SyncClient,
} from '../client/types.js';
import type { ContextOperation } from './context_driver.js';
import { contextSlot, type ContextSlot } from './context_slot.js';

/** The operations that a hook hands out; stable for the life of the hook instance. */
export interface SyncOperations<Row extends object = AnyRecord> {
  /**
   * Adds a record at once and queues its creation (2.1).
   * @param data its members; without `id` it gets a local one, a UUID.
   */
  readonly create: (data: Partial<Row>, options?: MutationOptions) => MutationPromise<Row>;
  /** Changes a record at once and queues the change. */
  readonly mutate: (
    id: string | number,
    changes: Partial<Row>,
    options?: MutationOptions,
  ) => MutationPromise<Row>;
  /** Takes a record away at once and queues its deletion. */
  readonly delete: (
    id: string | number,
    options?: MutationOptions,
  ) => MutationPromise<DeletedRecord>;
  /** Forgets `error` and `failure`; the change itself stays in the queue. */
  readonly clearError: () => void;
}

/** Everything that one hook instance keeps. */
export interface HookInstance<Row extends object> extends SyncOperations<Row> {
  /** As the hook was given it; another one needs another instance. */
  readonly endpoint: string;
  readonly slot: ContextSlot;
  readonly getPending: () => MutationEntry[];
  /** For useSyncExternalStore. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly getState: () => MutationsState;
  readonly getServerState: () => MutationsState;
}

/** Makes the operations of one hook instance. Touches no globals. */
export function hookInstance<Row extends object>(
  client: SyncClient,
  endpoint: string,
): HookInstance<Row> {
  const mutations = client.mutations<Row>(endpoint);
  const slot = contextSlot(client, mutations.endpoint);

  function drive<T extends object>(
    operation: ContextOperation,
    record: T,
    call: (sink: ContextSink | undefined) => MutationPromise<T>,
  ): MutationPromise<T> {
    const refusal = slot.refusal(operation);
    if (refusal === null) return call(slot.isOurs() ? undefined : slot.sink);
    client.tell({ code: refusal.code, message: refusal.message, resource: slot.endpoint });
    return mutations.refuse(refusal, record);
  }

  return {
    endpoint,
    slot,
    getPending: () => mutations.getPending(),
    subscribe: (listener) => mutations.subscribe(listener),
    getState: () => mutations.getState(),
    getServerState: () => mutations.getServerState(),
    create: (data, options) =>
      drive('insert', data as Row, (sink) => mutations.create(data, options, sink)),
    mutate: (id, changes, options) => {
      slot.ids.note(id);
      return drive('patch', changes as Row, (sink) => mutations.update(id, changes, options, sink));
    },
    delete: (id, options) => {
      slot.ids.note(id);
      const gone: DeletedRecord = { id: String(id), deleted: true };
      return drive('remove', gone, (sink) => mutations.delete(id, options, sink));
    },
    clearError: () => mutations.clearError(),
  };
}
