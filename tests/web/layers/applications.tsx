import {
  configureStore,
  createEntityAdapter,
  type EntityState,
  type UnknownAction,
} from '@reduxjs/toolkit';
import { createApi, fakeBaseQuery } from '@reduxjs/toolkit/query/react';
import { useEffect, useState, type PropsWithChildren, type ReactNode } from 'react';
import { Provider } from 'react-redux';
import { createMemoryRouter, RouterProvider, useLoaderData } from 'react-router';
import useSWR, { SWRConfig, useSWRConfig, type Cache } from 'swr';
import {
  onSynced,
  onUserChange,
  readFor,
  useIsLocal,
  useResolvedId,
  useSyncedRecord,
  useSyncedRows,
  type SyncedRowsOptions,
} from 'synchrone';
import { useSyncedQuery, useSyncedRecord as useQueriedRecord } from 'synchrone/query';
import { createStore, useStore } from 'zustand';
import type { ClinicApi } from '../query/clinic_api.js';
import { endpoint, type Patient, type QueryPage } from '../query/query_page.js';

/** One application: the same screens over one data layer. */
export interface Application {
  /** The lists below, and the record of that id. */
  screens(show: Show, id: string): ReactNode;
  /** Joins it to the queue, once. isRead: lists are read again after a drain. */
  start(isRead: boolean): readonly (() => void)[];
  /** Reads all lists again, as on a focus of the window. */
  readAgain(): unknown;
  /** What it keeps of the server, as it stores that for the next page. */
  stored(): string;
}

export type Show = (screen: string, rows: readonly Patient[]) => void;

/** @param stored by an earlier page; '': nothing */
export type Layer = (api: ClinicApi, page: QueryPage, stored: string) => Application;

interface List {
  readonly query: string;
  readonly options: SyncedRowsOptions<Patient>;
}

/** Lists of one endpoint, as applications have them. */
export const lists: Readonly<Record<string, List>> = {
  all: { query: '', options: {} },
  Lyon: { query: '?city=Lyon', options: { belongs: ({ city }) => city === 'Lyon' } },
  search: { query: '?search=Z', options: { belongs: ({ name }) => name.includes('Z') } },
  page: { query: '?page=1', options: { complete: false } },
  descending: { query: '?of=names', options: { compare: (a, b) => b.name.localeCompare(a.name) } },
};
const names = Object.keys(lists);
const listOf = (name: string): List => lists[name] ?? { query: '', options: {} };

const NONE: readonly Patient[] = [];
type Answer = readonly Patient[] | { readonly data: readonly Patient[] };
const rowsOf = (answer: Answer | undefined): readonly Patient[] =>
  answer === undefined ? NONE : 'data' in answer ? answer.data : answer;

const readList = (api: ClinicApi, name: string): Promise<Answer> =>
  api.read(endpoint + listOf(name).query) as Promise<Answer>;
const readOne = (api: ClinicApi, id: string): Promise<Patient> =>
  api.read(`${endpoint}/${id}`) as Promise<Patient>;

/** Shows a list, and a record, that the layer has read. */
function Rows(props: {
  name: string;
  rows: readonly Patient[];
  show: Show;
  readBegan?: number;
}): ReactNode {
  const { name, rows, show, readBegan } = props;
  const { options } = listOf(name);
  show(name, useSyncedRows(rows, endpoint, { ...options, readBegan }));
  return null;
}

function useShownRecord(
  show: Show,
  id: string,
  read: Patient | null | undefined,
  readBegan?: number,
): void {
  const record = useSyncedRecord(read ?? ({ id } as Patient), endpoint, { readBegan });
  show('detail', record?.name === undefined ? NONE : [record]);
}

export const tanstackQuery: Layer = (api, page) => {
  const List = ({ name, show }: { name: string; show: Show }): ReactNode => {
    const { data } = useSyncedQuery<Answer>({
      queryKey: ['patients', name],
      queryFn: () => readList(api, name),
      ...(listOf(name).options as object),
    });
    show(name, rowsOf(data));
    return null;
  };
  const Detail = ({ id, show }: { id: string; show: Show }): ReactNode => {
    const { data } = useQueriedRecord<Patient>({
      endpoint,
      id,
      queryKey: (now) => ['patient', now],
      queryFn: (now) => readOne(api, now),
    });
    show('detail', data ? [data] : NONE);
    return null;
  };
  const { queryClient } = page;
  return {
    screens: (show, id) => [
      ...names.map((name) => <List key={name} name={name} show={show} />),
      <Detail key="detail" id={id} show={show} />,
    ],
    start: () => [], // attachSynchrone
    readAgain: () => queryClient.refetchQueries(),
    stored: () =>
      JSON.stringify(
        queryClient
          .getQueryCache()
          .getAll()
          .map(({ state }) => state.data),
      ),
  };
};

