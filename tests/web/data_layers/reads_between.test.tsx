// @vitest-environment jsdom
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ClinicApi } from '../query/clinic_api.js';
import { actions, apiOf, changes, eachLayer, frames, open, type Opened } from './opened.js';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  onlineManager.setOnline(true);
});

const zoe = { name: 'Zoe', city: 'Lyon' };

/** Holds creates back. @returns lets them go on, with the status of a refusal or the API's own answer */
function hold(api: ClinicApi, when: 'before' | 'after'): (status?: number) => void {
  const fetch = api.fetch.bind(api);
  let open: (status?: number) => void = () => undefined;
  const held = new Promise<number | undefined>((resolve) => (open = resolve));
  api.fetch = async (url, init) => {
    if (init.method !== 'POST') return fetch(url, init);
    const done = when === 'after' ? fetch(url, init) : undefined;
    const status = await held;
    if (status !== undefined) return Response.json({ error: { code: 'NO' } }, { status });
    return done ?? fetch(url, init);
  };
  return open;
}

async function answered({ page }: Opened, answer: () => void): Promise<void> {
  await act(async () => answer());
  await page.rest();
  await frames();
}

describe.each(eachLayer)('2.9: %s: an edit that sets a value back', (_, application) => {
  it('is shown over a read between the two edits: while it waits, and confirmed', async () => {
    const api = apiOf(false);
    const { page, names, readAgain } = await open(application, api, { isRead: false });
    const fetch = api.fetch.bind(api);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    api.fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if (init.method === 'PATCH') await held;
      return answer;
    };
    changes(() => void actions().mutate('p1', { name: 'Mine', city: 'Nice' }));
    await page.rest();
    changes(() => void actions().mutate('p1', { name: 'Eve', city: 'Lyon' }));
    await readAgain();
    expect(api.rows[0]).toMatchObject({ name: 'Mine', city: 'Nice' });
    const shown = ['Eve Bob Ann', 'Eve', 'Eve Bob Ann'];
    expect(['all', 'detail', 'endless'].map(names)).toEqual(shown);
    expect(names('Lyon').split(' ').sort(), 'which the read has left out').toEqual(['Ann', 'Eve']);
    await act(async () => release());
    await page.rest();
    await frames();
    expect(api.rows[0]).toMatchObject({ name: 'Eve', city: 'Lyon' });
    expect(['all', 'detail', 'endless'].map(names)).toEqual(shown);
    expect(names('Lyon').split(' ').sort()).toEqual(['Ann', 'Eve']);
  });
});

