import { configureStore } from '@reduxjs/toolkit';
import { createApi, fakeBaseQuery } from '@reduxjs/toolkit/query/react';
import { useEffect } from 'react';
import { Provider } from 'react-redux';
import { onSynced, useSyncMutation, useSyncedRows } from 'synchrone';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { readAll } from './rows.ts';

const api = createApi({
  baseQuery: fakeBaseQuery(),
  tagTypes: ['Patient'],
  endpoints: (build) => ({
    patients: build.query<Row[], string>({
      queryFn: async (endpoint) => ({ data: await readAll(endpoint) }),
      providesTags: ['Patient'],
    }),
  }),
});
const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer },
  middleware: (given) => given().concat(api.middleware),
});
const NONE: readonly Row[] = [];

function Patients({ client }: { client: Client }) {
  const operations = useSyncMutation(client.patients);
  const {
    data = NONE,
    isSuccess,
    isFetching,
    startedTimeStamp,
  } = api.usePatientsQuery(client.patients);
  const rows = useSyncedRows(data, client.patients, {
    // While another read runs, or after one that failed, that time is the other one's.
    readBegan: isSuccess && !isFetching ? (startedTimeStamp ?? 0) : 0,
  });
  useEffect(
    () =>
      onSynced(client.patients, () => void store.dispatch(api.util.invalidateTags(['Patient']))),
    [client],
  );
  return <Panel name="patients" rows={rows} operations={operations} error={operations.error} />;
}

/** RTK Query, read again after each drain. */
export function RtkQuery({ client }: { client: Client }) {
  return (
    <Provider store={store}>
      <Patients client={client} />
    </Provider>
  );
}
