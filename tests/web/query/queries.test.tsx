// @vitest-environment jsdom
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { Suspense, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import {
  useSyncedInfiniteQuery,
  useSyncedQuery,
  useSyncedRecord,
  useSyncedSuspenseQuery,
  useSyncedSuspenseRecord,
} from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

const actions = () => syncActions<Patient>(endpoint);

const cities = ['Lyon', 'Paris', 'Nice'];
const many = (count: number): Patient[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${index + 1}`,
    name: `N${String(index + 1).padStart(2, '0')}`,
    city: cities[index % 3] ?? '',
    version: 1,
  }));

/** What the screens of one page show, by their names. */
function screens(api: ClinicApi) {
  const shown: Record<string, readonly string[]> = {};
  const keys: Record<string, readonly string[]> = {};
  const states: Record<string, readonly string[]> = {};
  const label = ({ name }: Patient): string => name;

  const All = (): ReactNode => {
    const {
      data = [],
      rowKey,
      syncState,
    } = useSyncedQuery({
      queryKey: ['patients'],
      queryFn: () => api.read(endpoint) as Promise<Patient[]>,
    });
    shown['all'] = data.map(label);
    keys['all'] = data.map(rowKey);
    states['all'] = data.map(syncState);
    return null;
  };
  const City = ({ city }: { city: string }): ReactNode => {
    const { data = [] } = useSyncedQuery({
      queryKey: ['patients', { city }],
      queryFn: () => api.read(`${endpoint}?city=${city}`) as Promise<Patient[]>,
      belongs: (row) => row.city === city,
    });
    shown[city] = data.map(label);
    return null;
  };
  const Search = ({ text }: { text: string }): ReactNode => {
    const { data = [] } = useSyncedQuery({
      queryKey: ['patients', { text }],
      queryFn: () => api.read(`${endpoint}?search=${text}`) as Promise<Patient[]>,
      belongs: (row) => row.name.includes(text),
    });
    shown[text] = data.map(label);
    return null;
  };
  const Page = ({ number }: { number: number }): ReactNode => {
    const { data } = useSyncedQuery({
      queryKey: ['patients', 'page', number],
      queryFn: () =>
        api.read(`${endpoint}?page=${number}`) as Promise<{ data: Patient[]; next: number | null }>,
      complete: false,
    });
    shown[`page ${number}`] = (data?.data ?? []).map(label);
    return null;
  };
  const more: { current?: () => Promise<unknown> } = {};
  const Infinite = ({ order }: { order?: (a: Patient, b: Patient) => number }): ReactNode => {
    const { data, fetchNextPage } = useSyncedInfiniteQuery({
      queryKey: ['patients', 'infinite'],
      queryFn: ({ pageParam }) =>
        api.read(`${endpoint}?page=${pageParam}`) as Promise<{
          data: Patient[];
          next: number | null;
        }>,
      initialPageParam: 1,
      getNextPageParam: (last) => last.next,
      ...(order && { compare: order }),
    });
    more.current = () => fetchNextPage();
    (data?.pages ?? []).forEach((page, index) => {
      shown[`infinite ${index + 1}`] = page.data.map(label);
    });
    return null;
  };
  const Detail = ({ id }: { id: string }): ReactNode => {
    const {
      data,
      isLocal,
      syncState,
      id: present,
      status,
    } = useSyncedRecord({
      endpoint,
      id,
      queryKey: (now) => ['patient', now],
      queryFn: (now) => api.read(`${endpoint}/${now}`) as Promise<Patient>,
    });
    shown['detail'] = [data?.name ?? '-', present, isLocal ? 'local' : 'known', syncState, status];
    return <h1 key={present === id ? id : id}>{data?.name}</h1>;
  };
  return { shown, keys, states, All, City, Search, Page, Infinite, Detail, more };
}

describe('2.8: useSyncedQuery', () => {
  it('shows create, edit and delete at once in every list they belong to, and writes nothing into the cache', async () => {
    const api = new ClinicApi(many(4));
    const page = new QueryPage(api);
    const { shown, states, All, City } = screens(api);
    await page.mount([<All key="a" />, <City key="c" city="Lyon" />]);
    expect(shown).toEqual({ all: ['N01', 'N02', 'N03', 'N04'], Lyon: ['N01', 'N04'] });
    api.online = false;
    await page.goOnline(false);
    act(() => {
      void actions().create({ name: 'New', city: 'Lyon' });
      void actions().create({ name: 'Other', city: 'Nice' });
      void actions().mutate('p2', { city: 'Lyon' });
      void actions().mutate('p4', { city: 'Nice', name: 'Left' });
      void actions().delete('p1');
    });
    expect(shown['all']).toEqual(['N02', 'N03', 'Left', 'New', 'Other']);
    expect(shown['Lyon']).toEqual(expect.arrayContaining(['N02', 'New']));
    expect(shown['Lyon']).toHaveLength(2);
    expect(states['all']).toEqual(['pending', 'synced', 'pending', 'pending', 'pending']);
    expect(
      JSON.stringify(
        page.queryClient
          .getQueryCache()
          .getAll()
          .map(({ state }) => state.data),
      ),
    ).not.toContain('New');
    await page.goOnline(true);
    await page.passes(400);
    expect(shown['all']).toEqual(['N02', 'N03', 'Left', 'New', 'Other']);
    expect(api.writes).toHaveLength(5);
    expect(api.writes).toContain(`PATCH ${endpoint}/p4 "1"`);
  });

  it('shows what was confirmed in all lists, also later and without any new read', async () => {
    const api = new ClinicApi(many(4));
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
    });
    const { shown, All, City, Detail } = screens(api);
    await page.mount([<All key="a" />, <City key="c" city="Lyon" />, <Detail key="d" id="p1" />]);
    act(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'New', city: 'Lyon' });
      void actions().delete('p3');
    });
    await page.rest();
    await page.passes(31_500);
    act(() => void actions().mutate('p2', { name: 'Else' }));
    await page.rest();
    expect(shown['all']).toEqual(['Mine', 'Else', 'N04', 'New']);
    expect(shown['Lyon']).toEqual(['Mine', 'N04', 'New']);
    expect(shown['detail']?.[0]).toBe('Mine');
  });

  it.each([true, false])(
    'takes a colleague’s value after a read that began later (versions: %s)',
    async (versions) => {
      const api = new ClinicApi([
        { id: 'p1', name: 'A' },
        { id: 'p2', name: 'B' },
      ]);
      api.versions = versions;
      const page = new QueryPage(api, {
        attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
      });
      const { shown, All } = screens(api);
      await page.mount(<All />);
      act(() => void actions().mutate('p1', { name: 'Mine' }));
      await page.rest();
      Object.assign(api.rows[0] ?? {}, { name: 'A', ...(versions && { version: 9 }) });
      await page.passes(50);
      await act(() => page.queryClient.refetchQueries());
      await page.rest();
      expect(shown['all']).toEqual(['A', 'B']);
    },
  );

  it.each([true, false])(
    'a read that began before the confirmation undoes nothing (versions: %s)',
    async (versions) => {
      const api = new ClinicApi([
        { id: 'p1', name: 'A' },
        { id: 'p2', name: 'B' },
      ]);
      api.versions = versions;
      const page = new QueryPage(api, {
        attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
      });
      const { shown, All } = screens(api);
      await page.mount(<All />);
      let open: () => void = () => undefined;
      api.gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const read = page.queryClient.refetchQueries();
      await page.rest();
      await page.passes(5);
      act(() => {
        void actions().mutate('p1', { name: 'Mine' });
        void actions().create({ name: 'New' });
        void actions().delete('p2');
      });
      await page.rest();
      expect(shown['all']).toEqual(['Mine', 'New']);
      open();
      api.gate = undefined;
      await act(() => read);
      await page.rest();
      expect(shown['all']).toEqual(['Mine', 'New']);
      await page.passes(31_500);
      expect(shown['all']).toEqual(['Mine', 'New']);
    },
  );

  it('a read that takes the place of a running one counts from its own beginning', async () => {
    const api = new ClinicApi([{ id: 'p1', name: 'A' }]);
    api.versions = false;
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
    });
    const { shown, All } = screens(api);
    await page.mount(<All />);
    let open: () => void = () => undefined;
    api.gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    void page.queryClient.refetchQueries();
    await page.rest();
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    await page.passes(50);
    Object.assign(api.rows[0] ?? {}, { name: 'A' }); // a colleague
    void page.queryClient.invalidateQueries();
    await page.rest();
    open();
    api.gate = undefined;
    await page.rest();
    expect(shown['all']).toEqual(['A']);
  });

  it('a created record is on no page where the server does not have it, and comes and goes with reads', async () => {
    const api = new ClinicApi(many(12));
    const page = new QueryPage(api);
    const { shown, Page, Infinite } = screens(api);
    await page.mount([<Page key="p" number={1} />, <Infinite key="i" />]);
    act(() => void actions().create({ name: 'New' }));
    expect(shown['page 1']).toHaveLength(5);
    expect(shown['infinite 1']).toHaveLength(5);
    await page.rest();
    await page.passes(400);
    expect(shown['page 1']).not.toContain('New');
    expect(shown['infinite 1']).not.toContain('New');
    api.rows = api.rows.filter(({ name }) => name !== 'New');
    await page.passes(60_000);
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(Object.values(shown).flat()).not.toContain('New');
  });

  it('select is given the rows with what is queued', async () => {
    const api = new ClinicApi(many(2));
    const page = new QueryPage(api);
    let labels: readonly string[] = [];
    const Labels = (): ReactNode => {
      const { data = [] } = useSyncedQuery({
        queryKey: ['patients'],
        queryFn: () => api.read(endpoint) as Promise<Patient[]>,
        select: (rows) => rows.map((row) => row.name.toUpperCase()),
      });
      labels = data;
      return null;
    };
    await page.mount(<Labels />);
    act(() => {
      void actions().create({ name: 'new' });
      void actions().mutate('p1', { name: 'other' });
    });
    expect(labels).toEqual(['OTHER', 'N02', 'NEW']);
  });

  it('compare from attachSynchrone puts a created record first, under one key', async () => {
    const api = new ClinicApi(many(3).map((row) => ({ ...row, at: 1 })));
    const newest = (a: Patient & { at?: number }, b: Patient & { at?: number }): number =>
      (b.at ?? 0) - (a.at ?? 0);
    const page = new QueryPage(api, {
      attach: {
        resources: {
          [endpoint]: { queries: ['patients'], compare: () => newest, invalidate: false },
        },
      },
    });
    const { shown, keys, All } = screens(api);
    await page.mount(<All />);
    act(() => void actions().create({ name: 'New', at: 9 } as Partial<Patient>));
    expect(shown['all']?.[0]).toBe('New');
    const key = keys['all']?.[0];
    await page.rest();
    expect([shown['all']?.[0], keys['all']?.[0]]).toEqual(['New', key]);
    expect(api.rows.at(-1)?.id).toBe('s1');
  });

  it('an edit brings a record into a search that did not have it, and a refusal takes it out again', async () => {
    const api = new ClinicApi(many(3));
    const page = new QueryPage(api);
    const { shown, All, Search } = screens(api);
    await page.mount([
      <All key="a" />,
      <Search key="s" text="refuse" />,
      <Search key="o" text="N0" />,
    ]);
    expect(shown['refuse']).toEqual([]);
    act(() => void actions().mutate('p3', { name: 'refuse' }));
    expect(shown['refuse']).toEqual(['refuse']);
    expect(shown['N0']).toEqual(['N01', 'N02']);
    const reads = api.reads.length;
    await page.rest();
    expect(shown['refuse']).toEqual([]);
    expect(shown['N0']).toEqual(['N01', 'N02', 'N03']);
    expect(api.reads.length, 'the list has the base: no read is needed').toBe(reads);
  });
});

describe('2.8: useSyncedInfiniteQuery', () => {
  it('puts a created record where compare says, each record once, and keeps the pages', async () => {
    const api = new ClinicApi(many(12));
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
    });
    const { shown, Infinite, more } = screens(api);
    const byName = (a: Patient, b: Patient): number => a.name.localeCompare(b.name);
    await page.mount(<Infinite order={byName} />);
    await act(() => more.current?.() ?? Promise.resolve());
    await page.rest();
    act(() => {
      void actions().create({ name: 'N03a' });
      void actions().create({ name: 'N07a' });
      void actions().create({ name: 'N99' });
      void actions().delete('p2');
    });
    expect(shown['infinite 1']).toEqual(['N01', 'N03', 'N03a', 'N04', 'N05']);
    expect(shown['infinite 2']).toEqual(['N06', 'N07', 'N07a', 'N08', 'N09', 'N10']);
    await page.rest();
    expect(shown['infinite 1']).toEqual(['N01', 'N03', 'N03a', 'N04', 'N05']);
    await act(() => more.current?.() ?? Promise.resolve());
    await page.rest();
    const all = [1, 2, 3].flatMap((index) => shown[`infinite ${index}`] ?? []);
    expect(new Set(all).size, 'none twice, though rows moved between the pages').toBe(all.length);
    expect(all).toContain('N99');
  });
});

describe('3.5: useSyncedRecord', () => {
  it('shows a record that is only queued, asks nothing, and follows it to the server', async () => {
    const api = new ClinicApi(many(2));
    const page = new QueryPage(api);
    const { shown, Detail } = screens(api);
    await page.goOnline(false);
    const { record } = actions().create({ name: 'New' });
    const view = await page.mount(<Detail id={record.id} />);
    expect(shown['detail']).toEqual(['New', record.id, 'local', 'pending', 'success']);
    const node = view.container.querySelector('h1');
    const reads = api.reads.length;
    act(() => void actions().mutate(record.id, { name: 'Newer' }));
    expect(shown['detail']?.[0]).toBe('Newer');
    await page.goOnline(true);
    await page.rest();
    await page.passes(400);
    expect(shown['detail']).toEqual(['Newer', 's1', 'known', 'synced', 'success']);
    expect(view.container.querySelector('h1')).toBe(node);
    expect(api.reads.slice(reads).filter((one) => one.includes(record.id))).toEqual([]);
  });

  it('opens a bookmark with the former id in a later page', async () => {
    const api = new ClinicApi([]);
    const first = new QueryPage(api);
    const { record } = actions().create({ name: 'New' });
    await first.rest();
    const page = new QueryPage(api, { browser: first.browser });
    const { shown, Detail } = screens(api);
    await page.mount(<Detail id={record.id} />);
    expect(shown['detail']).toEqual(['New', 's1', 'known', 'synced', 'success']);
  });

  it('is seeded from a list, and says that a deleted record is gone', async () => {
    const api = new ClinicApi(many(2));
    const page = new QueryPage(api);
    const { shown, All, Detail } = screens(api);
    await page.mount(<All />);
    let open: () => void = () => undefined;
    api.gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    await page.mount([<All key="a" />, <Detail key="d" id="p2" />]);
    expect(shown['detail']?.[0]).toBe('N02');
    act(() => void actions().delete('p2'));
    expect(shown['detail']?.[0]).toBe('-');
    open();
  });

  it('shows no fallback under Suspense for a queued record, nor when the server has given its id', async () => {
    const api = new ClinicApi([]);
    const page = new QueryPage(api);
    let fallbacks = 0;
    const Fallback = (): ReactNode => {
      fallbacks += 1;
      return 'loading';
    };
    const Detail = ({ id }: { id: string }): ReactNode => {
      const { data, id: present } = useSyncedSuspenseRecord({
        endpoint,
        id,
        queryKey: (now) => ['patient', now],
        queryFn: (now) => api.read(`${endpoint}/${now}`) as Promise<Patient>,
      });
      return `${data?.name} ${present}`;
    };
    await page.goOnline(false);
    const { record } = actions().create({ name: 'New' });
    const view = await page.mount(
      <Suspense fallback={<Fallback />}>
        <Detail id={record.id} />
      </Suspense>,
    );
    expect(view.container.textContent).toBe(`New ${record.id}`);
    await page.goOnline(true);
    await page.rest();
    await page.passes(400);
    expect(view.container.textContent).toBe('New s1');
    expect(fallbacks).toBe(0);
  });
});

describe('2.8: useSyncedSuspenseQuery', () => {
  it('suspends for the first read alone', async () => {
    const api = new ClinicApi(many(2));
    const page = new QueryPage(api);
    const List = (): ReactNode => {
      const { data } = useSyncedSuspenseQuery({
        queryKey: ['patients'],
        queryFn: () => api.read(endpoint) as Promise<Patient[]>,
      });
      return data.map(({ name }) => name).join(' ');
    };
    const view = await page.mount(
      <Suspense fallback="loading">
        <List />
      </Suspense>,
    );
    act(() => void actions().create({ name: 'New' }));
    expect(view.container.textContent).toBe('N01 N02 New');
    await page.rest();
    await page.passes(400);
    expect(view.container.textContent).toBe('N01 N02 New');
  });
});
