// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import { Suspense, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import {
  useSyncedInfiniteQuery,
  useSyncedQuery,
  useSyncedSuspenseQuery,
  type SyncedQueryOptions,
} from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(cleanup);

const actions = () => syncActions<Patient>(endpoint);
const patients = (names: readonly string[]): Patient[] =>
  names.map((name, index) => ({ id: `p${index + 1}`, name, city: 'Lyon', version: 1 }));
const byName = (a: Patient, b: Patient): number => a.name.localeCompare(b.name);
const never = {
  attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
} as const;

describe('2.8: one page of several with an order', () => {
  it.each([
    [{ complete: false, first: false }, ['M', 'N', 'P', 'Q']],
    [{ complete: false }, ['A', 'M', 'N', 'P', 'Q']],
    [{ first: false }, ['M', 'N', 'P', 'Q', 'Z']],
    [{}, ['A', 'M', 'N', 'P', 'Q', 'Z']],
  ] as const)('%j', async (options, expected) => {
    const page = new QueryPage(new ClinicApi([]), never);
    let seen: readonly string[] = [];
    const List = (): ReactNode => {
      const { data = [] } = useSyncedQuery<Patient[]>({
        queryKey: ['patients'],
        queryFn: () => Promise.resolve(patients(['M', 'P', 'Q'])),
        compare: byName,
        ...options,
      });
      seen = data.map(({ name }) => name);
      return null;
    };
    await page.mount(<List />);
    act(() => {
      for (const name of ['A', 'N', 'Z']) void actions().create({ name });
    });
    expect(seen).toEqual(expected);
    await page.rest();
  });

  it('an infinite list whose former pages are not read, and then are', async () => {
    const api = new ClinicApi(
      patients(Array.from({ length: 15 }, (_, index) => `N${String(index + 1).padStart(2, '0')}`)),
    );
    const page = new QueryPage(api, never);
    let pages: readonly (readonly string[])[] = [];
    let former: () => Promise<unknown> = () => Promise.resolve();
    const List = (): ReactNode => {
      const { data, fetchPreviousPage } = useSyncedInfiniteQuery({
        queryKey: ['patients'],
        queryFn: ({ pageParam }) =>
          api.read(`${endpoint}?page=${pageParam}`) as Promise<{ data: Patient[]; at: number }>,
        initialPageParam: 2,
        getNextPageParam: () => null,
        getPreviousPageParam: (_, __, at) => (at > 1 ? at - 1 : null),
        compare: byName,
      });
      pages = (data?.pages ?? []).map((one) => one.data.map(({ name }) => name));
      former = fetchPreviousPage;
      return null;
    };
    await page.mount(<List />);
    act(() => {
      void actions().create({ name: 'N01a' });
      void actions().create({ name: 'N07a' });
    });
    expect(pages).toEqual([['N06', 'N07', 'N07a', 'N08', 'N09', 'N10']]);
    await act(() => former());
    await page.rest();
    expect(pages).toEqual([
      ['N01', 'N01a', 'N02', 'N03', 'N04', 'N05'],
      ['N06', 'N07', 'N07a', 'N08', 'N09', 'N10'],
    ]);
  });
});

describe('2.8: a function of the application that throws', () => {
  interface Shown {
    data?: unknown;
    status?: string;
    error?: unknown;
  }
  const list = (options: Partial<SyncedQueryOptions<Patient[]>>) => {
    const shown: Shown = {};
    const List = (): ReactNode => {
      const { data, status, error } = useSyncedQuery<Patient[]>({
        queryKey: ['patients'],
        queryFn: () => Promise.resolve(patients(['Ann', 'Bob'])),
        ...options,
      });
      Object.assign(shown, { data, status, error });
      return null;
    };
    return { shown, List };
  };

  it('select, for what is queued: it is given the rows as they came', async () => {
    const page = new QueryPage(new ClinicApi([]), never);
    const select = (rows: Patient[]): Patient[] =>
      rows.map((row) => ({ ...row, city: (row.city as string).toUpperCase() }));
    const { shown, List } = list({ select });
    await page.mount(<List />);
    act(() => void actions().create({ name: 'no city' }));
    await page.rest();
    expect(shown).toMatchObject({ status: 'success', error: null });
    expect(shown.data).toHaveLength(2);
    expect(page.toldCodes).toContain('SELECT_THREW');
  });

  it('select, for every data: the query has failed, as TanStack Query has it', async () => {
    const page = new QueryPage(new ClinicApi([]), never);
    const wrong = new TypeError('of the application');
    const select = (): never => {
      throw wrong;
    };
    const { shown, List } = list({ select });
    await page.mount(<List />);
    expect(shown).toEqual({ data: undefined, status: 'error', error: wrong });
  });

  it('belongs, for an edit in a list that has been laid before', async () => {
    const page = new QueryPage(new ClinicApi(patients(['Ann', 'Bob'])), never);
    const { shown, List } = list({
      belongs: (row) => {
        if (row.name === 'Boom') throw new TypeError('of the application');
        return true;
      },
    });
    await page.mount(<List />);
    act(() => void actions().mutate('p1', { name: 'Anna' }));
    act(() => void actions().mutate('p1', { name: 'Boom' }));
    await page.rest();
    expect(shown.status).toBe('success');
    expect((shown.data as Patient[]).map(({ id }) => id)).toEqual(['p1', 'p2']);
    expect(page.toldCodes).toContain('LIST_OPTION_THREW');
  });

  it('compare in attachSynchrone, when it is asked for an order', async () => {
    const compare = (): never => {
      throw new TypeError('of the application');
    };
    const page = new QueryPage(new ClinicApi([]), {
      attach: { resources: { [endpoint]: { queries: ['patients'], compare, invalidate: false } } },
    });
    const { shown, List } = list({});
    await page.mount(<List />);
    act(() => {
      void actions().create({ name: 'One' });
      void actions().create({ name: 'Two' });
    });
    await page.rest();
    expect(shown.status).toBe('success');
    expect((shown.data as Patient[]).slice(0, 2).map(({ id }) => id)).toEqual(['p1', 'p2']);
    expect(page.toldCodes).toContain('LIST_OPTION_THREW');
  });
});

describe('2.8: useSyncedSuspenseQuery of one record', () => {
  it('that is deleted keeps its data, which is never undefined', async () => {
    const page = new QueryPage(new ClinicApi(patients(['Ann'])), never);
    let seen: Patient | undefined;
    const Detail = (): ReactNode => {
      const { data } = useSyncedSuspenseQuery<Patient>({
        queryKey: ['patients', 'p1'],
        queryFn: () => Promise.resolve({ id: 'p1', name: 'Ann', version: 1 }),
      });
      seen = data;
      return data.name;
    };
    const view = await page.mount(
      <Suspense fallback="…">
        <Detail />
      </Suspense>,
    );
    act(() => void actions().delete('p1'));
    await page.rest();
    expect(view.container.textContent).toBe('Ann');
    expect(seen).toMatchObject({ id: 'p1' });
  });
});
