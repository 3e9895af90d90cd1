// @vitest-environment jsdom
import {
  dehydrate,
  focusManager,
  hashKey,
  hydrate,
  HydrationBoundary,
  onlineManager,
  QueryClient,
  QueryClientProvider,
  QueryErrorResetBoundary,
  useQueries,
  useQuery,
} from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Component, StrictMode, type ReactNode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { syncActions, useSyncedRows } from 'synchrone';
import { attachSynchrone, useSyncedQuery, useSyncedRecord } from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

// What people have reported of optimistic updates over lists, tried on these hooks.

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  onlineManager.setOnline(true);
  focusManager.setFocused(undefined);
});

const actions = () => syncActions<Patient>(endpoint);
const never = {
  attach: { resources: { [endpoint]: { queries: ['patients', 'patient'], invalidate: false } } },
} as const;
const rows: readonly Patient[] = [
  { id: 'p1', name: 'Ann', city: 'Lyon' },
  { id: 'p2', name: 'Bob', city: 'Paris' },
  { id: 'p3', name: 'Eve', city: 'Nice' },
];
const copy = (): Patient[] => structuredClone([...rows]);
const apiOf = (given: readonly object[] = rows): ClinicApi => {
  const api = new ClinicApi(given);
  api.versions = false;
  return api;
};
const read = (api: ClinicApi) => (): Promise<Patient[]> => api.read(endpoint) as Promise<Patient[]>;

/** A list by `useSyncedQuery`, and what it shows. */
function list(queryFn: () => Promise<Patient[]>, options: object = {}) {
  const shown = { names: '', history: [] as string[] };
  const List = (): ReactNode => {
    const { data = [], syncState } = useSyncedQuery<Patient[]>({
      queryKey: ['patients'],
      queryFn,
      ...options,
    });
    shown.names = data.map(({ name }) => name).join(' ');
    if (shown.history.at(-1) !== shown.names) shown.history.push(shown.names);
    return data.map((row) => (
      <li key={row.id} data-testid={row.id} data-state={syncState(row)}>
        {row.name}
      </li>
    ));
  };
  return { shown, List };
}

/** An edit, a create and a delete that the server confirms. */
async function work(page: QueryPage): Promise<void> {
  act(() => {
    void actions().mutate('p1', { name: 'Mine' });
    void actions().create({ name: 'New' });
    void actions().delete('p2');
  });
  await page.rest();
  await page.passes(5);
}
const worked = 'Mine Eve New';

