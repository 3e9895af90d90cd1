// @vitest-environment jsdom
import { keepPreviousData, MutationCache, onlineManager, QueryClient } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { Suspense, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { readFor, syncActions, useSyncedRows, type AnyRecord } from 'synchrone';
import {
  useSyncedInfiniteQuery,
  useSyncedMutation,
  useSyncedQuery,
  useSyncedRecord,
  useSyncedSuspenseRecord,
  type SyncedMutation,
} from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

const actions = () => syncActions<Patient>(endpoint);
const rows = [
  { id: 'p1', name: 'Ann', city: 'Lyon', version: 1 },
  { id: 'p2', name: 'Bob', city: 'Paris', version: 1 },
  { id: 'p3', name: 'Eve', city: 'Lyon', version: 1 },
];
const never = {
  attach: { resources: { [endpoint]: { queries: ['patients', 'patient'], invalidate: false } } },
} as const;

/** Lists and a detail page, and what they show. */
function screens(api: ClinicApi) {
  const shown: Record<string, readonly (string | undefined)[]> = {};
  const List = ({ city = '' }: { city?: string }): ReactNode => {
    const { data = [] } = useSyncedQuery({
      queryKey: ['patients', city],
      queryFn: () => api.read(city ? `${endpoint}?city=${city}` : endpoint) as Promise<Patient[]>,
      ...(city && { belongs: (row: Patient) => row.city === city }),
    });
    shown[city || 'all'] = data.map(({ name }) => name);
    return null;
  };
  const Detail = ({ id }: { id: string }): ReactNode => {
    const { data } = useSyncedRecord({
      endpoint,
      id,
      queryKey: (now) => ['patient', now],
      queryFn: (now) => api.read(`${endpoint}/${now}`) as Promise<Patient>,
    });
    shown['detail'] = [data?.name];
    return null;
  };
  return { shown, List, Detail };
}

/** An edit, a create and a delete that the server confirms. */
async function work(page: QueryPage): Promise<void> {
  act(() => {
    void actions().mutate('p1', { name: 'Mine' });
    void actions().create({ name: 'New', city: 'Lyon' });
    void actions().delete('p2');
  });
  await page.rest();
}

describe('2.9: what was confirmed stays on the screen', () => {
  it.each([true, false])(
    'of a list that was not shown meanwhile (versions: %s)',
    async (versions) => {
      const api = new ClinicApi(versions ? rows : rows.map(({ version: _v, ...row }) => row));
      api.versions = versions;
      const page = new QueryPage(api, never);
      const { shown, List } = screens(api);
      await page.mount(<List />);
      await page.mount(null);
      await page.passes(5);
      await work(page);
      await page.mount(<List />);
      expect(shown['all']).toEqual(['Mine', 'Eve', 'New']);
    },
  );

  it('of a list whose key comes back, and of a detail page left and opened again', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    const { shown, List, Detail } = screens(api);
    await page.mount([<List key="l" city="Lyon" />, <Detail key="d" id="p1" />]);
    await page.passes(5);
    await work(page);
    await page.passes(5);
    await page.mount([<List key="l" city="Paris" />, <Detail key="d" id="p3" />]);
    await page.mount([<List key="l" city="Lyon" />, <Detail key="d" id="p1" />]);
    expect(shown['Lyon']).toEqual(['Mine', 'Eve', 'New']);
    expect(shown['detail']).toEqual(['Mine']);
  });

  it('of a second list of the same rows that is mounted later', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    const { shown, List } = screens(api);
    await page.mount(<List key="a" />);
    await page.passes(5);
    await work(page);
    shown['all'] = [];
    await page.mount([<List key="b" />]);
    expect(shown['all']).toEqual(['Mine', 'Eve', 'New']);
  });

  it('a record that a later read left on another page does not come back by an edit', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    let seen: readonly Patient[] = [];
    const First = (): ReactNode => {
      const { data = [] } = useSyncedQuery({
        queryKey: ['patients', 'first'],
        queryFn: async () => ((await api.read(endpoint)) as Patient[]).slice(0, 3),
        place: 'start',
      });
      seen = data;
      return null;
    };
    await page.mount(<First />);
    await page.passes(5);
    const made = actions().create({ name: 'New' });
    await page.rest();
    expect(seen.map(({ name }) => name)).toEqual(['New', 'Ann', 'Bob', 'Eve']);
    await page.passes(5);
    await act(() => page.queryClient.refetchQueries());
    await page.passes(5);
    act(() => void actions().mutate(made.record.id, { city: 'Nice' }));
    await page.rest();
    expect(seen.map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Eve']);
  });

  it('a record that the server expanded in the list keeps what is in it', async () => {
    const api = new ClinicApi([{ ...rows[0], doctor: { id: 'd1', name: 'Dr' } }]);
    const page = new QueryPage(api, never);
    let seen: readonly AnyRecord[] = [];
    const List = (): ReactNode => {
      seen =
        useSyncedQuery({
          queryKey: ['patients'],
          queryFn: () => api.read(endpoint) as Promise<AnyRecord[]>,
        }).data ?? [];
      return null;
    };
    await page.mount(<List />);
    Object.assign(api.rows[0] ?? {}, { doctor: 'd1' });
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    expect(seen[0]).toMatchObject({ name: 'Mine', doctor: { id: 'd1', name: 'Dr' } });
  });

  it('a record that an edit brought into a list is there once when it is edited again', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    const { shown, List } = screens(api);
    await page.mount([<List key="a" />, <List key="l" city="Lyon" />]);
    await page.passes(5);
    act(() => void actions().mutate('p2', { city: 'Lyon' }));
    await page.rest();
    act(() => void actions().mutate('p2', { name: 'Bobby' }));
    expect(shown['Lyon']).toEqual(['Ann', 'Eve', 'Bobby']);
  });
});

