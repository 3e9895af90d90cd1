import { describe, expect, it } from 'vitest';
import { FakeBrowser } from '../support/fake_page.js';
import { PATIENTS, openPage } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';
import { ok } from '../support/scripted_server.js';

describe('5.1: recovery', () => {
  it('what an earlier page left is there at the first look and is sent', async () => {
    const browser = new FakeBrowser();
    const first = openPage(browser);
    const api = new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
    first.page.goOnline(false);
    const calls = first.client.mutations(PATIENTS);
    calls.create({ id: 'local', first_name: 'Ana' });
    calls.update('local', { last_name: 'Ruiz' });
    first.page.end();

    const next = openPage(browser, (page) => {
      page.online = false;
    });
    const store = next.client.resource(PATIENTS);
    expect(store.getRows()).toEqual([{ id: 'local', first_name: 'Ana', last_name: 'Ruiz' }]);
    expect(next.client.mutations(PATIENTS).getState()).toMatchObject({ isPending: true });
    expect(next.client.queue.getPendingCount()).toBe(2);
    next.page.goOnline(true);
    await next.page.settle();
    expect([...api.rows.values()]).toEqual([
      { id: 'p1', first_name: 'Jean', version: 1 },
      { id: 's1', first_name: 'Ana', last_name: 'Ruiz', version: 2 },
    ]);
    expect(store.getById('local')).toEqual({
      id: 's1',
      first_name: 'Ana',
      last_name: 'Ruiz',
      version: 2,
    });
  });

  it('3.5: a local id of an earlier page finds the row', async () => {
    const browser = new FakeBrowser();
    const api = new ReferenceApi(browser.server, PATIENTS);
    const first = openPage(browser);
    first.client.mutations(PATIENTS).create({ id: 'local', first_name: 'Ana' });
    await first.page.settle();
    first.page.end();
    const next = openPage(browser);
    const store = next.client.resource(PATIENTS);
    await store.load();
    expect(store.getById('local')).toEqual(api.rows.get('s1'));
    expect(next.client.queue.resolveId('local')).toBe('s1');
    expect(next.client.queue.resolveId('never seen')).toBeUndefined();
    next.client.mutations(PATIENTS).update('local', { first_name: 'Anna' });
    await next.page.settle();
    expect(api.rows.get('s1')).toMatchObject({ first_name: 'Anna' });
  });
});

