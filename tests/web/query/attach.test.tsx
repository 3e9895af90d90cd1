// @vitest-environment jsdom
import { createSyncStoragePersister } from '@tanstack/query-sync-storage-persister';
import { persistQueryClient } from '@tanstack/react-query-persist-client';
import { onlineManager, QueryClient, useQuery } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions, SyncMutationError } from 'synchrone';
import { attachSynchrone, useSyncedQuery, type AttachOptions } from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
  window.localStorage.clear();
});

const actions = () => syncActions<Patient>(endpoint);
const two = [
  { id: 'p1', name: 'A', version: 1 },
  { id: 'p2', name: 'B', version: 1 },
];

/** Lists under three keys of one endpoint, and what they show. */
function threeLists(api: ClinicApi) {
  const shown: (readonly string[])[] = [];
  const List = ({ index }: { index: number }): ReactNode => {
    const { data = [] } = useSyncedQuery({
      queryKey: ['patients', index],
      queryFn: () => api.read(endpoint) as Promise<Patient[]>,
    });
    shown[index] = data.map(({ name }) => name);
    return null;
  };
  return { shown, lists: [0, 1, 2].map((index) => <List key={index} index={index} />) };
}

describe('2.9: reads after a drain', () => {
  it('each list is read once after 24 changes, and not before', async () => {
    const api = new ClinicApi(two);
    const page = new QueryPage(api);
    const { shown, lists } = threeLists(api);
    await page.mount(lists);
    await page.goOnline(false);
    act(() => {
      for (let index = 0; index < 24; index += 1) void actions().create({ name: `n${index}` });
    });
    const reads = api.reads.length;
    await page.goOnline(true);
    await page.rest();
    expect(api.writes).toHaveLength(24);
    await page.passes(1_000);
    expect(api.reads.length - reads).toBe(3);
    expect(shown[0]).toHaveLength(26);
  });

  it.each([
    ['each', 3],
    [false, 0],
  ] as const)('invalidate %s', async (invalidate, expected) => {
    const api = new ClinicApi(two);
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'], invalidate } } },
    });
    const { lists } = threeLists(api);
    await page.mount(lists);
    const reads = api.reads.length;
    act(() => void actions().mutate('p1', { name: 'x' }));
    await page.rest();
    await page.passes(10);
    expect(api.reads.length - reads).toBe(expected);
  });

  it('the other tab reads its lists too', async () => {
    const api = new ClinicApi(two);
    const one = new QueryPage(api);
    one.client.start();
    await one.settle();
    const other = new QueryPage(api, { browser: one.browser });
    const { shown, lists } = threeLists(api);
    await other.mount(lists);
    one.show();
    const reads = api.reads.length;
    void actions().create({ name: 'C' });
    await one.settle();
    other.show();
    await other.rest();
    expect(shown[0]).toEqual(['A', 'B', 'C']);
    await other.passes(1_500);
    expect(api.reads.length - reads).toBe(3);
    expect(shown).toEqual([0, 1, 2].map(() => ['A', 'B', 'C']));
  });
});

describe('2.6: rows of the cache are the bases of changes', () => {
  const attach: AttachOptions = {
    resources: {
      [endpoint]: { queries: ['patients'], rows: ({ found }: { found: Patient[] }) => found },
    },
  };
  const read = (api: ClinicApi) => async () => ({
    found: (await api.read(endpoint)) as Patient[],
  });

  it('where a list is no longer shown, and its answers have a shape of their own', async () => {
    const api = new ClinicApi(two);
    const page = new QueryPage(api, { attach });
    const List = (): ReactNode => {
      useSyncedQuery({ queryKey: ['patients'], queryFn: read(api) });
      useQuery({ queryKey: ['patients', 'late'], queryFn: () => new Promise(() => undefined) });
      return null;
    };
    await page.mount(<List />);
    await page.mount(null);
    act(() => void actions().mutate('p2', { name: 'x' }));
    await page.rest();
    expect(api.writes).toEqual([`PATCH ${endpoint}/p2 "1"`]);
    expect(page.toldCodes).not.toContain('NO_BASE');
  });

  it('rows of a plain query under the same keys are none: it may hold other records', async () => {
    const api = new ClinicApi(two);
    const page = new QueryPage(api, { attach });
    const Plain = (): ReactNode => {
      useQuery({
        queryKey: ['patients', 'p2', 'appointments'],
        queryFn: () => Promise.resolve({ found: [{ id: 'p2', at: 'noon', version: 7 }] }),
      });
      useQuery({ queryKey: ['patients', 'ids'], queryFn: () => Promise.resolve(['p1', 'p2']) });
      return null;
    };
    await page.mount(<Plain />);
    act(() => void actions().mutate('p2', { name: 'x' }));
    await page.rest();
    expect(api.writes).toEqual([`PATCH ${endpoint}/p2`]);
    expect(page.toldCodes).toContain('NO_BASE');
  });
});

