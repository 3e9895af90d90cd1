// @vitest-environment jsdom
import { focusManager, onlineManager } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onSynced, useAttention, usePendingMutations, useRowStates } from 'synchrone';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';
import { layers } from './applications/index.js';
import { markRenders, marks } from './applications/shared.js';
import { actions, apiOf, changes, frames, open, patience, work } from './opened.js';

beforeEach(() => {
  marks.clear();
  markRenders.clear();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  onlineManager.setOnline(true);
  focusManager.setFocused(undefined);
});

const methods = (writes: readonly string[]): string[] =>
  writes.map((one) => one.split(' ')[0] ?? '').sort();

describe.each(layers)('2.8 %s beside the queue, in StrictMode', (_, application) => {
  it('an endless list shows changes on the page where a record is, one more page undoes none', async () => {
    const many = Array.from({ length: 12 }, (_, n) => ({ id: `p${n}`, name: `N${n}` }));
    const api = apiOf(false, many);
    const { page, app, names, readAgain } = await open(application, api, { isRead: false });
    expect(names('endless')).toBe('N0 N1 N2 N3 N4');
    changes(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().delete('p3');
      void actions().create({ name: 'Zoe' });
    });
    expect(names('endless')).toBe('N0 Mine N2 N4');
    await page.rest();
    expect(names('endless')).toBe('N0 Mine N2 N4');
    await page.passes(5);
    // The pages have moved up by one record: what is on two of them is shown once.
    act(() => void app.more());
    await page.rest();
    await frames();
    const shown = names('endless').split(' ');
    expect(shown.slice(0, 4)).toEqual(['N0', 'Mine', 'N2', 'N4']);
    expect(new Set(shown).size, names('endless')).toBe(shown.length);
    await readAgain();
    await waitFor(
      () => expect(names('endless')).toBe('N0 Mine N2 N4 N5 N6 N7 N8 N9 N10'),
      patience,
    );
    act(() => void app.more());
    await page.rest();
    await frames();
    expect(names('endless')).toBe('N0 Mine N2 N4 N5 N6 N7 N8 N9 N10 N11 Zoe');
  });

  it('one more page, read after a confirmation, says nothing of the pages before it', async () => {
    const many = Array.from({ length: 7 }, (_, n) => ({ id: `p${n}`, name: `N${n}` }));
    const api = apiOf(false, many);
    const { page, app, names } = await open(application, api, { isRead: false });
    const firstPage = (): number => api.reads.filter((one) => one.includes('page=1&of')).length;
    changes(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    await page.passes(5);
    const reads = firstPage();
    act(() => void app.more());
    await page.rest();
    await frames();
    expect(names('endless')).toBe('N0 Mine N2 N3 N4 N5 N6');
    expect(firstPage() - reads).toBeLessThanOrEqual(1);
  });

  it('a row has a mark while its change is on its way, and no other row is rendered', async () => {
    const api = apiOf();
    const { page } = await open(application, api);
    await page.goOnline(false);
    markRenders.clear();
    changes(() => void actions().mutate('p1', { name: 'Mine' }));
    await frames();
    expect(Object.fromEntries(marks)).toEqual({ p1: 'pending', p2: 'synced', p3: 'synced' });
    expect([...markRenders.keys()]).toEqual(['p1']);
    await page.goOnline(true);
    await page.passes(1_000);
    await frames();
    expect(marks.get('p1')).toBe('synced');
    expect([...markRenders.keys()]).toEqual(['p1']);
  });

  it('ids may be numbers', async () => {
    const api = apiOf(false, [
      { id: 1, name: 'Eve', city: 'Lyon' },
      { id: 2, name: 'Bob', city: 'Paris' },
    ]);
    const { page, names } = await open(application, api);
    await page.goOnline(false);
    changes(() => {
      void actions().mutate(1, { name: 'Mine' });
      void actions().delete(2);
    });
    expect([names('all'), names('Lyon')]).toEqual(['Mine', 'Mine']);
    expect(marks.get('1')).toBe('pending');
    const { result } = renderHook(() => [
      usePendingMutations({ entity: 1 as never }).length,
      useRowStates(endpoint).get('1'),
    ]);
    expect(result.current).toEqual([1, 'pending']);
  });

  it('a refusal takes its change back in every list, in its place, and is said', async () => {
    const api = apiOf(false);
    const { page, names } = await open(application, api);
    const reads = api.reads.length;
    const said = vi.fn();
    page.queue.on('mutation:error', said);
    const before = ['all', 'Lyon', 'descending', 'page', 'detail'].map(names);
    await page.goOnline(false);
    changes(() => void actions().mutate('p1', { name: 'refuse', city: 'Nice' }));
    expect(names('Lyon')).toBe('Ann');
    await page.goOnline(true);
    await frames();
    expect(['all', 'Lyon', 'descending', 'page', 'detail'].map(names)).toEqual(before);
    expect(said).toHaveBeenCalledTimes(1);
    expect(marks.get('p1')).toBe('error');
    expect(api.reads.length - reads, 'reads for it').toBe(0);
  });

  it('a refusal waits for a person on the next page, and can be sent again or given up', async () => {
    const api = apiOf(false);
    const first = await open(application, api);
    changes(() => void actions().mutate('p1', { name: 'refuse' }));
    await first.page.rest();
    const stored = first.stored();
    cleanup();
    first.page.end();
    const { page, names } = await open(application, api, { stored, before: first.page });
    const { result } = renderHook(() => useAttention());
    expect(result.current.items).toHaveLength(1);
    expect(result.current.items[0]?.mutation.entity).toBe('p1');
    expect(names('all')).toBe('Eve Bob Ann');
    await act(async () => void (await result.current.items[0]?.discard()));
    await page.rest();
    expect(result.current.items).toEqual([]);
    expect(marks.get('p1')).toBe('synced');
  });

  it('what is taken back before it is sent leaves no trace, in any list or on the server', async () => {
    const api = apiOf();
    const { page, names } = await open(application, api);
    const before = ['all', 'Lyon', 'endless', 'detail'].map(names);
    const ids: string[] = [];
    changes(() => {
      const held = { holdMs: 3_000 };
      ids.push(actions().mutate('p1', { name: 'Mine', city: 'Nice' }, held).mutationId);
      ids.push(actions().delete('p3', held).mutationId);
    });
    expect([names('all'), names('Lyon')]).toEqual(['Mine Bob', '']);
    await page.passes(1_000);
    await act(async () => {
      for (const id of ids) await page.queue.discard(id);
    });
    await page.passes(10_000);
    await frames();
    expect(['all', 'Lyon', 'endless', 'detail'].map(names)).toEqual(before);
    expect(api.writes).toEqual([]);
  });

  it('reads on focus, while changes are on their way, undo none of them', async () => {
    const api = apiOf(false);
    const { page, names, readAgain } = await open(application, api);
    let answer: () => void = () => undefined;
    const writes = api.fetch.bind(api);
    const held = new Promise<void>((resolve) => (answer = resolve));
    api.fetch = async (url, init) => {
      if (init.method !== 'GET' && init.method !== 'HEAD') await held;
      return writes(url, init);
    };
    work();
    await page.rest();
    await readAgain();
    act(() => {
      focusManager.setFocused(false);
      focusManager.setFocused(true);
      window.dispatchEvent(new Event('focus'));
    });
    await page.rest();
    await frames();
    expect([names('all'), names('Lyon'), names('detail')]).toEqual([
      'Mine Bob Zoe',
      'Mine Zoe',
      'Mine',
    ]);
    answer();
    await page.passes(1_000);
    await frames();
    expect(names('all')).toBe('Mine Bob Zoe');
    expect(methods(api.writes)).toEqual(['DELETE', 'PATCH', 'POST']);
  });

  it('another tab shows what is pending and what is confirmed, and is called once for a drain', async () => {
    const api = apiOf(false);
    const one = new QueryPage(api);
    one.client.start();
    await one.settle();
    const other = await open(application, api, { before: one });
    const drains = vi.fn();
    const end = onSynced(endpoint, drains);
    one.show();
    await one.goOnline(false);
    work();
    await one.settle();
    other.page.show();
    await other.page.rest();
    expect([other.names('all'), other.names('Lyon')]).toEqual(['Mine Bob Zoe', 'Mine Zoe']);
    expect(marks.get('p1')).toBe('pending');
    const reads = api.reads.filter((read) => read.includes('Lyon')).length;
    one.show();
    await one.goOnline(true);
    await one.settle();
    other.page.show();
    await other.page.passes(2_000);
    await frames();
    expect([other.names('all'), other.names('Lyon')]).toEqual(['Mine Bob Zoe', 'Mine Zoe']);
    expect(marks.get('p1')).toBe('synced');
    expect(drains).toHaveBeenCalledTimes(1);
    expect(api.reads.filter((read) => read.includes('Lyon')).length - reads).toBe(1);
    expect(methods(api.writes)).toEqual(['DELETE', 'PATCH', 'POST']);
    end();
    one.end();
  });

  it('a bookmark of a former id is the record on a later page, and nothing is asked for that id', async () => {
    const api = apiOf();
    const first = await open(application, api);
    let id = '';
    changes(() => (id = actions().create({ name: 'Zoe' }).record.id));
    await first.page.passes(1_000);
    cleanup();
    first.page.end();
    const { names } = await open(application, api, { before: first.page, id });
    await frames();
    expect(names('detail')).toBe('Zoe');
    expect(api.reads.filter((read) => read.includes(id))).toEqual([]);
  });

  it('a record that is made by the layer’s own means offline is queued in that call, and kept', async () => {
    const api = apiOf();
    const first = await open(application, api);
    const stored = first.stored();
    await first.page.goOnline(false);
    changes(() => void first.app.create({ name: 'Zoe', city: 'Lyon' }));
    await first.page.rest();
    expect([first.names('all'), first.names('Lyon')]).toEqual(['Eve Bob Ann Zoe', 'Eve Ann Zoe']);
    cleanup();
    first.page.end();
    const { page, names } = await open(application, api, { stored, before: first.page });
    expect(names('all')).toBe('Eve Bob Ann Zoe');
    await page.goOnline(true);
    await page.passes(40_000);
    await frames();
    expect(names('all')).toBe('Eve Bob Ann Zoe');
    expect(api.writes).toHaveLength(1);
  });

  it('what is derived from rows is derived from those with what is queued', async () => {
    const { page, rows } = await open(application, apiOf());
    await page.goOnline(false);
    changes(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'Zoe' });
    });
    const label = ({ name }: Patient): string => name.toUpperCase();
    expect(rows('all').map(label)).toEqual(['MINE', 'BOB', 'ANN', 'ZOE']);
  });

  it('the next person reads anew, and is shown nothing of the former one', async () => {
    const api = apiOf();
    const { page, names, readAgain, stored } = await open(application, api);
    page.queue.setUser({ id: 'u1' });
    await page.rest();
    await readAgain();
    await page.goOnline(false);
    changes(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    api.rows = [{ id: 'q1', name: 'Quinn', city: 'Lyon' }];
    await act(() => page.queue.logout());
    await page.rest();
    await frames();
    expect([names('all'), names('endless'), names('detail')]).toEqual(['', '', '']);
    await page.goOnline(true);
    act(() => page.queue.setUser({ id: 'u2' }));
    await page.rest();
    await readAgain();
    await waitFor(() => expect(names('all')).toBe('Quinn'), patience);
    expect(names('endless')).toBe('Quinn');
    expect(stored()).not.toMatch(/Eve|Mine/);
    expect(api.writes, 'what the former person has queued is theirs').toEqual([]);
  });
});
