// @vitest-environment jsdom
import { experimental_createQueryPersister } from '@tanstack/react-query-persist-client';
import {
  keepPreviousData,
  onlineManager,
  QueryClient,
  QueryClientProvider,
  useMutation,
} from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import {
  attachSynchrone,
  syncMutationOptions,
  useSyncedInfiniteQuery,
  useSyncedQuery,
} from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

const actions = () => syncActions<Patient>(endpoint);
const never = {
  attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
} as const;
const rows = [
  { id: 'p1', name: 'Ann', city: 'Lyon', version: 1 },
  { id: 'p2', name: 'Bob', city: 'Paris', version: 1 },
  { id: 'p3', name: 'Eve', city: 'Lyon', version: 1 },
];
const plain = rows.map(({ version: _, ...row }) => row);
const withoutVersions = (given: readonly object[] = plain): ClinicApi => {
  const api = new ClinicApi(given);
  api.versions = false;
  return api;
};
const read = (api: ClinicApi, query = '') => api.read(endpoint + query) as Promise<Patient[]>;

function listOf(api: ClinicApi, options: object = {}) {
  const shown: { names: readonly string[]; history: string[]; keys: readonly string[] } = {
    names: [],
    history: [],
    keys: [],
  };
  const List = (): ReactNode => {
    const { data = [], rowKey } = useSyncedQuery<Patient[]>({
      queryKey: ['patients'],
      queryFn: () => read(api),
      ...options,
    });
    shown.names = data.map(({ name }) => name);
    shown.keys = data.map(rowKey);
    const text = shown.names.join(' ');
    if (shown.history.at(-1) !== text) shown.history.push(text);
    return null;
  };
  return { shown, List };
}

async function work(page: QueryPage): Promise<void> {
  act(() => {
    void actions().mutate('p1', { name: 'Mine' });
    void actions().create({ name: 'New', city: 'Lyon' });
    void actions().delete('p2');
  });
  await page.rest();
  await page.passes(5);
}

describe('2.9: what a stored or cached answer may not undo', () => {
  it('a query that is restored from its own persister', async () => {
    const stored = new Map<string, string>();
    const { persisterFn } = experimental_createQueryPersister({
      storage: {
        getItem: (key: string) => stored.get(key),
        setItem: (key: string, value: string) => void stored.set(key, value),
        removeItem: (key: string) => void stored.delete(key),
      },
      maxAge: Infinity,
      refetchOnRestore: false,
    });
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    const { shown, List } = listOf(api, { persister: persisterFn });
    await page.mount(<List />);
    await page.rest();
    expect(stored.size).toBe(1);
    await page.passes(5);
    await work(page);
    await page.mount(null);
    page.queryClient.removeQueries();
    await page.passes(5);
    await page.mount(<List />);
    await page.rest();
    expect(shown.names).toEqual(['Mine', 'Eve', 'New']);
  });

  it('an answer of a cache or a copy that is behind, by its version', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    let old: Patient[] | undefined;
    const { shown, List } = listOf(api, {
      queryFn: () => (old ? Promise.resolve(old) : read(api)),
    });
    await page.mount(<List />);
    await page.passes(5);
    await work(page);
    old = structuredClone(rows);
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(shown.names[0]).toBe('Mine');
    old = rows.map((row) => ({ ...row, name: 'Colleague', version: 3 }));
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(shown.names).toEqual(['Colleague', 'Colleague', 'Colleague']);
  });
});