describe('2.6: the base of a change is the newest that the page knows', () => {
  it('of a list without versions beside a detail page that has one', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    const { List, Detail } = screens(api);
    const Summary = (): ReactNode => {
      useSyncedQuery({
        queryKey: ['patients', 'summary'],
        queryFn: () => Promise.resolve([{ id: 'p1', name: 'Ann' }]),
      });
      return null;
    };
    await page.mount([<Summary key="s" />, <List key="l" />]);
    Object.assign(api.rows[0] ?? {}, { name: 'Colleague', version: 2 });
    await page.passes(5);
    await page.mount([<Summary key="s" />, <List key="l" />, <Detail key="d" id="p1" />]);
    act(() => void actions().mutate('p1', { city: 'Nice' }));
    await page.rest();
    expect(api.writes).toEqual([`PATCH ${endpoint}/p1 "2"`]);
  });

  it('of a row that my own edit took out of the list', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    const { List } = screens(api);
    await page.mount(<List city="Lyon" />);
    await page.passes(5);
    act(() => void actions().mutate('p1', { city: 'Nice' }));
    await page.rest();
    act(() => void actions().mutate('p1', { city: 'Lyon' }));
    await page.rest();
    expect(api.writes.at(-1)).toBe(`PATCH ${endpoint}/p1 "2"`);
  });

  it('of the server’s record of a conflict that was given up', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api, never);
    const { shown, List } = screens(api);
    await page.mount(<List />);
    await page.passes(5);
    const current = { id: 'p1', name: 'Colleague', city: 'Lyon', version: 2 };
    api.conflict = { error: { code: 'VERSION_CONFLICT', details: { current } } };
    let mutation = '';
    act(() => {
      mutation = actions().mutate('p1', { name: 'Mine' }).mutationId;
    });
    await page.rest();
    api.conflict = undefined;
    await act(() => page.queue.discard(mutation));
    await page.rest();
    expect(shown['all']).toEqual(['Colleague', 'Bob', 'Eve']);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    expect(api.writes.at(-1)).toBe(`PATCH ${endpoint}/p1 "2"`);
  });
});

describe('7.1b: the next person', () => {
  it('sees nothing of the former one on a detail page, and changes nothing of theirs', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    page.queue.setUser({ id: 'u1' });
    const { shown, List, Detail } = screens(api);
    await page.mount([<List key="l" />]);
    await page.queue.logout();
    api.gate = new Promise(() => undefined);
    act(() => page.queue.setUser({ id: 'u2' }));
    await page.mount([<List key="l" />, <Detail key="d" id="p1" />]);
    expect(shown['detail']).toEqual([undefined]);
    expect(actions().mutate('p1', { city: 'Nice' }).record).toEqual({ id: 'p1', city: 'Nice' });
  });

  it('does not see what the former key of a list had left in its place', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    page.queue.setUser({ id: 'u1' });
    let seen: readonly Patient[] = [];
    const List = ({ city }: { city: string }): ReactNode => {
      const { data = [] } = useSyncedQuery({
        queryKey: ['patients', city],
        queryFn: () => api.read(`${endpoint}?city=${city}`) as Promise<Patient[]>,
        placeholderData: keepPreviousData,
      });
      seen = data;
      return null;
    };
    await page.mount(<List city="Lyon" />);
    api.gate = new Promise(() => undefined);
    await page.mount(<List city="Paris" />);
    expect(seen).toHaveLength(2);
    await page.queue.logout();
    await page.rest();
    expect(seen).toEqual([]);
  });

  it('does not see a read of the former one that comes late', async () => {
    const page = new QueryPage(new ClinicApi([]));
    page.queue.setUser({ id: 'u1' });
    await page.rest();
    let comes: (rows: readonly Patient[]) => void = () => undefined;
    const late = readFor(
      () =>
        new Promise<readonly Patient[]>((resolve) => {
          comes = resolve;
        }),
    );
    page.queue.setUser({ id: 'u2' });
    await page.rest();
    comes(rows);
    await expect(late).rejects.toMatchObject({ code: 'OTHER_USER' });
  });
});