/** RTK Query, whose caches hold rows by id, and which reads again by tags. */
export const rtkQuery: Layer = (api, _, stored) => {
  const adapter = createEntityAdapter<Patient>();
  type Rowed = EntityState<Patient, string>;
  const { selectAll } = adapter.getSelectors();
  const empty = adapter.getInitialState();
  const slice = createApi({
    baseQuery: fakeBaseQuery<string>(),
    tagTypes: ['Patient'],
    endpoints: (build) => ({
      patients: build.query<Rowed, string>({
        queryFn: (name) =>
          readList(api, name).then(
            (answer) => ({ data: adapter.setAll(empty, [...rowsOf(answer)]) }),
            (error: unknown) => ({ error: String(error) }),
          ),
        providesTags: ['Patient'],
      }),
      patient: build.query<Patient, string>({
        queryFn: (id) =>
          readOne(api, id).then(
            (data) => ({ data }),
            (error: unknown) => ({ error: String(error) }),
          ),
        providesTags: ['Patient'],
      }),
    }),
  });
  const restored: object = stored === '' ? {} : { preloadedState: JSON.parse(stored) as unknown };
  const store = configureStore({
    reducer: { [slice.reducerPath]: slice.reducer },
    middleware: (given) => given({ serializableCheck: false }).concat(slice.middleware),
    ...restored,
  });
  const dispatch = (action: unknown): unknown => store.dispatch(action as UnknownAction);
  const List = ({ name, show }: { name: string; show: Show }): ReactNode => {
    const read = slice.usePatientsQuery(name);
    const rows = selectAll(read.data ?? empty);
    return <Rows {...{ name, rows, show, readBegan: began(read) }} />;
  };
  const Detail = ({ id: given, show }: { id: string; show: Show }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const skip = useIsLocal(endpoint, given);
    const read = slice.usePatientQuery(id, { skip });
    // `data` is the former record's while another one is read, or skipped.
    useShownRecord(show, id, read.currentData, began(read));
    return null;
  };
  return {
    screens: (show, id) => (
      <Provider store={store}>
        {names.map((name) => (
          <List key={name} name={name} show={show} />
        ))}
        <Detail id={id} show={show} />
      </Provider>
    ),
    start: (isRead) => [
      onSynced(endpoint, () => isRead && dispatch(slice.util.invalidateTags(['Patient']))),
      onUserChange(() => dispatch(slice.util.resetApiState())),
    ],
    readAgain: () => dispatch(slice.util.invalidateTags(['Patient'])),
    stored: () => JSON.stringify(store.getState()),
  };
};

/**
 * When the read began that brought the data. While another one runs, or after one that failed,
 * `startedTimeStamp` is that one's.
 */
const began = (read: {
  isSuccess: boolean;
  isFetching: boolean;
  startedTimeStamp?: number | undefined;
}): number => (read.isSuccess && !read.isFetching ? (read.startedTimeStamp ?? 0) : 0);

export const swr: Layer = (api, _, stored) => {
  type Entries = [string, { data?: unknown }][];
  /** One for each person. */
  const caches: Map<string, { data?: unknown }>[] = [
    new Map(stored === '' ? [] : (JSON.parse(stored) as Entries)),
  ];
  let again: () => unknown = () => undefined;
  let isReadAgain = false;
  const kSwr = {
    compare: Object.is, // SWR keeps the former array where an answer is equal to it
    revalidateOnFocus: false,
    shouldRetryOnError: false,
    dedupingInterval: 0,
  } as const;
  const List = ({ name, show }: { name: string; show: Show }): ReactNode => {
    const { data } = useSWR(
      endpoint + listOf(name).query,
      () => readFor(() => readList(api, name)),
      kSwr,
    );
    return <Rows {...{ name, rows: rowsOf(data), show }} />;
  };
  const Detail = ({ id: given, show }: { id: string; show: Show }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const isLocal = useIsLocal(endpoint, given);
    const { data } = useSWR(
      isLocal ? null : `${endpoint}/${id}`,
      () => readFor(() => readOne(api, id)),
      kSwr,
    );
    useShownRecord(show, id, data);
    return null;
  };
  const Again = (): ReactNode => {
    const { mutate } = useSWRConfig();
    again = () => mutate((key) => String(key).startsWith(endpoint));
    useEffect(() => onSynced(endpoint, () => void (isReadAgain && again())));
    return null;
  };
  /** Another person has a cache, and screens, of their own: one that is emptied notifies no hook. */
  const OfPerson = ({ children }: PropsWithChildren): ReactNode => {
    const [person, setPerson] = useState(0);
    useEffect(() => onUserChange(() => setPerson((count) => count + 1)), []);
    const provider = (): Cache => (caches[person] ??= new Map()) as never;
    return (
      <SWRConfig key={person} value={{ provider }}>
        {children}
      </SWRConfig>
    );
  };
  return {
    screens: (show, id) => (
      <OfPerson>
        <Again />
        {names.map((name) => (
          <List key={name} name={name} show={show} />
        ))}
        <Detail id={id} show={show} />
      </OfPerson>
    ),
    start: (isRead) => {
      isReadAgain = isRead;
      return [];
    },
    readAgain: () => again(),
    stored: () =>
      JSON.stringify([...(caches.at(-1) ?? [])].map(([key, { data }]) => [key, { data }])),
  };
};

