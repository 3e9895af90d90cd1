// @vitest-environment jsdom
import { onlineManager, useInfiniteQuery } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { useMemo, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions, useSyncedRows } from 'synchrone';
import { useSyncedInfiniteQuery } from 'synchrone/query';
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
const apiOf = (given: readonly object[]): ClinicApi => {
  const api = new ClinicApi(given);
  api.versions = false;
  return api;
};
const kNone: readonly Patient[] = [];

/** An infinite list of the API, and what it shows. */
function endless(api: ClinicApi, options: object = {}) {
  type Page = Record<'data', Patient[]> & { readonly next: number | null; readonly page: number };
  const shown = { names: '' };
  const turn: Record<'next' | 'previous', () => Promise<unknown>> = {
    next: () => Promise.resolve(),
    previous: () => Promise.resolve(),
  };
  const List = (): ReactNode => {
    const { data, fetchNextPage, fetchPreviousPage } = useSyncedInfiniteQuery<Page>({
      queryKey: ['patients', 'endless'],
      queryFn: async ({ pageParam }) => {
        const page = pageParam as number;
        return { ...((await api.read(`${endpoint}?page=${page}`)) as Page), page };
      },
      initialPageParam: 1,
      getNextPageParam: (last) => last.next,
      getPreviousPageParam: ({ page }) => (page > 1 ? page - 1 : null),
      ...options,
    });
    turn.next = fetchNextPage;
    turn.previous = fetchPreviousPage;
    shown.names = (data?.pages ?? []).flatMap((one) => one.data.map(({ name }) => name)).join(' ');
    return null;
  };
  return { shown, turn, List };
}

/** A page that shows an infinite list of the rows. */
async function opened(rows: readonly object[], options?: object) {
  const api = apiOf(rows);
  const page = new QueryPage(api, never);
  const { shown, turn, List } = endless(api, options);
  await page.mount(<List />);
  return { api, page, shown, turn };
}

describe('2.9: pages that were read at different times', () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ id: `p${index}`, name: `N${index}` }));

  /** Turns a page while the clock goes on. */
  async function turned(page: QueryPage, read: () => Promise<unknown>): Promise<void> {
    await page.passes(5);
    await act(async () => void (await read()));
    await page.rest();
  }

  it('one more page says nothing of the pages before it', async () => {
    const { page, shown, turn } = await opened(many.slice(0, 7));
    await page.passes(5);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    await turned(page, () => turn.next());
    expect(shown.names).toBe('N0 Mine N2 N3 N4 N5 N6');
  });

  it('one more before them, which moves them, says nothing of them', async () => {
    const { api, page, shown, turn } = await opened(many, { initialPageParam: 2 });
    await turned(page, () => turn.next());
    act(() => void actions().mutate('p6', { name: 'Mine' }));
    await page.rest();
    await turned(page, () => turn.previous());
    expect(shown.names).toBe('N0 N1 N2 N3 N4 N5 Mine N7 N8 N9 N10 N11');
    Object.assign(api.rows[6] ?? {}, { name: 'N6' }); // a colleague sets it back
    await turned(page, () => page.queryClient.refetchQueries());
    expect(shown.names).toBe(many.map(({ name }) => name).join(' '));
  });

  it('one before them that drops the last by `maxPages` says nothing of them', async () => {
    const { page, shown, turn } = await opened(many, { initialPageParam: 2, maxPages: 2 });
    await turned(page, () => turn.next());
    act(() => void actions().mutate('p6', { name: 'Mine' }));
    await page.rest();
    await turned(page, () => turn.previous());
    expect(shown.names).toBe('N0 N1 N2 N3 N4 N5 Mine N7 N8 N9');
  });

  it('one that drops the first by `maxPages` says nothing of them', async () => {
    const { page, shown, turn } = await opened(many, { maxPages: 2 });
    await turned(page, () => turn.next());
    act(() => void actions().mutate('p5', { name: 'Mine' }));
    await page.rest();
    await turned(page, () => turn.next());
    expect(shown.names).toBe('Mine N6 N7 N8 N9 N10 N11');
  });

  it('a page that was read after a confirmation shows what a colleague has made of it', async () => {
    const { api, page, shown, turn } = await opened(many.slice(0, 7));
    await page.passes(5);
    act(() => void actions().mutate('p6', { name: 'Mine' }));
    await page.rest();
    Object.assign(api.rows[6] ?? {}, { name: 'Theirs' });
    await turned(page, () => turn.next());
    expect(shown.names).toBe('N0 N1 N2 N3 N4 N5 Theirs');
  });

  it('one more page says nothing of pages that were put there, whose read is not known', async () => {
    const api = apiOf(many.slice(0, 7));
    const page = new QueryPage(api, never);
    const { shown, turn, List } = endless(api);
    const first = { data: many.slice(0, 5), next: 2, page: 1 };
    page.queryClient.setQueryData(['patients', 'endless'], { pages: [first], pageParams: [1] });
    await page.mount(<List />);
    await page.passes(5);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    await turned(page, () => turn.next());
    expect(shown.names).toBe('N0 Mine N2 N3 N4 N5 N6');
  });

  it('a next page that there is not says nothing of them, of a query by another hook', async () => {
    const api = apiOf(many.slice(0, 5));
    const page = new QueryPage(api, never);
    let shown = '';
    let next: () => Promise<unknown> = () => Promise.resolve();
    const List = (): ReactNode => {
      const { data, fetchNextPage } = useInfiniteQuery({
        queryKey: ['patients', 'plain'],
        queryFn: () => api.read(endpoint) as Promise<Patient[]>,
        initialPageParam: 1,
        getNextPageParam: () => null,
      });
      next = fetchNextPage;
      const rowsOfAll = useMemo(() => data?.pages.flat() ?? kNone, [data]);
      shown = useSyncedRows(rowsOfAll, endpoint)
        .map(({ name }) => name)
        .join(' ');
      return null;
    };
    await page.mount(<List />);
    await page.passes(5);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    await turned(page, () => next());
    expect(shown).toBe('N0 Mine N2 N3 N4');
  });
});