describe('wrong or unusual use', () => {
  it('a `rows` that throws loses no change and no screen', async () => {
    const api = new ClinicApi(rows);
    const find = ({ found }: { found: { list: Patient[] } }): Patient[] => found.list;
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'], rows: find } } },
    });
    const List = (): ReactNode => {
      useSyncedQuery({ queryKey: ['patients'], queryFn: () => Promise.resolve({ other: 1 }) });
      useSyncedQuery({ queryKey: ['patients', 2], queryFn: () => new Promise(() => undefined) });
      return null;
    };
    await page.mount(<List />);
    act(() => void actions().mutate('p2', { name: 'x' }));
    await page.rest();
    expect(api.writes).toEqual([`PATCH ${endpoint}/p2`]);
    expect(page.toldCodes).toContain('ROWS_NOT_FOUND');
  });

  it('rows that are nothing, and rows without ids, stay where they are', async () => {
    const page = new QueryPage(new ClinicApi([]));
    const mixed = [null, rows[0], 7, { name: 'no id' }] as unknown as readonly AnyRecord[];
    let seen: readonly unknown[] = [];
    let pages: readonly (readonly object[])[] = [];
    let more: () => Promise<unknown> = () => Promise.resolve();
    const nameless = [[{ _id: 1 }, { _id: 2 }], [{ _id: 3 }]];
    const Lists = (): ReactNode => {
      seen = useSyncedRows(mixed, endpoint);
      const { data, fetchNextPage } = useSyncedInfiniteQuery({
        queryKey: ['patients'],
        queryFn: ({ pageParam }) => Promise.resolve(nameless[pageParam] ?? []),
        initialPageParam: 0,
        getNextPageParam: (_, all) => (all.length < 2 ? all.length : null),
      });
      more = fetchNextPage;
      pages = data?.pages ?? [];
      return null;
    };
    await page.mount(<Lists />);
    await act(() => more());
    await page.rest();
    act(() => void actions().create({ name: 'New' }));
    await page.rest();
    expect(seen.slice(0, 4)).toEqual(mixed);
    expect(pages[0]).toEqual(nameless[0]);
    expect(pages[1]?.slice(0, 1)).toEqual(nameless[1]);
  });

  it('an `onMutate` of the cache that throws or waits gives no call another one’s outcome', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    let fails = true;
    const mutationCache = new MutationCache({
      onMutate: () => {
        if (fails) throw new Error('of the application');
      },
    });
    Object.assign(page, { queryClient: new QueryClient({ mutationCache }) });
    const handle: { ops?: SyncedMutation<Patient> } = {};
    const Form = (): ReactNode => {
      handle.ops = useSyncedMutation<Patient>(endpoint);
      return null;
    };
    await page.mount(<Form />);
    const seen: Record<string, string> = {};
    const create = (name: string): void =>
      void handle.ops?.create.mutateAsync({ name }).then(
        (record) => {
          seen[name] = record.name;
        },
        () => undefined,
      );
    act(() => create('One'));
    await page.rest();
    fails = false;
    act(() => {
      create('Two');
      create('Three');
    });
    await page.rest();
    expect(seen).toEqual({ Two: 'Two', Three: 'Three' });
  });

  it('a summary in a list does not stand for the whole record under Suspense', async () => {
    const api = new ClinicApi([{ ...rows[0], allergies: 'penicillin' }]);
    const page = new QueryPage(api, never);
    let seen: AnyRecord | undefined;
    const Summary = (): ReactNode => {
      useSyncedQuery({
        queryKey: ['patients'],
        queryFn: () => Promise.resolve([{ id: 'p1', name: 'Ann' }]),
      });
      return null;
    };
    const Detail = (): ReactNode => {
      seen = useSyncedSuspenseRecord<AnyRecord>({
        endpoint,
        id: 'p1',
        queryKey: (id) => ['patient', id],
        queryFn: (id) => api.read(`${endpoint}/${id}`) as Promise<AnyRecord>,
      }).data;
      return null;
    };
    await page.mount(<Summary key="s" />);
    await page.mount([
      <Summary key="s" />,
      <Suspense key="d" fallback="…">
        <Detail />
      </Suspense>,
    ]);
    expect(seen).toMatchObject({ allergies: 'penicillin' });
    expect(api.reads).toContain(`GET ${endpoint}/p1`);
  });
});
