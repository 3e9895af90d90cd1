// @vitest-environment jsdom
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { actions, apiOf, changes, eachLayer, frames, open, patience, work } from './opened.js';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  onlineManager.setOnline(true);
});

describe.each(eachLayer)('2.8, 2.9: %s, in StrictMode and with transitions', (_, application) => {
  it('what was confirmed stays without any read, also after another change much later', async () => {
    const { page, names } = await open(application, apiOf(false), { isRead: false });
    work();
    await page.rest();
    await page.passes(31_500);
    changes(() => void actions().mutate('p2', { name: 'Else' }));
    await page.rest();
    expect(names('all')).toBe('Mine Else Zoe');
    expect(names('Lyon')).toBe('Mine Zoe');
    expect(names('detail')).toBe('Mine');
  });

  it('what was confirmed stays where the version of a record never changes', async () => {
    const api = apiOf();
    api.versions = false; // from now on
    const { page, names, readAgain } = await open(application, api, { isRead: false });
    work();
    await page.rest();
    expect([names('all'), names('Lyon'), names('detail')]).toEqual([
      'Mine Bob Zoe',
      'Mine Zoe',
      'Mine',
    ]);
    Object.assign(api.rows[0] ?? {}, { name: 'Theirs' });
    await readAgain();
    await waitFor(() => expect(names('all')).toBe('Theirs Bob Zoe'), patience);
  });

  it('a colleague’s value is shown after the next read', async () => {
    const api = apiOf(false);
    const { page, names, readAgain } = await open(application, api, { isRead: false });
    work();
    await page.rest();
    Object.assign(api.rows[0] ?? {}, { name: 'Eve' });
    await readAgain();
    await waitFor(() => expect(names('all')).toBe('Eve Bob Zoe'), patience);
    changes(() => void actions().mutate('p2', { name: 'refuse' }));
    expect(names('all')).toBe('Eve refuse Zoe');
    await page.rest();
    expect(names('all')).toBe('Eve Bob Zoe');
  });

  it('a read that began before the confirmation undoes nothing', async () => {
    const api = apiOf(false);
    const { page, names, readAgain } = await open(application, api, { isRead: false });
    let arrive: () => void = () => undefined;
    api.gate = new Promise((resolve) => {
      arrive = resolve;
    });
    await readAgain();
    await page.passes(5);
    work();
    await page.rest();
    expect(names('all')).toBe('Mine Bob Zoe');
    arrive();
    api.gate = undefined;
    await page.rest();
    await frames();
    expect(names('all')).toBe('Mine Bob Zoe');
    expect(names('Lyon')).toBe('Mine Zoe');
  });

  it('a created record is on the page where the server has it, and on no other', async () => {
    const many = Array.from({ length: 7 }, (_, n) => ({ id: `p${n}`, name: `N${n}` }));
    const api = apiOf(true, many);
    const { page, names, readAgain } = await open(application, api);
    const first = 'N0 N1 N2 N3 N4';
    changes(() => void actions().create({ name: 'Last', city: 'Nice' }));
    expect([names('page'), names('Lyon')]).toEqual([first, '']);
    await page.passes(1_000);
    await frames();
    expect([names('page'), names('Lyon')]).toEqual([first, '']);
    api.rows.pop(); // a colleague
    await readAgain();
    await waitFor(() => expect(names('all')).toBe(`${first} N5 N6`), patience);
    expect(names('page')).toBe(first);
  });

  it('an edit brings a record into a search; refused, it leaves again, and nothing is read for it', async () => {
    const api = apiOf(false);
    const { page, names } = await open(application, api);
    const reads = api.reads.length;
    api.conflict = { error: { code: 'STALE' } };
    changes(() => void actions().mutate('p2', { name: 'Zbob' }));
    expect([names('search'), names('all')]).toEqual(['Zbob', 'Eve Zbob Ann']);
    await page.rest();
    expect(names('all')).toBe('Eve Bob Ann');
    expect(names('search')).toBe('');
    expect(api.reads.length - reads).toBeLessThanOrEqual(1);
  });

  it('compare puts a created record in its place, and its key stays when the server names it', async () => {
    const { page, names, lineOf } = await open(application, apiOf());
    changes(() => void actions().create({ name: 'Dan' }));
    expect(names('descending')).toBe('Eve Dan Bob Ann');
    const lines = ['descending', 'all'].map((screen) => lineOf(screen, 'Dan'));
    expect(lines).not.toContain(undefined);
    await page.passes(1_000);
    await frames();
    expect(lines.map((line) => line?.getAttribute('data-id'))).toEqual(['s1', 's1']);
    expect(['descending', 'all'].map((screen) => lineOf(screen, 'Dan'))).toEqual(lines);
  });

  it('a record that is only queued is shown, asked for when the server knows it, and not before', async () => {
    const api = apiOf();
    const { page, names, show } = await open(application, api);
    await page.goOnline(false);
    let id = '';
    changes(() => (id = actions().create({ name: 'Zoe' }).record.id));
    await show(id);
    expect(names('detail')).toBe('Zoe');
    await page.goOnline(true);
    await page.passes(1_000);
    await frames();
    expect(names('detail')).toBe('Zoe');
    expect(api.reads.filter((one) => one.includes(id))).toEqual([]);
  });

  it('24 changes read each list once', async () => {
    const many = Array.from({ length: 24 }, (_, n) => ({ id: `p${n}`, name: `N${n}` }));
    const api = apiOf(true, many);
    const { page } = await open(application, api);
    const reads = api.reads.filter((one) => one.includes('Lyon')).length;
    changes(() => many.forEach(({ id }) => void actions().mutate(id, { city: 'Lyon' })));
    await page.passes(2_000);
    await frames();
    expect(api.reads.filter((one) => one.includes('Lyon')).length - reads).toBe(1);
  });

  it('created records keep their order over a reload, and while a drain confirms one by one', async () => {
    const api = apiOf();
    const first = await open(application, api);
    const made = ['Zoe', 'Yan', 'Xu', 'Wim', 'Vic', 'Una'];
    await first.page.goOnline(false);
    changes(() => made.forEach((name) => void actions().create({ name })));
    await first.page.rest();
    cleanup();
    first.page.end();
    const { page, names } = await open(application, api, { before: first.page, isRead: false });
    const all = `Eve Bob Ann ${made.join(' ')}`;
    expect(names('all')).toBe(all);
    const seen: string[] = [];
    const answer = api.fetch.bind(api);
    api.fetch = async (url, init) => {
      seen.push(names('all'));
      return answer(url, init);
    };
    await page.goOnline(true);
    await page.passes(40_000);
    await frames();
    expect(api.writes).toHaveLength(made.length);
    expect(new Set([...seen, names('all')])).toEqual(new Set([all]));
  });

  it('shows and keeps nothing of the former person for the next', async () => {
    const api = apiOf();
    const opened = await open(application, api);
    opened.page.queue.setUser({ id: 'u1' });
    await opened.page.rest();
    await opened.readAgain();
    await waitFor(() => expect(opened.stored()).toContain('"Ann"'), patience);
    api.rows = [];
    await act(() => opened.page.queue.logout());
    await opened.page.rest();
    await frames();
    expect(opened.stored()).not.toContain('"Ann"');
    expect(opened.names('all')).toBe('');
  });
});
