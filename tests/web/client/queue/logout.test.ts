import { describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../support/fake_page.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';

/** Alice with one update that is not confirmed, offline unless said otherwise. */
async function aliceAtWork(online = false) {
  const browser = new FakeBrowser();
  const api = new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
  const open = openPage(browser);
  open.client.queue.setUser({ id: 'alice', companyId: 'clinic-1' });
  await open.page.settle();
  open.page.goOnline(online);
  open.client.mutations(PATIENTS).update('p1', { first_name: 'Jeanne' });
  return { ...open, browser, api };
}

describe('7.1: logout', () => {
  it('sync sends first', async () => {
    const { page, client, api } = await aliceAtWork(true);
    const leaving = client.queue.logout({ unsynced: 'sync' });
    await page.settle();
    await expect(leaving).resolves.toEqual({ unsynced: 0 });
    expect(api.rows.get('p1')).toMatchObject({ first_name: 'Jeanne' });
    expect(client.queue.getSnapshot()).toMatchObject({ userId: null, sealed: 0 });
  });

  it('sync does not wait for a connection that is not there', async () => {
    const { client } = await aliceAtWork();
    await expect(client.queue.logout({ unsynced: 'sync' })).resolves.toEqual({ unsynced: 1 });
    expect(client.queue.getSnapshot()).toMatchObject({ userId: null, sealed: 1 });
  });

  it('sync waits no longer than its limit and reports what is left', async () => {
    const { page, client, browser } = await aliceAtWork(true);
    browser.server.holding = true;
    const leaving = client.queue.logout({ unsynced: 'sync', timeoutMs: 3_000 });
    await page.advance(2_999);
    expect(client.queue.getSnapshot().userId).toBe('alice');
    await page.advance(1);
    await expect(leaving).resolves.toEqual({ unsynced: 1 });
    expect(client.queue.getSnapshot().userId).toBeNull();
  });

  it('sync does not sign out who came meanwhile', async () => {
    const { page, client, browser } = await aliceAtWork(true);
    browser.server.holding = true;
    const leaving = client.queue.logout({ unsynced: 'sync' });
    client.queue.setUser({ id: 'bob' });
    await page.settle();
    await expect(leaving).resolves.toEqual({ unsynced: 1 });
    expect(client.queue.getSnapshot().userId).toBe('bob');
  });

  it('export hands out the unsettled and keeps them', async () => {
    const { client } = await aliceAtWork();
    const { unsynced, exported } = await client.queue.logout({ unsynced: 'export' });
    expect(unsynced).toBe(1);
    expect(JSON.parse(exported ?? '')).toMatchObject({
      exportedAt: '2024-11-09T08:00:00.000Z',
      userId: 'alice',
      companyId: 'clinic-1',
      entries: [{ endpoint: `${PATIENTS}/p1`, data: { first_name: 'Jeanne' }, status: 'pending' }],
    });
    client.queue.setUser({ id: 'alice', companyId: 'clinic-1' });
    expect(client.queue.getPendingCount()).toBe(1);
  });

  it('export discards if the application says so', async () => {
    const { client } = await aliceAtWork();
    const { unsynced, exported } = await client.queue.logout({
      unsynced: 'export',
      discard: true,
    });
    expect(unsynced).toBe(0);
    expect(exported).toContain('Jeanne');
    expect(client.queue.getSnapshot().sealed).toBe(0);
  });

  it('7.1b: the rows go in every tab and nothing is left for readers', async () => {
    const { page, client, browser } = await aliceAtWork();
    const other = openPage(browser);
    const rows = other.client.resource(PATIENTS);
    other.client.queue.setUser({ id: 'alice', companyId: 'clinic-1' });
    rows.setConfirmed([{ id: 'p1', first_name: 'Jean' }]);
    await page.advance(1_000);
    expect(rows.getRows()).toEqual([{ id: 'p1', first_name: 'Jeanne' }]);
    expect(page.storage()?.getItem('medicalPro_mutation_queue')).toContain('Jeanne');
    browser.server.holding = true;
    await client.queue.logout();
    await other.page.settle();
    expect(rows.getRows()).toEqual([]);
    expect(other.client.queue.getAll()).toEqual([]);
    expect(other.client.queue.getSnapshot()).toMatchObject({ userId: null, sealed: 1 });
    await page.advance(1_000);
    await other.page.advance(1_000);
    expect(page.storage()?.getItem('medicalPro_mutation_queue')).not.toContain('Jeanne');
  });
});

describe('7.1: the session of a browser', () => {
  it('a tab whose user is no longer signed in sends nothing and says so', async () => {
    const { page, client, browser } = await aliceAtWork();
    const codes: string[] = [];
    client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    const other = openPage(browser);
    other.client.queue.setUser({ id: 'bob', companyId: 'clinic-1' });
    await page.settle();
    page.goOnline(true);
    await page.advance(60_000);
    expect(browser.server.sent('PATCH')).toEqual([]);
    expect(client.queue.getSnapshot()).toMatchObject({ userId: 'alice', waiting: 'user' });
    expect(codes).toContain('USER_CHANGED_ELSEWHERE');
    const [entry] = client.queue.getPending();
    expect(client.queue.explain(entry?.id ?? '')?.waiting).toBe('user');
  });

  it("7.1a: an offline start shows the rows of the device's user and after logout none", async () => {
    const { page, browser } = await aliceAtWork();
    page.end();
    const start = () => openPage(browser, (next) => void (next.online = false));
    const next = start();
    expect(next.client.queue.getPending()).toMatchObject([{ userId: 'alice' }]);
    await next.client.queue.logout();
    next.page.end();
    expect(start().client.queue.getAll()).toEqual([]);
  });

  it('7.1b: the person who is named first never sees the rows of who was there before', async () => {
    const { page, client, browser } = await aliceAtWork();
    client.mutations(PATIENTS).create({ id: 'local', first_name: 'Of Alice' });
    page.end();
    const next = openPage(browser, (one) => void (one.online = false));
    const rows = next.client.resource(PATIENTS);
    // In one task, before any event of the recovery.
    expect(rows.getRows()).toMatchObject([{ id: 'local' }]);
    next.client.queue.setUser({ id: 'bob' });
    expect(rows.getRows()).toEqual([]);
    expect(next.client.queue.getAll()).toEqual([]);
    expect(next.client.queue.getSnapshot().sealed).toBe(2);
  });
});
