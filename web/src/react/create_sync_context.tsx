import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import type {
  AnyRecord,
  EndpointOptions,
  ResourceState,
  ResourceStore,
  SyncClient,
} from '../types/index.js';
import { SyncMutationError } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { newRowStore } from '../client/new_row_store.js';
import { contextMark, marked } from './context/context_brand.js';
import { camelCase, capitalize } from './context/nouns.js';
import { pluralOf } from './context/plural.js';
import { useLiveness } from './use_liveness.js';
import type {
  CamelCase,
  Plural,
  SyncContext,
  SyncContextOptions,
  SyncContextState,
  SyncContextValue,
  SyncProviderProps,
} from './context/sync_context_types.js';

/**
 * A context whose rows Synchrone keeps: confirmed rows as the server gave them, and over them
 * what is queued. With a signed-in user they are kept on the device for a start without a network.
 * Call it at module level, so that its options are known before anything is sent.
 *
 * @param options `endpoint`, `name`, `plural`, and options of the endpoint.
 * @returns `Provider`, `useResource` and `Context`; the value's members are named after `name`.
 *
 * @example
 * export const { Provider: PatientProvider, useResource: usePatients } =
 *   createSyncContext<Patient, 'patient'>({ endpoint: '/api/v1/patients', name: 'patient' });
 *
 * const { patients, createPatient, rowKey } = usePatients();
 */
export function createSyncContext<
  Row extends object = AnyRecord,
  const Name extends string = string,
  const Names extends string = Plural<CamelCase<Name>>,
>(options: SyncContextOptions<Row, Name, Names>): SyncContext<SyncContextValue<Row, Name, Names>> {
  type Value = SyncContextValue<Row, Name, Names>;
  const client = getSyncClient();
  client.check(options, { endpoint: 'text', name: 'text', plural: 'text?' });
  const { endpoint, name, plural, ...endpointOptions } = options;
  const names = memberNames(name, plural);
  const store = client.resource<Row>(
    endpoint,
    endpointOptions as EndpointOptions<Row>,
    newRowStore,
  );
  const source = storeSource<Row>(store);
  const methods = contextMethods<Row>(client, store, endpoint, names);
  const Context = createContext<Value | null>(null);

  function Provider({ children, load = true }: SyncProviderProps): ReactElement {
    const state = useSyncExternalStore(source.subscribe, source.getState, source.getServerState);
    useEffect(() => (load ? source.keepLoaded() : undefined), [load]);
    const isLive = useLiveness();
    const value = useMemo(
      () => contextValue(store, methods, names, state, isLive) as unknown as Value,
      [state, isLive],
    );
    return <Context.Provider value={value}>{children}</Context.Provider>;
  }

  function useResource(): Value {
    const value = useContext(Context);
    if (value !== null) return value;
    throw new SyncMutationError({
      code: 'PROVIDER_MISSING',
      message: `useResource: there is no ${Provider.displayName} above this component.`,
    });
  }

  Provider.displayName = `${capitalize(names.one)}Provider`;
  Context.displayName = `${capitalize(names.one)}Context`;
  return { Provider, useResource, Context };
}

/** The words that the members of a value are named after, in camelCase. */
interface MemberNames {
  readonly one: string;
  readonly many: string;
}

function memberNames(name: string, plural: string | undefined): MemberNames {
  const one = camelCase(name);
  return { one, many: plural === undefined ? pluralOf(one) : camelCase(plural) };
}

/** The store's methods as free functions, for React. */
function storeSource<Row extends object>(store: ResourceStore<Row>) {
  return {
    subscribe: (listener: () => void) => store.subscribe(listener),
    getState: () => store.getState(),
    getServerState: () => store.getServerState(),
    keepLoaded: () => store.keepLoaded(),
  };
}

type SyncContextMethods<Row extends object> = Readonly<Record<string, unknown>> &
  Pick<SyncContextState<Row>, 'getAll' | 'rowKey'>;

/** The members of the value that never change: what is called from events. */
function contextMethods<Row extends object>(
  client: SyncClient,
  store: ResourceStore<Row>,
  written: string,
  { one, many }: MemberNames,
): SyncContextMethods<Row> {
  const mutations = client.mutations<Row>(written);
  const noun = capitalize(one);
  const { endpoint } = store;
  return {
    [`create${noun}`]: marked<typeof mutations.create>(
      (...args) => mutations.create(...args),
      endpoint,
    ),
    [`update${noun}`]: marked<typeof mutations.update>(
      (...args) => mutations.update(...args),
      endpoint,
    ),
    [`delete${noun}`]: marked<typeof mutations.delete>(
      (...args) => mutations.delete(...args),
      endpoint,
    ),
    [`set${capitalize(many)}`]: (rows: Parameters<typeof store.setConfirmed>[0]) =>
      store.setConfirmed(rows),
    getAll: () => store.refetch(),
    rowKey: (row) => store.rowKey(row),
    [contextMark]: { endpoint },
  };
}

/**
 * The value for one state of the store. Each value has functions of its own: React Compiler memoises a
 * call by the function and its arguments, and would show old rows if the functions stayed the same.
 */
function contextValue<Row extends object>(
  store: ResourceStore<Row>,
  methods: SyncContextMethods<Row>,
  { one, many }: MemberNames,
  state: ResourceState<Row>,
  isLive: () => boolean,
): SyncContextState<Row> {
  return {
    ...methods,
    [many]: state.rows,
    [`get${capitalize(one)}ById`]: (id: string | number) =>
      isLive() ? store.getById(id) : undefined,
    syncState: (id) => (isLive() ? store.syncState(id) : 'synced'),
    isLoading: state.isLoading,
    error: state.error,
  };
}
