// @vitest-environment jsdom
import { configureStore } from '@reduxjs/toolkit';
import { createApi, fakeBaseQuery, setupListeners } from '@reduxjs/toolkit/query/react';
import { act, cleanup, waitFor } from '@testing-library/react';
import { useEffect, type ReactNode } from 'react';
import { Provider } from 'react-redux';
import useSWR, { SWRConfig, useSWRConfig } from 'swr';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createStore, useStore } from 'zustand';
import {
  onSynced,
  onUserChange,
  readFor,
  syncActions,
  useSyncMutation,
  useSyncedRecord,
  useSyncedRows,
} from 'synchrone';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const NONE: readonly Patient[] = [];
const patience = { timeout: 300_000 };
const isInLyon = (row: Patient): boolean => row.city === 'Lyon';

/** One application: the same screens over one data layer. */
interface Application {
  /** Its list of all, its filtered list and its detail page. */
  screens(show: (screen: string, names: readonly string[]) => void): ReactNode;
  /** What it joins to the queue, once. */
  start(): readonly (() => void)[];
  /** Everything that it keeps of the server. */
  cached(): string;
}

const actions = () => syncActions<Patient>(endpoint);
const names = (rows: readonly Patient[]): readonly string[] => rows.map(({ name }) => name);

function rtkQuery(api: ClinicApi): Application {
  const slice = createApi({
    baseQuery: fakeBaseQuery(),
    endpoints: (build) => ({
      patients: build.query<Patient[], string>({
        queryFn: async (query) => ({ data: (await api.read(endpoint + query)) as Patient[] }),
      }),
      patient: build.query<Patient, string>({
        queryFn: (id) =>
          api.read(`${endpoint}/${id}`).then(
            (read) => ({ data: read as Patient }),
            (error: unknown) => ({ error: String(error) }),
          ),
      }),
    }),
  });
  const store = configureStore({
    reducer: { [slice.reducerPath]: slice.reducer },
    middleware: (given) => given().concat(slice.middleware),
  });
  setupListeners(store.dispatch);
  const List = ({ query, show }: { query: string; show: (rows: readonly string[]) => void }) => {
    const read = slice.usePatientsQuery(query);
    const options = query === '' ? {} : { belongs: isInLyon };
    const rows = useSyncedRows(read.data ?? NONE, endpoint, { ...options, readBegan: began(read) });
    show(names(rows));
    return null;
  };
  const Detail = ({ show }: { show: (rows: readonly string[]) => void }) => {
    const read = slice.usePatientQuery('p1');
    const patient = useSyncedRecord(read.data, endpoint, { readBegan: began(read) });
    show(patient ? [patient.name] : []);
    return null;
  };
  return {
    screens: (show) => (
      <Provider store={store}>
        <List query="" show={(rows) => show('all', rows)} />
        <List query="?city=Lyon" show={(rows) => show('Lyon', rows)} />
        <Detail show={(rows) => show('detail', rows)} />
      </Provider>
    ),
    start: () => [
      onSynced(endpoint, () => {
        for (const query of ['', '?city=Lyon'])
          void store.dispatch(slice.endpoints.patients.initiate(query, { forceRefetch: true }));
      }),
      onUserChange(() => void store.dispatch(slice.util.resetApiState())),
    ],
    cached: () => JSON.stringify(store.getState()),
  };
}

/**
 * When the read began that brought the data. While another one runs, or after one that failed,
 * `startedTimeStamp` is that one's.
 */
const began = (read: {
  isSuccess: boolean;
  isFetching: boolean;
  startedTimeStamp?: number | undefined;
}): number => (read.isSuccess && !read.isFetching ? (read.startedTimeStamp ?? 0) : 0);

function swr(api: ClinicApi): Application {
  const cache = new Map();
  const read = (path: string) => readFor(() => api.read(path));
  const List = ({ path, show }: { path: string; show: (rows: readonly string[]) => void }) => {
    const { data = NONE } = useSWR(path, read as () => Promise<readonly Patient[]>, kSwr);
    const options = path === endpoint ? {} : { belongs: isInLyon };
    show(names(useSyncedRows(data, endpoint, options)));
    return null;
  };
  const Detail = ({ show }: { show: (rows: readonly string[]) => void }) => {
    const { data } = useSWR(`${endpoint}/p1`, read as () => Promise<Patient>, kSwr);
    const patient = useSyncedRecord(data, endpoint);
    show(patient ? [patient.name] : []);
    return null;
  };
  return {
    screens: (show) => (
      <SWRConfig value={{ provider: () => cache }}>
        <Again />
        <List path={endpoint} show={(rows) => show('all', rows)} />
        <List path={`${endpoint}?city=Lyon`} show={(rows) => show('Lyon', rows)} />
        <Detail show={(rows) => show('detail', rows)} />
      </SWRConfig>
    ),
    start: () => [onUserChange(() => cache.clear())],
    cached: () => JSON.stringify([...cache]),
  };
}