describe.each(eachLayer)('2.8: %s: a create whose answer is on its way', (_, application) => {
  it('is shown once, where the server has it, when a read has brought its record', async () => {
    const api = apiOf();
    const answer = hold(api, 'after');
    const opened = await open(application, api, { isRead: false });
    const { page, names, lineOf, readAgain } = opened;
    changes(() => void actions().create(zoe));
    await page.rest();
    api.rows.push({ id: 'p9', name: 'Ida', city: 'Lyon' });
    const line = lineOf('all', 'Zoe');
    await readAgain();
    expect(api.writes).toEqual(['POST /api/v1/patients']);
    const shown = ['Eve Bob Ann Zoe Ida', 'Eve Ann Zoe Ida', 'Eve Bob Ann Zoe Ida'];
    expect(['all', 'Lyon', 'endless'].map(names)).toEqual(shown);
    expect(names('page')).toBe('Eve Bob Ann Zoe Ida');
    await answered(opened, answer);
    expect(['all', 'Lyon', 'endless'].map(names)).toEqual(shown);
    expect(lineOf('all', 'Zoe'), 'the same element').toBe(line);
    expect(line?.getAttribute('data-id')).toBe('s1');
  });

  it('is shown once with what is queued behind it, and not at all when it is deleted', async () => {
    const api = apiOf();
    const answer = hold(api, 'after');
    const opened = await open(application, api, { isRead: false });
    const { page, names, readAgain } = opened;
    changes(() => {
      const [kept, gone] = [actions().create(zoe), actions().create({ ...zoe, name: 'Yan' })];
      void actions().mutate(kept.record.id, { name: 'Zora' });
      void actions().delete(gone.record.id);
    });
    await page.rest();
    await readAgain();
    expect(api.writes, 'neither the edit nor the delete has left').toHaveLength(2);
    expect([names('all'), names('Lyon')]).toEqual(['Eve Bob Ann Zora', 'Eve Ann Zora']);
    await answered(opened, answer);
    await page.passes(1_000);
    expect([names('all'), names('Lyon')]).toEqual(['Eve Bob Ann Zora', 'Eve Ann Zora']);
    expect(api.rows.map(({ name }) => name)).toEqual(['Eve', 'Bob', 'Ann', 'Zora']);
  });

  it('is shown once in another tab, and on a page that is opened meanwhile', async () => {
    const api = apiOf();
    const answer = hold(api, 'after');
    const one = await open(application, api, { isRead: false });
    changes(() => void actions().create(zoe));
    await one.page.rest();
    cleanup();
    const other = await open(application, api, { isRead: false, before: one.page });
    await other.page.rest();
    await other.readAgain();
    expect([other.names('all'), other.names('Lyon')]).toEqual(['Eve Bob Ann Zoe', 'Eve Ann Zoe']);
    await act(async () => answer());
    await one.page.rest();
    await answered(other, () => undefined);
    expect([other.names('all'), other.names('Lyon')]).toEqual(['Eve Bob Ann Zoe', 'Eve Ann Zoe']);
  });

  it('is shown once on a page that is opened offline over what was stored', async () => {
    const api = apiOf();
    hold(api, 'after');
    const one = await open(application, api, { isRead: false });
    changes(() => void actions().create(zoe));
    await one.page.rest();
    await one.readAgain();
    expect(one.names('all')).toBe('Eve Bob Ann Zoe');
    cleanup();
    one.page.end();
    await one.page.goOnline(false);
    const next = await open(application, api, { isRead: false, before: one.page });
    await frames();
    expect([next.names('all'), next.names('Lyon')]).toEqual(['Eve Bob Ann Zoe', 'Eve Ann Zoe']);
  });

  it('takes one record of a colleague with the same values for it, until the answer comes', async () => {
    const api = apiOf();
    const answer = hold(api, 'before');
    const opened = await open(application, api, { isRead: false });
    const { page, names, readAgain } = opened;
    changes(() => void actions().create(zoe));
    await page.rest();
    api.rows.push({ id: 'p8', ...zoe }, { id: 'p9', ...zoe });
    await readAgain();
    expect([names('all'), names('Lyon')]).toEqual(['Eve Bob Ann Zoe Zoe', 'Eve Ann Zoe Zoe']);
    await answered(opened, answer);
    expect([names('all'), names('Lyon')]).toEqual([
      'Eve Bob Ann Zoe Zoe Zoe',
      'Eve Ann Zoe Zoe Zoe',
    ]);
  });

  it('shows the record of a colleague when it is refused', async () => {
    const api = apiOf();
    const answer = hold(api, 'before');
    const opened = await open(application, api, { isRead: false });
    const { page, names, lineOf, readAgain } = opened;
    changes(() => void actions().create(zoe));
    await page.rest();
    api.rows.push({ id: 'p9', ...zoe });
    await readAgain();
    expect(names('all')).toBe('Eve Bob Ann Zoe');
    await answered(opened, () => answer(422));
    expect(names('all')).toBe('Eve Bob Ann Zoe');
    expect(lineOf('all', 'Zoe')?.getAttribute('data-id')).toBe('p9');
  });

  it('hides no record that a list had before, nor one that differs', async () => {
    const api = apiOf();
    api.rows.push({ id: 'p8', ...zoe });
    hold(api, 'before');
    const { page, names, readAgain } = await open(application, api, { isRead: false });
    changes(() => void actions().create(zoe));
    await page.rest();
    api.rows.push({ id: 'p9', ...zoe, city: 'Nice' });
    await readAgain();
    expect(names('all')).toBe('Eve Bob Ann Zoe Zoe Zoe');
    expect(names('Lyon')).toBe('Eve Ann Zoe Zoe');
  });

  it('hides nothing while it has not left', async () => {
    const api = apiOf();
    const { page, names, readAgain } = await open(application, api, { isRead: false });
    page.queue.setOfflineMode(true);
    changes(() => void actions().create(zoe));
    await page.rest();
    api.rows.push({ id: 'p9', ...zoe });
    await readAgain();
    expect(names('all')).toBe('Eve Bob Ann Zoe Zoe');
  });
});