describe('2.7: a page that a server has rendered', () => {
  const app = (client: QueryClient, state: unknown, child: ReactNode): ReactNode => (
    <StrictMode>
      <QueryClientProvider client={client}>
        <HydrationBoundary state={state as never}>{child}</HydrationBoundary>
      </QueryClientProvider>
    </StrictMode>
  );

  it('is hydrated as it came, and shows what is queued and its marks directly afterwards', async () => {
    const api = apiOf();
    const server = new QueryPage(api, never);
    await server.queryClient.prefetchQuery({ queryKey: ['patients'], queryFn: read(api) });
    const state = dehydrate(server.queryClient);
    const { List, shown } = list(read(api));
    const Detail = (): ReactNode => {
      const { data, syncState, id, isLocal } = useSyncedRecord<Patient>({
        endpoint,
        id: 'p1',
        queryKey: (now) => ['patient', now],
        queryFn: () => Promise.resolve(copy()[0] as Patient),
      });
      return <h1 title={`${syncState} ${id} ${isLocal}`}>{data?.name}</h1>;
    };
    const child = (
      <>
        <List />
        <Detail />
      </>
    );
    const place = document.createElement('div');
    document.body.append(place);
    place.innerHTML = renderToString(app(server.queryClient, state, child));
    expect(place.textContent).toBe('AnnBobEve');

    const page = new QueryPage(api, { browser: server.browser, ...never });
    await page.goOnline(false);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const recovered: unknown[] = [];
    const root = await act(async () => {
      await Promise.resolve();
      return hydrateRoot(place, app(page.queryClient, state, child), {
        onRecoverableError: (error) => recovered.push(error),
      });
    });
    await page.rest();
    expect([recovered, errors.mock.calls]).toEqual([[], []]);
    expect(shown.names).toBe('Mine Bob Eve');
    expect(screen.getByTestId('p1').dataset['state']).toBe('pending');
    expect(place.querySelector('h1')?.title).toBe('pending p1 false');
    act(() => root.unmount());
    place.remove();
  });

  it('whose rows are streamed, read by the server before a confirmation, undoes nothing', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const { List, shown } = list(() => new Promise(() => undefined), { staleTime: Infinity });
    const old = copy(); // what the server has read
    await page.passes(5);
    await page.mount(null);
    page.queryClient.setQueryData(['patients'], copy(), { updatedAt: 1 });
    await page.mount(<List />);
    await work(page);
    expect(shown.names).toBe(worked);
    hydrate(page.queryClient, {
      mutations: [],
      queries: [
        {
          queryKey: ['patients'],
          queryHash: hashKey(['patients']),
          dehydratedAt: Date.now() + 60_000,
          promise: new Promise((resolve) => setTimeout(() => resolve(old), 0)),
          state: { status: 'pending', data: undefined, dataUpdatedAt: 0 } as never,
        },
      ],
    });
    await page.rest();
    await page.passes(5);
    expect(page.queryClient.getQueryData(['patients'])).toEqual(old);
    expect(shown.names).toBe(worked);
    // A colleague's value is still known.
    page.queryClient.setQueryData(['patients'], [{ ...rows[0], name: 'Theirs' }, rows[2]]);
    await page.rest();
    expect(shown.names).toContain('Theirs');
  });
});

describe('2.9: what another tab’s cache or a read that was given up may not undo', () => {
  it('a state that came by a broadcast from a tab which has read it before', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const { List, shown } = list(read(api));
    await page.mount(<List />);
    await page.passes(5);
    const query = page.queryClient.getQueryCache().find<Patient[]>({ queryKey: ['patients'] });
    const former = structuredClone(query?.state);
    await work(page);
    act(() => {
      if (former) query?.setState({ ...former, dataUpdatedAt: Date.now() + 60_000 });
    });
    await page.rest();
    expect(shown.names).toBe(worked);
  });

  it('a read that is cancelled by its signal, before and after a confirmation', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const aborted: boolean[] = [];
    const queryFn = async ({ signal }: { signal: AbortSignal }): Promise<Patient[]> => {
      signal.addEventListener('abort', () => aborted.push(true));
      return read(api)();
    };
    const { List, shown } = list(queryFn as never);
    await page.mount(<List />);
    await page.passes(5);
    let arrive: () => void = () => undefined;
    api.gate = new Promise((resolve) => (arrive = resolve));
    void page.queryClient.refetchQueries({ queryKey: ['patients'] });
    await page.passes(5);
    await page.mount(null); // leaves the page: the read is given up
    await page.rest();
    expect(aborted).toEqual([true]);
    await page.mount(<List />);
    await work(page);
    expect(shown.names).toBe(worked);
    arrive();
    api.gate = undefined;
    await page.rest();
    expect(shown.names).toBe(worked);
    Object.assign(api.rows[0] ?? {}, { name: 'Ann' }); // a colleague sets it back
    await page.passes(5);
    await act(() => page.queryClient.refetchQueries({ queryKey: ['patients'] }));
    await page.rest();
    expect(shown.names).toBe('Ann Eve New');
  });

  it('the signal of a query function that does not ask for it stays unasked', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const { List, shown } = list(read(api));
    let arrive: () => void = () => undefined;
    api.gate = new Promise((resolve) => (arrive = resolve));
    await page.mount(<List />);
    await page.mount(null);
    arrive();
    await page.rest();
    const kept = page.queryClient.getQueryData<Patient[]>(['patients']);
    expect(
      kept?.map(({ name }) => name),
      'a read goes on',
    ).toEqual(['Ann', 'Bob', 'Eve']);
    expect(shown.names).toBe('');
  });

  it('a plain query that waited for the network says when it was read, not when it was asked for', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    let shown = '';
    const List = (): ReactNode => {
      const { data } = useQuery({ queryKey: ['patients'], queryFn: read(api) });
      const seen = useSyncedRows(data ?? kNone, endpoint);
      shown = seen.map(({ name }) => name).join(' ');
      return null;
    };
    await page.mount(<List />);
    await page.passes(5);
    act(() => onlineManager.setOnline(false));
    void page.queryClient.refetchQueries({ queryKey: ['patients'] }).catch(() => undefined);
    await page.passes(5);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    expect(api.rows[0]?.['name']).toBe('Mine');
    Object.assign(api.rows[0] ?? {}, { name: 'Ann' }); // a colleague sets it back
    await page.passes(5);
    act(() => onlineManager.setOnline(true));
    await page.rest();
    expect(shown).toBe('Ann Bob Eve');
  });
});

