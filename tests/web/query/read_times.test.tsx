// @vitest-environment jsdom
import { IDBFactory } from 'fake-indexeddb';
import { hydrate, onlineManager, useQuery } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { syncActions, useSyncedRows } from 'synchrone';
import { useSyncedQuery, type SyncedQueryOptions } from 'synchrone/query';
import { FakeBrowser } from '../support/fake_page.js';
import { indexedDbRests } from '../support/indexed_db.js';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  onlineManager.setOnline(true);
});

const actions = () => syncActions<Patient>(endpoint);
const never = {
  attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
} as const;
/** Nothing but its values says how old a row is. */
const plain = [
  { id: 'p1', name: 'Ann', city: 'Lyon' },
  { id: 'p2', name: 'Bob', city: 'Paris' },
  { id: 'p3', name: 'Eve', city: 'Nice' },
];
const copy = (): Patient[] => structuredClone(plain);

/** An API without versions. */
function api(): ClinicApi {
  const made = new ClinicApi(plain);
  made.versions = false;
  return made;
}

/** One list by `useSyncedQuery`, and what it shows. */
function list(clinic: ClinicApi, options: Partial<SyncedQueryOptions<Patient[]>> = {}) {
  const shown: { names: readonly string[]; renders: number; data: Set<unknown> } = {
    names: [],
    renders: 0,
    data: new Set(),
  };
  const List = (): ReactNode => {
    const { data = [] } = useSyncedQuery<Patient[]>({
      queryKey: ['patients'],
      queryFn: () => clinic.read(endpoint) as Promise<Patient[]>,
      ...options,
    });
    shown.names = data.map(({ name }) => name);
    shown.renders += 1;
    shown.data.add(data);
    return null;
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
const worked = ['Mine', 'Eve', 'New'];

/** Ways in which rows come into a cache without a read that it knows. */
const byHand: readonly [string, (page: QueryPage, rows: Patient[]) => void][] = [
  ['setQueryData', ({ queryClient }, rows) => queryClient.setQueryData(['patients'], rows)],
  [
    'setQueryData with a time of its own',
    ({ queryClient }, rows) =>
      queryClient.setQueryData(['patients'], rows, { updatedAt: Date.now() + 60_000 }),
  ],
  [
    'hydration',
    ({ queryClient }, rows) =>
      hydrate(queryClient, {
        queries: [
          {
            queryKey: ['patients'],
            queryHash: '["patients"]',
            dehydratedAt: Date.now(),
            state: { data: rows, dataUpdatedAt: Date.now() + 60_000, status: 'success' } as never,
          },
        ],
      }),
  ],
];

describe('2.9: rows that come into the cache by hand', () => {
  it.each(byHand)('%s with older rows undoes nothing that was confirmed', async (_, put) => {
    const page = new QueryPage(api(), never);
    const { shown, List } = list(api());
    await page.mount(<List />);
    await page.passes(5);
    await work(page);
    act(() => put(page, copy()));
    await page.rest();
    expect(shown.names).toEqual(worked);
    expect(page.toldCodes, 'the hook cannot be given more').not.toContain('READ_TIME_UNKNOWN');
  });

  it.each(byHand)('%s with a colleague’s newer value shows it', async (_, put) => {
    const page = new QueryPage(api(), never);
    const { shown, List } = list(api());
    await page.mount(<List />);
    await page.passes(5);
    await work(page);
    const pushed = copy().map((row) => (row.id === 'p1' ? { ...row, name: 'Colleague' } : row));
    act(() => put(page, pushed));
    await page.rest();
    expect(shown.names).toEqual(['Colleague', 'Eve', 'New']);
  });

  it('initialData undoes nothing that was confirmed before the list was shown', async () => {
    const clinic = api();
    const page = new QueryPage(clinic, never);
    await work(page);
    const { shown, List } = list(clinic, { initialData: copy() });
    await page.mount(<List />);
    expect(shown.names).toEqual(worked);
  });

  it('a pushed row of another record brings nothing back that a later read has decided', async () => {
    const clinic = api();
    const page = new QueryPage(clinic, never);
    const { shown, List } = list(clinic);
    await page.mount(<List />);
    await page.passes(5);
    await work(page);
    // Colleagues: the former name again, and the new record deleted.
    clinic.rows = clinic.rows.filter(({ name }) => name !== 'New');
    Object.assign(clinic.rows[0] ?? {}, { name: 'Ann' });
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(shown.names).toEqual(['Ann', 'Eve']);
    act(() => {
      page.queryClient.setQueryData<Patient[]>(['patients'], (rows = []) =>
        rows.map((row) => (row.id === 'p3' ? { ...row, name: 'Eva' } : row)),
      );
    });
    await page.rest();
    expect(shown.names).toEqual(['Ann', 'Eva']);
  });

  it('versions decide, whatever is known of the read', async () => {
    const clinic = new ClinicApi(plain.map((row) => ({ ...row, version: 1 })));
    const page = new QueryPage(clinic, never);
    const { shown, List } = list(clinic);
    await page.mount(<List />);
    await page.passes(5);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    const rows = (version: number): Patient[] => copy().map((row) => ({ ...row, version }));
    act(() => void page.queryClient.setQueryData(['patients'], rows(1)));
    await page.rest();
    expect(shown.names[0]).toBe('Mine');
    act(() => void page.queryClient.setQueryData(['patients'], rows(3)));
    await page.rest();
    expect(shown.names[0]).toBe('Ann');
  });
});

describe('2.9: a plain useQuery under useSyncedRows', () => {
  /** @param derive what the component makes of the data before it hands them to the hook */
  function plainList(clinic: ClinicApi, derive = (rows: Patient[]): readonly Patient[] => rows) {
    const shown: { names: readonly string[] } = { names: [] };
    const List = (): ReactNode => {
      const { data } = useQuery({
        queryKey: ['patients'],
        queryFn: async () => ({ data: (await clinic.read(endpoint)) as Patient[] }),
      });
      shown.names = useSyncedRows(derive(data?.data ?? []), endpoint).map(({ name }) => name);
      return null;
    };
    return { shown, List };
  }

  it('of an attached client: the time of its read is known', async () => {
    const clinic = api();
    const page = new QueryPage(clinic, never);
    const { shown, List } = plainList(clinic);
    await page.mount(<List />);
    await page.passes(5);
    await work(page);
    expect(shown.names).toEqual(worked);
    await page.passes(31_500);
    await page.mount(null);
    await page.mount(<List />);
    expect(shown.names, 'left, and opened again').toEqual(worked);
    Object.assign(clinic.rows[0] ?? {}, { name: 'Ann' }); // a colleague
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(shown.names).toEqual(['Ann', 'Eve', 'New']);
    expect(page.toldCodes).not.toContain('READ_TIME_UNKNOWN');
  });

  it.each([
    ['a part of it', (rows: Patient[]) => rows.filter(({ id }) => id !== 'p9')],
    ['another order', (rows: Patient[]) => rows.toSorted((a, b) => a.id.localeCompare(b.id))],
    ['pages in one list', (rows: Patient[]) => [rows.slice(0, 1), rows.slice(1)].flat()],
  ])('%s has the time of its rows', async (_, derive) => {
    const clinic = api();
    const page = new QueryPage(clinic, never);
    const { shown, List } = plainList(clinic, derive);
    await page.mount(<List />);
    await page.passes(5);
    await work(page);
    await page.passes(31_500);
    expect(shown.names).toEqual(worked);
    Object.assign(clinic.rows[0] ?? {}, { name: 'Ann' }); // a colleague sets it back
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(shown.names).toEqual(['Ann', 'Eve', 'New']);
    expect(page.toldCodes).not.toContain('READ_TIME_UNKNOWN');
  });

  it.each([['a copy at each render', (rows: Patient[]) => rows.map((row) => ({ ...row }))]])(
    '%s has no time: nothing confirmed disappears, and a diagnostic says so',
    async (_, derive) => {
      const clinic = api();
      const page = new QueryPage(clinic, never);
      const { shown, List } = plainList(clinic, derive);
      await page.mount(<List />);
      await page.passes(5);
      await work(page);
      expect(shown.names).toEqual(worked);
      await page.passes(31_500);
      act(() => void actions().mutate('p3', { name: 'Eva' }));
      await page.rest();
      expect(shown.names).toEqual(['Mine', 'Eva', 'New']);
      await page.mount(null);
      await page.mount(<List />);
      expect(shown.names, 'left, and opened again').toEqual(['Mine', 'Eva', 'New']);
      const [diagnostic] = page.diagnostics.filter(({ code }) => code === 'READ_TIME_UNKNOWN');
      expect(diagnostic?.message).toContain('useSyncedRows');
      Object.assign(clinic.rows[0] ?? {}, { name: 'Colleague' });
      await act(() => page.queryClient.refetchQueries());
      await page.rest();
      expect(shown.names).toEqual(['Colleague', 'Eva', 'New']);
    },
  );
});

describe('2.9: a component that asks for few members of a query', () => {
  it.each([
    ['a list', ['data'] as const],
    ['a function', () => ['data'] as const],
    ['the default of the client', undefined],
  ])('%s: sees a change, and a read that brought the same rows', async (name, notify) => {
    const clinic = api();
    const page = new QueryPage(clinic, never);
    if (name.startsWith('the default'))
      page.queryClient.setDefaultOptions({
        queries: { ...page.queryClient.getDefaultOptions().queries, notifyOnChangeProps: ['data'] },
      });
    const { shown, List } = list(clinic, {
      ...(notify && { notifyOnChangeProps: notify as never }),
    });
    await page.mount(<List />);
    await page.passes(5);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    expect(shown.names[0]).toBe('Mine');
    await page.rest();
    await page.passes(5);
    // A colleague sets it back: the cache has the very same rows as before.
    Object.assign(clinic.rows[0] ?? {}, { name: 'Ann' });
    await act(() => page.queryClient.refetchQueries());
    await page.rest();
    expect(shown.names[0]).toBe('Ann');
  });
});

describe('2.8: an edit to the same value', () => {
  it('keeps the identity of the data: while it waits, and when it is confirmed', async () => {
    const clinic = api();
    const page = new QueryPage(clinic, never);
    const { shown, List } = list(clinic);
    await page.mount(<List />);
    await page.passes(5);
    shown.data.clear();
    act(() => void actions().mutate('p1', { name: 'Ann' }));
    await page.rest();
    expect(clinic.writes).toHaveLength(1);
    expect(shown.data.size).toBe(1);
  });
});

describe('5.1: what was confirmed outlives the page', () => {
  const browser = (): FakeBrowser => {
    const made = new FakeBrowser();
    made.indexedDb = new IDBFactory();
    return made;
  };
  const store = (page: QueryPage, at: number): void =>
    act(() => void page.queryClient.setQueryData(['patients'], copy(), { updatedAt: at }));

  it('a cache that was stored before the confirmation shows it offline at the next start', async () => {
    const clinic = api();
    const first = new QueryPage(clinic, { ...never, browser: browser() });
    first.queue.setUser({ id: 'u1' });
    const { List } = list(clinic);
    await first.mount(<List />);
    const storedAt = first.browser.now;
    await first.passes(5);
    await work(first);
    await first.passes(500);
    await indexedDbRests();
    cleanup();
    first.end();

    const page = new QueryPage(clinic, { ...never, browser: first.browser });
    await page.goOnline(false);
    store(page, storedAt);
    const next = list(clinic);
    await page.mount(<next.List />);
    await act(indexedDbRests);
    await page.passes(5);
    expect(next.shown.names).toEqual(worked);
    // What was read after the confirmation is newer, also where it has the former value.
    store(page, storedAt + 10_000);
    await page.mount(null);
    await page.mount(<next.List />);
    expect(next.shown.names).toEqual(['Ann', 'Bob', 'Eve']);
  });

  it('one whose read came after the confirmation, and began before it, too', async () => {
    const clinic = api();
    const first = new QueryPage(clinic, { ...never, browser: browser() });
    vi.spyOn(Date, 'now').mockImplementation(() => first.browser.now); // dataUpdatedAt
    first.queue.setUser({ id: 'u1' });
    const { List, shown } = list(clinic);
    await first.mount(<List />);
    await first.passes(5);
    let arrive: () => void = () => undefined;
    clinic.gate = new Promise((resolve) => (arrive = resolve));
    const reading = first.queryClient.refetchQueries({ queryKey: ['patients'] });
    await first.passes(5);
    await work(first);
    await first.passes(500);
    arrive();
    await act(() => reading);
    await first.rest();
    expect(shown.names).toEqual(worked);
    const { dataUpdatedAt } = first.queryClient.getQueryState(['patients']) ?? {};
    for (let turn = 0; turn < 3; turn += 1) {
      await first.passes(1_000); // what is just written is written once more
      await indexedDbRests();
    }
    cleanup();
    first.end();

    const page = new QueryPage(clinic, { ...never, browser: first.browser });
    await page.goOnline(false);
    store(page, dataUpdatedAt ?? 0);
    const next = list(clinic);
    await page.mount(<next.List />);
    await act(indexedDbRests);
    await page.passes(5);
    expect(next.shown.names).toEqual(worked);
  });

  it('is not shown to another person', async () => {
    const clinic = api();
    const first = new QueryPage(clinic, { ...never, browser: browser() });
    first.queue.setUser({ id: 'u1' });
    const { List } = list(clinic);
    await first.mount(<List />);
    const storedAt = first.browser.now;
    await first.passes(5);
    await work(first);
    await first.passes(500);
    await indexedDbRests();
    cleanup();
    first.end();

    const page = new QueryPage(clinic, { ...never, browser: first.browser });
    page.queue.setUser({ id: 'u2' });
    await page.goOnline(false);
    store(page, storedAt);
    const next = list(clinic);
    await page.mount(<next.List />);
    await act(indexedDbRests);
    await page.passes(5);
    expect(next.shown.names).toEqual(['Ann', 'Bob', 'Eve']);
  });
});
