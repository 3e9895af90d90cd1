import { configureStore } from '@reduxjs/toolkit';
import { createApi, fakeBaseQuery } from '@reduxjs/toolkit/query/react';
import {
  onSynced,
  onUserChange,
  readFor,
  rowKey,
  useIsLocal,
  useResolvedId,
  useRowState,
  useSyncedRecord,
  useSyncedRows,
  useSyncMutation,
} from 'synchrone';
import { api, type Page, type Patient } from './api.ts';

// set-up
const answer = <Data,>(read: Promise<Data>) =>
  read.then(
    (data) => ({ data }),
    (error: unknown) => ({ error }),
  );
export const slice = createApi({
  baseQuery: fakeBaseQuery<unknown>(),
  tagTypes: ['Patient'],
  endpoints: (build) => ({
    list: build.query<Patient[], string | undefined>({
      queryFn: (city) => answer(api.list(city)),
      providesTags: ['Patient'],
    }),
    pages: build.infiniteQuery<Page, void, number>({
      queryFn: ({ pageParam }) => answer(readFor(() => api.page(pageParam))),
      infiniteQueryOptions: { initialPageParam: 1, getNextPageParam: ({ next }) => next },
      structuralSharing: false,
      providesTags: ['Patient'],
    }),
    one: build.query<Patient, string>({
      queryFn: (id) => answer(api.one(id)),
      providesTags: ['Patient'],
    }),
  }),
});
export const store = configureStore({
  reducer: { [slice.reducerPath]: slice.reducer },
  middleware: (given) => given().concat(slice.middleware),
});
onSynced('/patients', () => store.dispatch(slice.util.invalidateTags(['Patient'])));
onUserChange(() => store.dispatch(slice.util.resetApiState()));
const NONE: Patient[] = [];
interface Read {
  isSuccess: boolean;
  isFetching: boolean;
  startedTimeStamp?: number | undefined;
}
const began = (read: Read) =>
  read.isSuccess && !read.isFetching ? (read.startedTimeStamp ?? 0) : 0;

// list
export function List() {
  const read = slice.useListQuery(undefined);
  const rows = useSyncedRows(read.data ?? NONE, '/patients', { readBegan: began(read) });
  const { create } = useSyncMutation<Patient>('/patients');
  return (
    <ul onClick={() => void create({ name: 'New' })}>
      {rows.map((row) => (
        <Row key={rowKey(row)} row={row} />
      ))}
    </ul>
  );
}
function Row({ row }: { row: Patient }) {
  return <li data-state={useRowState(row, '/patients')}>{row.name}</li>;
}

// filtered
export function Filtered({ city }: { city: string }) {
  const read = slice.useListQuery(city);
  const rows = useSyncedRows(read.currentData ?? NONE, '/patients', {
    readBegan: began(read),
    belongs: (row) => row.city === city,
  });
  return <p>{rows.length}</p>;
}

// infinite
export function Infinite() {
  const { data, hasNextPage, fetchNextPage } = slice.usePagesInfiniteQuery();
  const rows = useSyncedRows(data?.pages.flatMap((page) => page.data) ?? NONE, '/patients', {
    complete: !hasNextPage,
  });
  return <button onClick={() => void fetchNextPage()}>{rows.length}</button>;
}

// detail
export function Detail({ id: given }: { id: string }) {
  const id = useResolvedId('/patients', given);
  const read = slice.useOneQuery(id, { skip: useIsLocal('/patients', given) });
  const row = useSyncedRecord<Partial<Patient>>(read.currentData ?? { id }, '/patients', {
    readBegan: began(read),
  });
  return <h1>{row?.name}</h1>;
}