/** Reads the lists of the endpoint again after a drain: `mutate` of the provider that they are in. */
function Again(): ReactNode {
  const { mutate } = useSWRConfig();
  useEffect(
    () => onSynced(endpoint, () => void mutate((key) => String(key).startsWith(endpoint))),
    [mutate],
  );
  return null;
}

/** SWR compares answers and keeps the former array where they are equal: then the read is not seen. */
const kSwr = { compare: Object.is, revalidateOnFocus: false, dedupingInterval: 0 } as const;

function zustand(api: ClinicApi): Application {
  interface State {
    rows: readonly Patient[];
    load(): Promise<void>;
    clear(): void;
  }
  const store = createStore<State>()((set) => ({
    rows: NONE,
    load: async () => {
      const rows = await readFor(() => api.read(endpoint) as Promise<Patient[]>);
      set({ rows });
    },
    clear: () => set({ rows: NONE }),
  }));
  const Screens = ({ show }: { show: (screen: string, rows: readonly string[]) => void }) => {
    const rows = useSyncedRows(
      useStore(store, (state) => state.rows),
      endpoint,
    );
    useSyncMutation(endpoint);
    show('all', names(rows));
    show('Lyon', names(rows.filter(isInLyon)));
    show('detail', names(rows.filter(({ id }) => id === 'p1')));
    return null;
  };
  return {
    screens: (show) => <Screens show={show} />,
    start: () => {
      void store.getState().load();
      return [
        onSynced(endpoint, () => void store.getState().load()),
        onUserChange(() => store.getState().clear()),
      ];
    },
    cached: () => JSON.stringify(store.getState().rows),
  };
}

describe.each([
  ['RTK Query', rtkQuery],
  ['SWR', swr],
  ['Zustand', zustand],
])('2.8 %s', (_, application) => {
  async function open(page: QueryPage, api: ClinicApi) {
    // RTK Query says by that clock when a read began.
    vi.spyOn(Date, 'now').mockImplementation(() => page.browser.now);
    const app = application(api);
    const shown: Record<string, readonly string[]> = {};
    const ends = app.start();
    await page.mount(
      app.screens((screen, rows) => {
        shown[screen] = rows;
      }),
    );
    return { app, shown, end: () => ends.forEach((end) => end()) };
  }
  const rows = [
    { id: 'p1', name: 'Ann', city: 'Lyon', version: 1 },
    { id: 'p2', name: 'Bob', city: 'Paris', version: 1 },
    { id: 'p3', name: 'Eve', city: 'Lyon', version: 1 },
  ];

  it('shows create, edit and delete at once, offline and after the drain, and reads each list once', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const { app, shown, end } = await open(page, api);
    expect(shown).toEqual({ all: ['Ann', 'Bob', 'Eve'], Lyon: ['Ann', 'Eve'], detail: ['Ann'] });
    await page.goOnline(false);
    act(() => {
      void actions().create({ name: 'New', city: 'Lyon' });
      void actions().mutate('p1', { name: 'Anna' });
      void actions().mutate('p2', { city: 'Lyon' });
      void actions().delete('p3');
    });
    const expected = { all: ['Anna', 'Bob', 'New'], detail: ['Anna'] };
    expect(shown).toMatchObject(expected);
    expect([...(shown['Lyon'] ?? [])].sort()).toEqual(['Anna', 'Bob', 'New']);
    expect(app.cached()).not.toContain('Anna');
    const reads = api.reads.length;
    await page.goOnline(true);
    await page.passes(1_000);
    expect(shown).toMatchObject(expected);
    expect(api.writes).toContain(`PATCH ${endpoint}/p1 "1"`);
    expect(api.reads.length - reads).toBeLessThanOrEqual(3);
    await waitFor(() => expect(app.cached()).toContain('Anna'), patience);
    expect(shown).toMatchObject(expected);
    end();
  });

  it('a colleague’s value is shown after the next read, a refusal takes the change off', async () => {
    const api = new ClinicApi(rows.map(({ version: _v, ...row }) => row));
    api.versions = false;
    const page = new QueryPage(api);
    const { shown, end } = await open(page, api);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    Object.assign(api.rows[0] ?? {}, { name: 'Ann' });
    await page.passes(1_000);
    // Redux waits for a frame.
    await waitFor(() => expect(shown['all']).toEqual(['Ann', 'Bob', 'Eve']), patience);
    act(() => void actions().mutate('p2', { name: 'refuse' }));
    expect(shown['all']).toEqual(['Ann', 'refuse', 'Eve']);
    await page.rest();
    expect(shown['all']).toEqual(['Ann', 'Bob', 'Eve']);
    end();
  });

  it('shows nothing of the former person to the next', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    page.queue.setUser({ id: 'u1' });
    const { app, end } = await open(page, api);
    expect(app.cached()).toContain('Ann');
    api.rows = [];
    await page.queue.logout();
    await page.rest();
    expect(app.cached()).not.toContain('Ann');
    end();
  });
});