describe('2.8: options of TanStack Query', () => {
  it('keepPreviousData: a created record is in no list of the former filter', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    const shown: string[] = [];
    const List = ({ city }: { city: string }): ReactNode => {
      const { data = [] } = useSyncedQuery<Patient[]>({
        queryKey: ['patients', city],
        queryFn: () => read(api, `?city=${city}`),
        placeholderData: keepPreviousData,
        belongs: (row) => row.city === city,
      });
      const text = data.map(({ name }) => name).join(' ');
      if (shown.at(-1) !== text) shown.push(text);
      return null;
    };
    await page.mount(<List city="Lyon" />);
    await page.goOnline(false);
    act(() => void actions().create({ name: 'New', city: 'Lyon' }));
    act(() => void actions().mutate('p1', { name: 'Anna' }));
    await page.rest();
    await page.mount(<List city="Paris" />);
    await page.goOnline(true);
    await page.passes(400);
    await page.mount(<List city="Lyon" />);
    await page.rest();
    expect(shown.at(-1)).toBe('Anna Eve New');
  });

  it('keepPreviousData: the rows of the former filter stay what they were until its own have come', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    const shown: string[] = [];
    const List = ({ city }: { city: string }): ReactNode => {
      const { data = [], isPlaceholderData } = useSyncedQuery<Patient[]>({
        queryKey: ['patients', city],
        queryFn: () => read(api, `?city=${city}`),
        placeholderData: keepPreviousData,
        belongs: (row) => row.city === city,
      });
      const names = data.map(({ name }) => name).join(' ');
      shown.push(isPlaceholderData ? `(${names})` : names);
      return null;
    };
    await page.mount(<List city="Lyon" />);
    await page.goOnline(false);
    act(() => {
      void actions().create({ name: 'New', city: 'Lyon' });
      void actions().create({ name: 'Else', city: 'Paris' });
      void actions().mutate('p1', { city: 'Paris' });
    });
    await page.rest();
    expect(shown.at(-1)).toBe('Eve New');
    shown.length = 0;
    await page.mount(<List city="Paris" />);
    expect(new Set(shown)).toEqual(new Set(['(Eve New)']));
    await page.goOnline(true);
    await page.passes(400);
    expect(shown.at(-1)?.split(' ').sort()).toEqual(['Ann', 'Bob', 'Else']);
  });

  it('infinite with maxPages, both directions', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      id: `p${index}`,
      name: `N${String(index).padStart(2, '0')}`,
    }));
    const api = withoutVersions(many);
    const page = new QueryPage(api, never);
    let pages: string[] = [];
    const turn: { next?: () => unknown; previous?: () => unknown } = {};
    const List = (): ReactNode => {
      const { data, fetchNextPage, fetchPreviousPage } = useSyncedInfiniteQuery({
        queryKey: ['patients', 'infinite'],
        queryFn: async ({ pageParam }) => ({
          ...((await api.read(`${endpoint}?page=${pageParam}`)) as {
            data: Patient[];
            next: number | null;
          }),
          number: pageParam,
        }),
        initialPageParam: 1,
        maxPages: 2,
        getNextPageParam: (last) => last.next,
        getPreviousPageParam: (first) => (first.number > 1 ? first.number - 1 : undefined),
        compare: (a, b) => a.name.localeCompare(b.name),
      });
      turn.next = () => fetchNextPage();
      turn.previous = () => fetchPreviousPage();
      pages = (data?.pages ?? []).map((one) => one.data.map(({ name }) => name).join(' '));
      return null;
    };
    await page.mount(<List />);
    await act(() => turn.next?.() as Promise<void>);
    await act(() => turn.next?.() as Promise<void>);
    await page.rest();
    expect(pages[0]).toMatch(/^N05/);
    await page.passes(5);
    act(() => {
      void actions().create({ name: 'N00a' });
      void actions().create({ name: 'N07a' });
      void actions().mutate('p6', { name: 'N06x' });
      void actions().delete('p9');
    });
    expect(pages).toEqual(['N05 N06x N07 N07a N08', 'N10 N11 N12 N13 N14']);
    await page.rest();
    expect(pages).toEqual(['N05 N06x N07 N07a N08', 'N10 N11 N12 N13 N14']);
    await act(() => turn.previous?.() as Promise<void>);
    await page.rest();
    expect(pages.join(' ').split(' ')).toEqual([...new Set(pages.join(' ').split(' '))]);
    expect(pages[0]).toContain('N00a');
  });

  it('gcTime 0 in StrictMode: the base of a change is found, and nothing comes twice', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    const { shown, List } = listOf(api, { gcTime: 0, staleTime: 0 });
    await page.mount(
      <StrictMode>
        <List />
      </StrictMode>,
    );
    await page.passes(5);
    await work(page);
    expect(api.writes).toContain(`PATCH ${endpoint}/p1 "1"`);
    expect(shown.names).toEqual(['Mine', 'Eve', 'New']);
    await page.mount(null);
    await page.mount(
      <StrictMode>
        <List />
      </StrictMode>,
    );
    await page.rest();
    expect([...shown.names].sort()).toEqual(['Eve', 'Mine', 'New']);
  });

  it('ids are numbers', async () => {
    const api = new ClinicApi([]);
    const numbered = [
      { id: 1, name: 'Ann' },
      { id: 2, name: 'Bob' },
    ];
    const page = new QueryPage(api, never);
    const { shown, List } = listOf(api, { queryFn: () => Promise.resolve(numbered) });
    await page.mount(<List />);
    await page.goOnline(false);
    act(() => {
      void actions().mutate(1, { name: 'Anna' });
      void actions().delete(2);
    });
    expect(shown.names).toEqual(['Anna']);
  });

  it('what the query client has by default: a function, a selection, placeholder data', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    page.queryClient.setDefaultOptions({
      queries: {
        staleTime: Infinity,
        placeholderData: keepPreviousData,
        queryFn: ({ queryKey }) => read(api, queryKey[1] ? `?city=${String(queryKey[1])}` : ''),
      },
    });
    page.queryClient.setQueryDefaults(['patients'], {
      select: (rows: Patient[]) => rows.map((row) => ({ ...row, label: row.name.toUpperCase() })),
    });
    let shown: readonly (string | undefined)[] = [];
    const List = ({ city = '' }): ReactNode => {
      const { data = [] } = useSyncedQuery<(Patient & { label?: string })[]>({
        queryKey: ['patients', city],
      });
      shown = data.map(({ label }) => label);
      return null;
    };
    await page.mount(<List />);
    await page.passes(5);
    await work(page);
    expect(shown).toEqual(['MINE', 'EVE', 'NEW']);
    Object.assign(api.rows[0] ?? {}, { name: 'Ann' });
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(shown, 'the time of its read is known').toEqual(['ANN', 'EVE', 'NEW']);
    let open: () => void = () => undefined;
    api.gate = new Promise((resolve) => {
      open = resolve;
    });
    await page.mount(<List city="Lyon" />);
    expect(shown, 'the former list meanwhile').toEqual(['ANN', 'EVE', 'NEW']);
    open();
    await page.rest();
    page.queryClient.clear();
    await page.mount([<List key="2" />]);
    await page.rest();
    expect([...shown].sort()).toEqual(['ANN', 'EVE', 'NEW']);
  });

  it('a list that was never read shows what is created offline over its placeholder', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    await page.goOnline(false);
    const { shown, List } = listOf(api, { placeholderData: [] });
    await page.mount(<List />);
    act(() => void actions().create({ name: 'New' }));
    expect(shown.names).toEqual(['New']);
    await page.goOnline(true);
    await page.passes(2_000);
    expect([...shown.names].sort()).toEqual(['Ann', 'Bob', 'Eve', 'New']);
  });

  it('two query clients of one page', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const other = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
    const detach = attachSynchrone(other, { resources: { [endpoint]: { queries: ['patients'] } } });
    const one = listOf(api);
    const two = listOf(api);
    await page.mount([
      <one.List key="1" />,
      <QueryClientProvider client={other} key="2">
        <two.List />
      </QueryClientProvider>,
    ]);
    await page.passes(5);
    await work(page);
    const reads = api.reads.length;
    await page.passes(1_000);
    expect(api.reads.length - reads).toBe(2);
    expect(one.shown.names).toEqual(['Mine', 'Eve', 'New']);
    expect(two.shown.names).toEqual(['Mine', 'Eve', 'New']);
    detach();
  });
});

