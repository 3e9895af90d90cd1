// @vitest-environment jsdom
import { focusManager, onlineManager } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { usePendingMutations, useRowStates } from 'synchrone';
import { endpoint } from '../query/query_page.js';
import { renders } from '../../outside/data_layers/applications/shared.js';
import { actions, apiOf, changes, eachLayer, frames, open, patience, work } from './opened.js';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  onlineManager.setOnline(true);
  focusManager.setFocused(undefined);
});

const methods = (writes: readonly string[]): string[] =>
  writes.map((one) => one.split(' ')[0] ?? '').sort();

describe.each(eachLayer)('2.8: %s beside the queue, in StrictMode', (_, application) => {
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

  it('an endless list shows a record once that has moved to the next page before that is read', async () => {
    const many = Array.from({ length: 7 }, (_, n) => ({ id: `p${n}`, name: `N${n}` }));
    const api = apiOf(false, many);
    const { page, app, names } = await open(application, api, { isRead: false });
    expect(names('endless')).toBe('N0 N1 N2 N3 N4');
    api.rows.unshift({ id: 'c1', name: 'First' }); // a colleague
    await page.passes(5);
    act(() => void app.more());
    await page.rest();
    await frames();
    const shown = names('endless').split(' ');
    expect(shown).toEqual([...new Set(shown)]);
    expect(shown).toContain('N6');
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
    const { page, mark } = await open(application, api);
    await page.goOnline(false);
    renders.clear();
    changes(() => void actions().mutate('p1', { name: 'Mine' }));
    await frames();
    expect(['p1', 'p2', 'p3'].map(mark)).toEqual(['pending', 'synced', 'synced']);
    expect([...renders.keys()]).toEqual(['p1']);
    await page.goOnline(true);
    await page.passes(1_000);
    await frames();
    expect(mark('p1')).toBe('synced');
    expect([...renders.keys()]).toEqual(['p1']);
  });

  it('ids may be numbers', async () => {
    const api = apiOf(false, [
      { id: 1, name: 'Eve', city: 'Lyon' },
      { id: 2, name: 'Bob', city: 'Paris' },
    ]);
    const { page, names, mark } = await open(application, api);
    await page.goOnline(false);
    changes(() => {
      void actions().mutate(1, { name: 'Mine' });
      void actions().delete(2);
    });
    expect([names('all'), names('Lyon')]).toEqual(['Mine', 'Mine']);
    expect(mark('1')).toBe('pending');
    const { result } = renderHook(() => [
      usePendingMutations({ entity: 1 as never }).length,
      useRowStates(endpoint).get('1'),
    ]);
    expect(result.current).toEqual([1, 'pending']);
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

  it('what is derived from rows is derived from those with what is queued', async () => {
    const { page, names } = await open(application, apiOf());
    await page.goOnline(false);
    changes(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'Zoe' });
    });
    expect(names('labels')).toBe('MINE BOB ANN ZOE');
  });

  it('the next person reads again, and is shown nothing of the former one', async () => {
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
    expect(stored()).not.toMatch(/"(Eve|Mine)"/);
    expect(api.writes, 'what the former person has queued is theirs').toEqual([]);
  });
});
