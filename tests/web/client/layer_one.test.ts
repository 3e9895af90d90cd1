import { describe, expect, it, vi } from 'vitest';
import type { ResourceStore } from '../../../web/src/types/index.js';
import { type OpenPage, PATIENTS, type Patient, openPage } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';

/** A page that shows p1 and p2, with everything at rest. */
async function clinicPage(): Promise<OpenPage & { store: ResourceStore; api: ReferenceApi }> {
  const open = openPage();
  const api = new ReferenceApi(open.page.server, PATIENTS, [
    { id: 'p1', first_name: 'Jean' },
    { id: 'p2', first_name: 'Lea' },
  ]);
  const store = open.client.resource(PATIENTS);
  await store.load();
  open.client.queue.getPending();
  await open.page.settle();
  open.page.server.requests.length = 0;
  return { ...open, store, api };
}

describe('1, 2.3, 5.1: layer 1: the change is there when the call returns', () => {
  it('create shows the row last with a local id and one write', async () => {
    const { page, client, store } = await clinicPage();
    const heard = vi.fn();
    store.subscribe(heard);
    const writes = page.browser.storage.setItemCount;
    const promise = client.mutations<Patient>(PATIENTS).create({ first_name: 'Ana' });
    expect(store.getRows().map((row) => row['first_name'])).toEqual(['Jean', 'Lea', 'Ana']);
    expect(store.getRows()[2]).toEqual(promise.record);
    expect(promise.record.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(page.browser.storage.setItemCount - writes).toBe(1);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('update and delete show at once with one write each', async () => {
    const { page, client, store } = await clinicPage();
    const calls = client.mutations<Patient>(PATIENTS);
    const writes = page.browser.storage.setItemCount;
    calls.update('p1', { first_name: 'Jeanne' });
    expect(store.getById('p1')).toEqual({ id: 'p1', first_name: 'Jeanne', version: 1 });
    expect(page.browser.storage.setItemCount - writes).toBe(1);
    calls.delete('p2');
    expect(store.getRows().map((row) => row['id'])).toEqual(['p1']);
    expect(page.browser.storage.setItemCount - writes).toBe(2);
  });

  it('no request leaves before the next task', async () => {
    const { page, client } = await clinicPage();
    client.mutations(PATIENTS).update('p1', { first_name: 'Jeanne' });
    await Promise.resolve();
    await Promise.resolve();
    expect(page.server.requests).toEqual([]);
    expect(page.armed()).toContain('send');
    await page.settle();
    expect(page.server.sent(`PATCH ${PATIENTS}/p1`)).toHaveLength(1);
  });

  it('isPending is false inside the call and true from then until the verdict', async () => {
    const { page, client } = await clinicPage();
    const calls = client.mutations(PATIENTS);
    calls.update('p1', { first_name: 'Jeanne' });
    expect(calls.getState().isPending).toBe(false);
    await Promise.resolve();
    expect(calls.getState()).toEqual({
      isPending: true,
      isSending: false,
      waiting: null,
      failure: null,
    });
    await page.settle();
    expect(calls.getState().isPending).toBe(false);
  });

  it('rows that did not change keep their object and the array changes once per change', async () => {
    const { client, store } = await clinicPage();
    const before = store.getRows();
    expect(store.getRows()).toBe(before);
    client.mutations(PATIENTS).update('p1', { first_name: 'Jeanne' });
    expect(store.getRows()).not.toBe(before);
    expect(store.getRows()[1]).toBe(before[1]);
    expect(before[0]).toEqual({ id: 'p1', first_name: 'Jean', version: 1 });
  });

  it('what is not flat JSON is shown as JSON makes it', async () => {
    const { client, store } = await clinicPage();
    const tags = ['vip'];
    client
      .mutations(PATIENTS)
      .update('p1', { born: new Date(Date.UTC(1980, 0, 2)), tags, gone: undefined });
    tags.push('changed later');
    expect(store.getById('p1')).toEqual({
      id: 'p1',
      first_name: 'Jean',
      version: 1,
      born: '1980-01-02T00:00:00.000Z',
      tags: ['vip'],
    });
  });

  it("later edits of an unsent create show at once and are sent under the server's id", async () => {
    const { page, client, store, api } = await clinicPage();
    const calls = client.mutations<Patient>(PATIENTS);
    const { record } = calls.create({ first_name: 'Ana' });
    calls.update(record.id, { last_name: 'Ruiz' });
    expect(store.getById(record.id)).toEqual({
      id: record.id,
      first_name: 'Ana',
      last_name: 'Ruiz',
    });
    await page.settle();
    expect(api.rows.get('s1')).toEqual({
      id: 's1',
      first_name: 'Ana',
      last_name: 'Ruiz',
      version: 2,
    });
    expect(store.getById(record.id)).toEqual(api.rows.get('s1'));
  });
});

describe('2.2: what is shown is what is stored', () => {
  it('shows a number as JSON carries it, which has no -0', async () => {
    const { client, store } = await clinicPage();
    const { record } = client.mutations(PATIENTS).create({ id: 'local', balance: -0 });
    expect(record).toEqual({ id: 'local', balance: 0 });
    expect(store.getById('local')).toEqual({ id: 'local', balance: 0 });
  });
});

describe('2.8, 3.5: an overlay over rows that others own', () => {
  it('shows a record once that the rows hold under both of its names', async () => {
    const { page, client } = openPage();
    new ReferenceApi(page.server, PATIENTS);
    const overlay = client.overlay(PATIENTS);
    overlay.apply([]);
    client.mutations<Patient>(PATIENTS).create({ id: 'local', first_name: 'Ana' });
    await page.settle();
    const rows = [
      { id: 'local', first_name: 'Ana' },
      { id: 's1', first_name: 'Ana', version: 1 },
    ];
    expect(overlay.apply(rows)).toHaveLength(1);
  });

  it('leaves alone what a row has of the server since the change was made', async () => {
    const { page, client } = openPage();
    page.goOnline(false);
    const overlay = client.overlay(PATIENTS);
    const previousState = { id: 'p1', first_name: 'Jean', city: 'Bron' };
    client.mutations<Patient>(PATIENTS).update('p1', { first_name: 'Luc' }, { previousState });
    await page.settle();
    const newer = { id: 'p1', first_name: 'Jean', city: 'Lyon' };
    expect(overlay.apply([newer])).toEqual([{ id: 'p1', first_name: 'Luc', city: 'Lyon' }]);
  });
});
