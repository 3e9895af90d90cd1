import {
  configureStore,
  createEntityAdapter,
  type EntityState,
  type UnknownAction,
} from '@reduxjs/toolkit';
import { createApi, fakeBaseQuery } from '@reduxjs/toolkit/query/react';
import { type ReactNode } from 'react';
import { Provider } from 'react-redux';
import { onSynced, onUserChange, readFor, useIsLocal, useResolvedId } from 'synchrone';
import {
  actions,
  Endless,
  endpoint,
  kKept,
  names,
  readList,
  readOne,
  readPage,
  ShownRecord,
  Rows,
  rowsOf,
  type Layer,
  type Page,
  type Patient,
} from './shared.tsx';

/** RTK Query, whose caches hold rows by id, and which reads again by tags. */
export const rtkQuery: Layer = (api) => {
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
      // Each page keeps the time of its own read.
      pages: build.infiniteQuery<Page, void, number>({
        queryFn: ({ pageParam }) =>
          readFor(() => readPage(api, pageParam)).then(
            (data) => ({ data }),
            (error: unknown) => ({ error: String(error) }),
          ),
        infiniteQueryOptions: { initialPageParam: 1, getNextPageParam: ({ next }) => next },
        structuralSharing: false,
        providesTags: ['Patient'],
      }),
      create: build.mutation<Patient, Partial<Patient>>({
        queryFn: (record) =>
          actions()
            .create(record)
            .then(
              (data) => ({ data }),
              (error: unknown) => ({ error: String(error) }),
            ),
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
  const stored = api.storage.getItem(kKept);
  const restored: object = stored === null ? {} : { preloadedState: JSON.parse(stored) as unknown };
  const store = configureStore({
    reducer: { [slice.reducerPath]: slice.reducer },
    middleware: (given) => given({ serializableCheck: false }).concat(slice.middleware),
    ...restored,
  });
  store.subscribe(() => {
    const { [slice.reducerPath]: cache } = store.getState();
    // One that was stored while it was read would read its first page once more, behind the others.
    const queries = Object.entries(cache.queries).filter(([, one]) => one?.status === 'fulfilled');
    const kept = { [slice.reducerPath]: { ...cache, queries: Object.fromEntries(queries) } };
    api.storage.setItem(kKept, JSON.stringify(kept));
  });
  const dispatch = (action: unknown): unknown => store.dispatch(action as UnknownAction);
  onSynced(endpoint, () => api.isRead && dispatch(slice.util.invalidateTags(['Patient'])));
  onUserChange(() => dispatch(slice.util.resetApiState()));
  const List = ({ name }: { name: string }): ReactNode => {
    const read = slice.usePatientsQuery(name);
    const rows = selectAll(read.data ?? empty);
    const times = { readBegan: began(read), readEnded: read.fulfilledTimeStamp };
    return <Rows {...{ name, rows, ...times }} />;
  };
  let more: () => unknown = () => undefined;
  const Scrolling = (): ReactNode => {
    const { data, fetchNextPage } = slice.usePagesInfiniteQuery();
    more = fetchNextPage;
    return <Endless pages={data?.pages} />;
  };
  const Detail = ({ id: given }: { id: string }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const skip = useIsLocal(endpoint, given);
    const read = slice.usePatientQuery(id, { skip });
    // `data` is the former record's while another one is read, or skipped.
    return <ShownRecord {...{ id, read: read.currentData, readBegan: began(read) }} />;
  };
  return {
    screens: (id) => (
      <Provider store={store}>
        {names.map((name) => (
          <List key={name} name={name} />
        ))}
        <Scrolling />
        <Detail id={id} />
      </Provider>
    ),
    readAgain: () => dispatch(slice.util.invalidateTags(['Patient'])),
    more: () => more(),
    create: (record) => dispatch(slice.endpoints.create.initiate(record)),
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