describe('7.1b: another person', () => {
  it('sees nothing of the former one on screen, in the cache or in what is stored', async () => {
    const api = new ClinicApi(two);
    const storage = window.localStorage;
    const persister = createSyncStoragePersister({ storage, throttleTime: 0 });
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'] } }, persister },
    });
    page.queue.setUser({ id: 'u1' });
    const [end] = persistQueryClient({ queryClient: page.queryClient, persister });
    const { shown, lists } = threeLists(api);
    await page.mount(lists);
    await page.rest();
    expect([...storageText(storage)].join()).toContain('"A"');
    api.rows = [{ id: 'q1', name: 'Q' }];
    await page.queue.logout();
    await page.rest();
    expect(shown).toEqual([[], [], []]);
    expect(
      JSON.stringify(
        page.queryClient
          .getQueryCache()
          .getAll()
          .map((one) => one.state),
      ),
    ).not.toContain('"A"');
    expect([...storageText(storage)].join()).not.toContain('"A"');
    act(() => page.queue.setUser({ id: 'u2' }));
    await page.rest();
    expect(shown).toEqual([['Q'], ['Q'], ['Q']]);
    end();
  });

  it.each(['before', 'after'])(
    'sees nothing of the former one where the application clears the cache by itself %s it signs out',
    async (when) => {
      const api = new ClinicApi(two);
      const page = new QueryPage(api);
      page.queue.setUser({ id: 'u1' });
      const { shown, lists } = threeLists(api);
      await page.mount(lists);
      await page.rest();
      expect(shown[0]).toEqual(['A', 'B']);
      api.rows = [{ id: 'q1', name: 'Q' }];
      if (when === 'before') act(() => page.queryClient.clear());
      await act(() => page.queue.logout());
      if (when === 'after') act(() => page.queryClient.clear());
      await page.rest();
      expect(shown.flat()).not.toContain('A');
      act(() => page.queue.setUser({ id: 'u2' }));
      await page.rest();
      expect(shown).toEqual([['Q'], ['Q'], ['Q']]);
    },
  );

  it('keeps the cache where the application says so', async () => {
    const api = new ClinicApi(two);
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'] } }, clearOnUserChange: false },
    });
    page.queue.setUser({ id: 'u1' });
    const { shown, lists } = threeLists(api);
    await page.mount(lists);
    act(() => page.queue.setUser({ id: 'u2' }));
    await page.rest();
    expect(shown[0]).toEqual(['A', 'B']);
  });
});

describe('5.1: a cache that is stored', () => {
  it('holds the server’s rows alone; after a reload offline what is queued is over them, and is sent once', async () => {
    const api = new ClinicApi(two);
    const storage = window.localStorage;
    const persister = createSyncStoragePersister({ storage, throttleTime: 0 });
    const first = new QueryPage(api);
    const [end] = persistQueryClient({ queryClient: first.queryClient, persister });
    await first.mount(threeLists(api).lists);
    await first.rest();
    await first.goOnline(false);
    act(() => {
      void actions().create({ name: 'C' });
      void actions().mutate('p1', { name: 'Mine' });
      void actions().delete('p2');
    });
    await first.rest();
    end();
    cleanup();
    first.end();
    expect([...storageText(storage)].join('')).not.toMatch(/Mine|"C"/);

    const page = new QueryPage(api, { browser: first.browser });
    page.online = false;
    const [endSecond, restored] = persistQueryClient({ queryClient: page.queryClient, persister });
    await restored;
    const { shown, lists } = threeLists(api);
    await page.mount(lists);
    expect(shown[0]).toEqual(['Mine', 'C']);
    await page.goOnline(true);
    await page.passes(40_000);
    expect(api.writes.map((one) => one.split(' ')[0]).sort()).toEqual(['DELETE', 'PATCH', 'POST']);
    expect(shown[0]).toEqual(['Mine', 'C']);
    endSecond();
  });
});