describe('2.9: reads that race with a drain', () => {
  it('invalidation by hand after each confirmation shows no former value', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api);
    const { shown, List } = listOf(api);
    let save: (name: string) => void = () => undefined;
    const Form = (): ReactNode => {
      const { mutate } = useMutation({
        ...syncMutationOptions<Patient, 'update'>(endpoint, 'update'),
        onSettled: () => page.queryClient.invalidateQueries({ queryKey: ['patients'] }),
      });
      save = (name) => mutate({ id: 'p1', changes: { name } });
      return null;
    };
    await page.mount([<List key="l" />, <Form key="f" />]);
    await page.passes(5);
    shown.history.length = 0;
    for (let index = 0; index < 10; index += 1) {
      act(() => save(`M${index}`));
      if (index % 3 === 0) await page.settle();
      await page.passes(1);
    }
    await page.rest();
    await page.passes(2_000);
    const order = shown.history.map((text) => Number(/^M(\d)/.exec(text)?.[1] ?? -1));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(shown.names[0]).toBe('M9');
  });

  it('an infinite read that was given up does not say when the next began', async () => {
    const many = Array.from({ length: 10 }, (_, index) => ({ id: `p${index}`, name: `N${index}` }));
    const api = withoutVersions(many);
    const page = new QueryPage(api, never);
    let names: string[] = [];
    const waiting: (() => void)[] = [];
    let held = false;
    const List = (): ReactNode => {
      const { data, fetchNextPage, hasNextPage } = useSyncedInfiniteQuery({
        queryKey: ['patients', 'infinite'],
        queryFn: async ({ pageParam }) => {
          const answer = await api.read(`${endpoint}?page=${pageParam}`);
          if (held) await new Promise<void>((resolve) => waiting.push(resolve));
          return answer as { data: Patient[]; next: number | null };
        },
        initialPageParam: 1,
        getNextPageParam: (last) => last.next,
      });
      more = () => (hasNextPage ? fetchNextPage() : undefined);
      names = (data?.pages ?? []).flatMap((one) => one.data.map(({ name }) => name));
      return null;
    };
    let more: () => unknown = () => undefined;
    await page.mount(<List />);
    await act(() => more() as Promise<void>);
    await page.passes(5);
    held = true;
    const first = page.queryClient.refetchQueries().catch(() => undefined);
    await page.passes(5);
    act(() => void actions().mutate('p0', { name: 'Mine' }));
    await page.rest();
    await page.passes(5);
    Object.assign(api.rows[0] ?? {}, { name: 'N0' });
    const second = page.queryClient.refetchQueries();
    await page.passes(5);
    const [former, later] = waiting.splice(0);
    later?.();
    await page.rest();
    former?.();
    await page.rest();
    held = false;
    waiting.forEach((open) => open());
    await act(() => second);
    await first;
    await page.rest();
    expect(names[0]).toBe('N0');
  });

  it('a created record that the application puts into the cache by hand is there once', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    const { shown, List } = listOf(api);
    await page.mount(<List />);
    await page.passes(5);
    act(() => {
      const put = (record: Patient): unknown =>
        page.queryClient.setQueryData<Patient[]>(['patients'], (old = []) => [...old, record]);
      void actions().create({ name: 'New' }).synced.then(put);
    });
    const key = shown.keys.at(-1);
    await page.rest();
    expect(shown.names).toEqual(['Ann', 'Bob', 'Eve', 'New']);
    expect(shown.keys.at(-1)).toBe(key);
  });

  it('optimistic updates that were left in end with what the server has', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    const { shown, List } = listOf(api);
    let save: (name: string) => void = () => undefined;
    const Form = (): ReactNode => {
      const client = page.queryClient;
      const { mutate } = useMutation({
        ...syncMutationOptions<Patient, 'update'>(endpoint, 'update'),
        onMutate: ({ id, changes }) => {
          const before = client.getQueryData<Patient[]>(['patients']);
          client.setQueryData<Patient[]>(['patients'], (old = []) =>
            old.map((row) => (row.id === id ? { ...row, ...changes } : row)),
          );
          return before;
        },
        onError: (_, __, before) => {
          client.setQueryData(['patients'], before);
        },
      });
      save = (name) => mutate({ id: 'p1', changes: { name } });
      return null;
    };
    await page.mount([<List key="l" />, <Form key="f" />]);
    await page.passes(5);
    act(() => save('Mine'));
    await page.rest();
    expect(shown.names).toEqual(['Mine', 'Bob', 'Eve']);
    await page.passes(5);
    act(() => save('refuse'));
    await page.rest();
    expect(shown.names).toEqual(['Mine', 'Bob', 'Eve']);
  });
});