const kNone: readonly Patient[] = [];

describe('1: many queries', () => {
  it('rendering a hundred records looks up each query by its key, and compares no others', async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ id: `p${index}`, name: 'N' }));
    const api = apiOf(many);
    const page = new QueryPage(api, never);
    let hashed = 0;
    page.queryClient.setDefaultOptions({
      queries: {
        ...page.queryClient.getDefaultOptions().queries,
        queryKeyHashFn: (key) => {
          hashed += 1;
          return hashKey(key);
        },
      },
    });
    const Record = ({ id }: { id: string }): ReactNode => {
      const { data } = useSyncedRecord<Patient>({
        endpoint,
        id,
        queryKey: (now) => ['patient', now],
        queryFn: (now) => api.read(`${endpoint}/${now}`) as Promise<Patient>,
      });
      return <p>{data?.name}</p>;
    };
    await page.mount(many.map(({ id }) => <Record key={id} id={id} />));
    expect(screen.getAllByText('N')).toHaveLength(100);
    expect(hashed / 100, 'keys hashed for each').toBeLessThan(30);
  });

  it('useQueries: its records go through useSyncedRows', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const ids = ['p1', 'p2'];
    const queries = ids.map((id) => ({
      queryKey: ['patient', id],
      queryFn: () => api.read(`${endpoint}/${id}`) as Promise<Patient>,
    }));
    const combine = (results: readonly { data: Patient | undefined }[]): Patient[] =>
      results.flatMap(({ data }) => data ?? []);
    const belongs = ({ id }: Patient): boolean => ids.includes(id);
    let names = '';
    const List = (): ReactNode => {
      const rows = useQueries({ queries, combine });
      names = useSyncedRows(rows, endpoint, { belongs })
        .map(({ name }) => name)
        .join(' ');
      return null;
    };
    await page.mount(<List />);
    await page.passes(5);
    act(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'New' });
    });
    expect(names).toBe('Mine Bob');
    await page.rest();
    await page.passes(5);
    expect(names).toBe('Mine Bob');
    Object.assign(api.rows[0] ?? {}, { name: 'Ann' }); // a colleague sets it back
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(names).toBe('Ann Bob');
    expect(page.toldCodes).toEqual([]);
  });
});