export const zustand: Layer = (api, _, stored) => {
  interface State {
    readonly lists: Readonly<Record<string, Answer>>;
    readonly record: Patient | null;
  }
  const nothing: State = { lists: {}, record: null };
  const store = createStore<State>()(() =>
    stored === '' ? nothing : (JSON.parse(stored) as State),
  );
  const load = (): Promise<unknown> =>
    Promise.all(
      names.map(async (name) => {
        const read = await readFor(() => readList(api, name)).catch(() => undefined);
        if (read) store.setState(({ lists }) => ({ lists: { ...lists, [name]: read } }));
      }),
    );
  const List = ({ name, show }: { name: string; show: Show }): ReactNode => {
    const rows = rowsOf(useStore(store, (state) => state.lists[name]));
    return <Rows {...{ name, rows, show }} />;
  };
  const Detail = ({ id: given, show }: { id: string; show: Show }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const isLocal = useIsLocal(endpoint, given);
    useEffect(() => {
      if (isLocal) return;
      readFor(() => readOne(api, id)).then(
        (record) => store.setState({ record }),
        () => undefined,
      );
    }, [id, isLocal]);
    const record = useStore(store, (state) => state.record);
    useShownRecord(show, id, record?.id === id ? record : undefined);
    return null;
  };
  return {
    screens: (show, id) => [
      ...names.map((name) => <List key={name} name={name} show={show} />),
      <Detail key="detail" id={id} show={show} />,
    ],
    start: (isRead) => {
      void load();
      return [
        onSynced(endpoint, () => void (isRead && load())),
        onUserChange(() => store.setState(nothing)),
      ];
    },
    readAgain: load,
    stored: () => JSON.stringify(store.getState()),
  };
};

/** Lists by the loader of a route, which keeps what it read last. */
export const router: Layer = (api, _, stored) => {
  type Loaded = Readonly<Record<string, Answer>>;
  let last: Loaded = stored === '' ? {} : (JSON.parse(stored) as Loaded);
  let show: Show = () => undefined;
  let id = '';
  const load = async (): Promise<Loaded> => {
    const read = names.map(
      async (name) => [name, await readFor(() => readList(api, name))] as const,
    );
    await Promise.all(read).then(
      async (all) => (last = Object.fromEntries(await Promise.all(all))),
      () => undefined, // offline: what was read last
    );
    return last;
  };
  const Detail = (): ReactNode => {
    const now = useResolvedId(endpoint, id);
    const rows = rowsOf(useLoaderData<Loaded>()['all']);
    useShownRecord(
      show,
      now,
      rows.find((row) => row.id === now),
    );
    return null;
  };
  const Screens = (): ReactNode => {
    const loaded = useLoaderData<Loaded>();
    return [
      ...names.map((name) => (
        <Rows key={name} name={name} rows={rowsOf(loaded[name])} show={(...all) => show(...all)} />
      )),
      <Detail key="detail" />,
    ];
  };
  const routes = createMemoryRouter([{ path: '/', loader: load, Component: Screens }]);
  return {
    screens: (given, of) => {
      [show, id] = [given, of];
      return <RouterProvider key={of} router={routes} />;
    },
    start: (isRead) => [
      onSynced(endpoint, () => void (isRead && routes.revalidate())),
      onUserChange(() => {
        last = {};
        void routes.revalidate();
      }),
    ],
    readAgain: () => routes.revalidate(),
    stored: () => JSON.stringify(last),
  };
};