describe('wrong use', () => {
  const of = (resource: unknown): object => ({ resources: { [endpoint]: resource } });
  const wrong: readonly [string, string, unknown][] = [
    ['no resources', 'resources', {}],
    ['no keys', `resources.${endpoint}.queries`, { resources: { [endpoint]: {} } }],
    ['no key', `resources.${endpoint}.queries`, { resources: { [endpoint]: { queries: [] } } }],
    ['text', 'resources', { resources: 'patients' }],
    ['an empty key', `resources.${endpoint}.queries`, of({ queries: [[]] })],
    ['an empty name', `resources.${endpoint}.queries`, of({ queries: [''] })],
    ['a number for a key', `resources.${endpoint}.queries`, of({ queries: [7] })],
    ['no resource', `resources.${endpoint}`, of(null)],
    ['belongs', `resources.${endpoint}.belongs`, of({ queries: ['a'], belongs: 1 })],
    ['compare', `resources.${endpoint}.compare`, of({ queries: ['a'], compare: 'name' })],
    ['rows', `resources.${endpoint}.rows`, of({ queries: ['a'], rows: 'data' })],
    ['invalidate', `resources.${endpoint}.invalidate`, of({ queries: ['a'], invalidate: 'never' })],
    [
      'invalidate: true',
      `resources.${endpoint}.invalidate`,
      of({ queries: ['a'], invalidate: true }),
    ],
    ['a flag', 'clearOnUserChange', { ...of({ queries: ['a'] }), clearOnUserChange: 'yes' }],
    ['a persister', 'persister.removeClient', { ...of({ queries: ['a'] }), persister: {} }],
  ];
  it.each(wrong)('attachSynchrone with %s names the field', (_, field, options) => {
    new QueryPage(new ClinicApi([]));
    const call = (): unknown => attachSynchrone(new QueryClient(), options as AttachOptions);
    expect(call).toThrow(SyncMutationError);
    expect(call).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }) as Error);
  });

  it('attachSynchrone without a query client names it', () => {
    new QueryPage(new ClinicApi([]));
    const options: AttachOptions = { resources: { [endpoint]: { queries: ['patients'] } } };
    expect(() => attachSynchrone(undefined as unknown as QueryClient, options)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'queryClient' }) as Error,
    );
  });

  it('one key for two endpoints is named', async () => {
    const resources = {
      [endpoint]: { queries: ['patients'] },
      '/api/v1/doctors': { queries: [['doctors'], ['patients']] },
    };
    const page = new QueryPage(new ClinicApi([]), { attach: { resources } });
    await page.rest();
    expect(page.toldCodes).toContain('KEY_OF_TWO_ENDPOINTS');
  });

  it('an unknown key is an error that says what to do', async () => {
    const page = new QueryPage(new ClinicApi([]));
    let code = '';
    const List = (): ReactNode => {
      try {
        useSyncedQuery({ queryKey: ['doctors'], queryFn: () => Promise.resolve([]) });
      } catch (error) {
        code = (error as SyncMutationError).code;
      }
      return null;
    };
    await page.mount(<List />);
    expect(code).toBe('NO_ENDPOINT');
  });

  it.each([
    ['text', 'loading'],
    ['an object without a list', { total: 3 }],
    ['two lists', { left: [{ a: 1 }], right: [{ b: 1 }] }],
  ])('data that is %s stays as it came, and a diagnostic says so', async (_, data) => {
    const page = new QueryPage(new ClinicApi([]));
    let seen: unknown;
    const List = (): ReactNode => {
      seen = useSyncedQuery<unknown>({
        queryKey: ['patients'],
        queryFn: () => Promise.resolve(data),
      }).data;
      return null;
    };
    await page.mount(<List />);
    act(() => void actions().create({ name: 'C' }));
    await page.rest();
    expect(seen).toEqual(data);
    expect(page.toldCodes).toContain('ROWS_NOT_FOUND');
  });

  it.each([
    ['an array', (rows: Patient[]) => rows],
    ['data', (rows: Patient[]) => ({ data: rows, total: 2 })],
    ['results', (rows: Patient[]) => ({ count: 2, next: null, results: rows })],
    ['content', (rows: Patient[]) => ({ content: rows, last: true })],
    ['a name of its own', (rows: Patient[]) => ({ patients: rows, meta: { page: 1 } })],
    ['two levels', (rows: Patient[]) => ({ data: { patients: rows } })],
  ])('rows are found in %s', async (_, wrap) => {
    const page = new QueryPage(new ClinicApi([]));
    let seen: unknown;
    const List = (): ReactNode => {
      seen = useSyncedQuery<unknown>({
        queryKey: ['patients'],
        queryFn: () => Promise.resolve(wrap([...two])),
      }).data;
      return null;
    };
    await page.mount(<List />);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    const [first, second] = two;
    expect(seen).toEqual(wrap([{ ...(first as Patient), name: 'Mine' }, second as Patient]));
  });
});

function* storageText(storage: Storage): Generator<string> {
  for (let index = 0; index < storage.length; index += 1)
    yield storage.getItem(storage.key(index) ?? '') ?? '';
}