describe('2.8: marks, errors and focus', () => {
  it('a mark follows its change where the row itself stays as it is', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const { List } = list(read(api));
    await page.mount(<List />);
    const state = () => screen.getByTestId('p1').dataset['state'];
    act(() => void actions().mutate('p1', { name: 'Ann' })); // the name that it has
    expect(state()).toBe('pending');
    await page.rest();
    expect(state()).toBe('synced');
    api.conflict = { error: { code: 'STALE' } };
    act(() => void actions().mutate('p1', { name: 'Ann' }));
    await page.rest();
    expect(state()).toBe(page.client.rows.one(endpoint, 'p1').getState());
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    expect(state()).toBe('error');
  });

  it('an error boundary that is reset shows the rows with what is queued', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let fails = true;
    const { List, shown } = list(
      () => (fails ? Promise.reject(new Error('HTTP 500')) : read(api)()),
      { throwOnError: true },
    );
    await page.mount(
      <QueryErrorResetBoundary>
        {({ reset }) => (
          <Boundary onReset={reset}>
            <List />
          </Boundary>
        )}
      </QueryErrorResetBoundary>,
    );
    expect(screen.getByRole('button').textContent).toBe('HTTP 500');
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    fails = false;
    fireEvent.click(screen.getByRole('button'));
    await page.rest();
    expect(shown.names).toBe('Mine Bob Eve');
  });

  it('a window that gets the focus reads again while changes are on their way, and undoes none', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const { List, shown } = list(read(api), { staleTime: 0, refetchOnWindowFocus: 'always' });
    await page.mount(<List />);
    await page.passes(5);
    shown.history.length = 0;
    act(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'New' });
      void actions().delete('p2');
      focusManager.setFocused(false);
      focusManager.setFocused(true);
    });
    await page.rest();
    act(() => focusManager.setFocused(true));
    await page.passes(5);
    expect(shown.history).toEqual([worked]);
  });

  it('fifty times the focus, forth and back, show one picture and ask for no more than two reads', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const { List, shown } = list(read(api), { staleTime: 0, refetchOnWindowFocus: 'always' });
    await page.mount(<List />);
    await page.passes(5);
    const reads = api.reads.length;
    shown.history.length = 0;
    act(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'New' });
      void actions().delete('p2');
      for (let turn = 0; turn < 50; turn += 1) {
        focusManager.setFocused(false);
        focusManager.setFocused(true);
      }
    });
    await page.rest();
    await page.passes(5);
    expect(shown.history).toEqual([worked]);
    expect(api.reads.length - reads).toBeLessThanOrEqual(2);
  });

  it('a read that fails and is tried again begins with its last attempt', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    let broken: Promise<Patient[]> | undefined;
    const { List, shown } = list(() => broken ?? read(api)(), { retry: 1, retryDelay: 1 });
    await page.mount(<List />);
    await page.passes(5);
    let fail: () => void = () => undefined;
    broken = new Promise((_resolve, reject) => (fail = () => reject(new Error('HTTP 503'))));
    const reading = page.queryClient.refetchQueries({ queryKey: ['patients'] });
    await page.passes(5);
    await work(page);
    Object.assign(api.rows[0] ?? {}, { name: 'Ann' }); // a colleague sets it back
    await page.passes(5);
    broken = undefined;
    fail();
    await act(() => reading);
    await page.rest();
    expect(shown.names).toBe('Ann Eve New');
  });

  it('a client that is attached late, to queries that are there, knows their keys', async () => {
    const api = apiOf();
    const page = new QueryPage(api, never);
    const client = new QueryClient();
    await client.prefetchQuery({ queryKey: ['patients'], queryFn: read(api) });
    const end = attachSynchrone(client, never.attach);
    const { List, shown } = list(read(api), { staleTime: Infinity });
    render(
      <QueryClientProvider client={client}>
        <List />
      </QueryClientProvider>,
    );
    await work(page);
    expect(shown.names).toBe(worked);
    end();
  });
});

/** Shows the error as a button that resets it. */
class Boundary extends Component<
  { readonly children: ReactNode; readonly onReset: () => void },
  { readonly error: Error | null }
> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const reset = (): void => {
      this.props.onReset();
      this.setState({ error: null });
    };
    return <button onClick={reset}>{error.message}</button>;
  }
}
