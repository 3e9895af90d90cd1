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
import { endpoint, type Patient } from '../../query/query_page.js';
import {
  type Layer,
  type Show,
  type Page,
  names,
  rowsOf,
  readList,
  readPage,
  readOne,
  Rows,
  Endless,
  actions,
  useShownRecord,
} from './shared.js';

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
  let more: () => unknown = () => undefined;
  const Scrolling = ({ show }: { show: Show }): ReactNode => {
    const { data, fetchNextPage } = slice.usePagesInfiniteQuery();
    more = fetchNextPage;
    return <Endless pages={data?.pages} show={show} />;
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
        <Scrolling show={show} />
        <Detail id={id} show={show} />
      </Provider>
    ),
    start: (isRead) => [
      onSynced(endpoint, () => isRead && dispatch(slice.util.invalidateTags(['Patient']))),
      onUserChange(() => dispatch(slice.util.resetApiState())),
    ],
    readAgain: () => dispatch(slice.util.invalidateTags(['Patient'])),
    more: () => more(),
    create: (record) => dispatch(slice.endpoints.create.initiate(record)),
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