describe('6.2: tabs', () => {
  it('without locks and storage each tab sends its own work, and no other tab sends it too', async () => {
    const browser = new FakeBrowser();
    const api = new ReferenceApi(browser.server, PATIENTS);
    const blocked = () =>
      openPage(browser, (page) => {
        page.lacks = { locks: true, storage: true };
      });
    const [a, b] = [blocked(), blocked()];
    for (const { client, page } of [a, b]) {
      client.start();
      await page.advance(1_000);
    }
    browser.server.holding = true;
    a.client.mutations(PATIENTS).create({ first_name: 'Ana' });
    b.client.mutations(PATIENTS).create({ first_name: 'Bea' });
    for (const { page } of [a, b]) await page.advance(1_000);
    browser.server.holding = false;
    browser.server.release();
    for (const { page } of [a, b]) await page.advance(1_000);
    expect([...api.rows.values()].map((row) => row['first_name'])).toEqual(['Ana', 'Bea']);
    expect(a.client.queue.getPendingCount() + b.client.queue.getPendingCount()).toBe(0);
  });

  it('a change in one tab shows in the other and is sent once', async () => {
    const browser = new FakeBrowser();
    const api = new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
    const [a, b] = [openPage(browser), openPage(browser)];
    const [rowsOfA, rowsOfB] = [a.client.resource(PATIENTS), b.client.resource(PATIENTS)];
    await rowsOfA.load();
    await rowsOfB.load();
    await a.page.settle();
    browser.server.holding = true;
    b.client.mutations(PATIENTS).update('p1', { first_name: 'Jeanne' });
    const created = b.client.mutations(PATIENTS).create({ id: 'local', first_name: 'Ana' });
    await b.page.settle();
    await a.page.settle();
    expect(rowsOfA.getRows()).toEqual(rowsOfB.getRows());
    expect(rowsOfA.getById('p1')).toMatchObject({ first_name: 'Jeanne' });
    expect(rowsOfA.getById('local')).toMatchObject({ first_name: 'Ana' });
    expect(a.client.mutations(PATIENTS).getState().isPending).toBe(true);
    browser.server.release();
    for (let round = 0; round < 3; round += 1) for (const open of [a, b]) await open.page.settle();
    await expect(created).resolves.toMatchObject({ id: 's1' });
    expect(browser.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
    expect(browser.server.sent(`PATCH ${PATIENTS}/p1`)).toHaveLength(1);
    for (const rows of [rowsOfA, rowsOfB]) expect(rows.getRows()).toEqual([...api.rows.values()]);
    expect(rowsOfA.rowKey(rowsOfA.getRows()[1] ?? {})).toBe('local');
  });

  it('6.1: the tab that is left sends when the leader is gone', async () => {
    const browser = new FakeBrowser();
    const api = new ReferenceApi(browser.server, PATIENTS);
    const [a, b] = [openPage(browser), openPage(browser)];
    for (const open of [a, b]) {
      open.client.queue.getPending();
      await open.page.settle();
    }
    expect([a, b].map((open) => open.client.queue.getSnapshot().sender)).toEqual([true, false]);
    a.page.end();
    await b.page.settle();
    expect(b.client.queue.getSnapshot().sender).toBe(true);
    b.client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await b.page.settle();
    expect(api.rows.size).toBe(1);
  });

  it('6.3: without web locks and channels a tab sends by itself', async () => {
    const browser = new FakeBrowser();
    const api = new ReferenceApi(browser.server, PATIENTS);
    const open = openPage(browser, (page) => {
      page.lacks = { locks: true, channel: true };
    });
    open.client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await open.page.advance(100);
    expect(api.rows.size).toBe(1);
  });
});

describe('7.1: people on one machine', () => {
  it('another user sees a count and nothing else', async () => {
    const browser = new FakeBrowser();
    new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
    const open = openPage(browser);
    const store = open.client.resource(PATIENTS);
    const calls = open.client.mutations(PATIENTS);
    open.client.queue.setUser({ id: 'alice', companyId: 'clinic-1' });
    await store.load();
    open.page.goOnline(false);
    const promise = calls.update('p1', { first_name: 'by Alice' });
    await open.page.settle();
    expect(open.client.queue.getPending()).toMatchObject([
      { userId: 'alice', companyId: 'clinic-1' },
    ]);

    open.client.queue.setUser({ id: 'bob', companyId: 'clinic-1' });
    expect(store.getRows()).toEqual([]);
    expect(open.client.queue.getAll()).toEqual([]);
    expect(open.client.queue.getSnapshot()).toMatchObject({ userId: 'bob', pending: 0, sealed: 1 });
    expect(calls.getState().isPending).toBe(false);
    open.page.goOnline(true);
    await open.page.settle();
    expect(browser.server.sent('PATCH')).toEqual([]);
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'Jean', version: 1 }]);

    open.client.queue.setUser({ id: 'alice', companyId: 'clinic-1' });
    expect(open.client.queue.getPendingCount()).toBe(1);
    await open.page.settle();
    expect(browser.server.sent('PATCH')).toHaveLength(1);
    expect(store.getById('p1')).toMatchObject({ first_name: 'by Alice' });
    await expect(promise).resolves.toMatchObject({ first_name: 'by Alice' });
  });

  it('a read that was asked for by another is thrown away', async () => {
    const open = openPage();
    open.page.server.on(`GET ${PATIENTS}`, ok([{ id: 'of Alice' }]), ok([{ id: 'of Bob' }]));
    const store = open.client.resource(PATIENTS);
    open.client.queue.setUser({ id: 'alice' });
    open.page.server.holding = true;
    const read = store.refetch();
    await open.page.settle();
    open.client.queue.setUser({ id: 'bob' });
    expect(store.getRows()).toEqual([]);
    const seen: unknown[] = [];
    store.subscribe(() => seen.push(...store.getRows().map((row) => row['id'])));
    await open.page.settle();
    open.page.server.release();
    await read;
    await open.page.settle();
    expect(store.getRows()).toEqual([{ id: 'of Bob' }]);
    expect(seen).not.toContain('of Alice');
  });

  it('logout says what is unsent and keeps it sealed', async () => {
    const open = openPage();
    const store = open.client.resource(PATIENTS);
    open.client.queue.setUser({ id: 'alice' });
    store.setConfirmed([{ id: 'p1' }]);
    open.page.goOnline(false);
    open.client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    await expect(open.client.queue.logout()).resolves.toEqual({ unsynced: 1 });
    expect(store.getRows()).toEqual([]);
    expect(open.client.queue.getAll()).toEqual([]);
    expect(open.client.queue.getSnapshot()).toMatchObject({ userId: null, sealed: 1 });
  });

  it('7.1a: after a logout nothing is read until a person signs in', async () => {
    const open = openPage();
    let whose = 'Alice';
    open.page.server.on(`GET ${PATIENTS}`, () => ok([{ id: `of ${whose}` }]));
    const store = open.client.resource(PATIENTS);
    open.client.queue.setUser({ id: 'alice' });
    await store.load();
    const before = open.page.server.sent('GET').length;
    await open.client.queue.logout();
    await open.page.settle();
    expect(open.page.server.sent('GET')).toHaveLength(before);
    expect(store.getRows()).toEqual([]);
    whose = 'Bob';
    open.client.queue.setUser({ id: 'bob' });
    await open.page.settle();
    expect(store.getRows()).toEqual([{ id: 'of Bob' }]);
  });

  it('7.1a: the first user of the page adopts what was enqueued before', async () => {
    const open = openPage();
    const api = new ReferenceApi(open.page.server, PATIENTS);
    open.page.goOnline(false);
    const promise = open.client.mutations(PATIENTS).create({ first_name: 'Ana' });
    open.client.queue.setUser({ id: 'alice' });
    expect(open.client.queue.getPending()).toMatchObject([{ userId: 'alice' }]);
    open.page.goOnline(true);
    await open.page.settle();
    expect(api.rows.size).toBe(1);
    await expect(promise.synced).resolves.toMatchObject({ id: 's1' });
  });
});

describe('6.3: locks that exist and never answer', () => {
  it('what is made is sent all the same', async () => {
    const browser = new FakeBrowser();
    const api = new ReferenceApi(browser.server, PATIENTS, []);
    const { page, client } = openPage(browser, (one) => {
      const never = (): Promise<never> => new Promise(() => undefined);
      one.locks = () => ({ request: never, query: never }) as unknown as LockManager;
    });
    client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.advance(15_000);
    expect([...api.rows.values()]).toMatchObject([{ first_name: 'Ana' }]);
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, sender: true });
  });
});
