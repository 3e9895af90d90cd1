import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';

const key = (seed = 1): Uint8Array => new Uint8Array(32).fill(seed);
const SECRET = 'Hypertension';
const all = Array.from({ length: 250 }, (_, i) => `${SECRET} ${i}`);
/** More than are sealed in one task. */
const CHANGES = all.length;

/** The log in IndexedDB, as text. */
function copied(browser: FakeBrowser): Promise<string> {
  return new Promise((resolve) => {
    const request = browser.indexedDb!.open('synchrone', 1);
    request.onsuccess = () => {
      const all = request.result.transaction('writes').objectStore('writes').getAll();
      all.onsuccess = () => {
        request.result.close();
        resolve(JSON.stringify(all.result));
      };
    };
  });
}

const stored = (browser: FakeBrowser): string => JSON.stringify([...browser.storage.values]);

async function rest(page: { settle(): Promise<void> }): Promise<void> {
  for (let i = 0; i < 4; i += 1) {
    await page.settle();
    await indexedDbRests();
  }
}

/** A page of that person; `secret` undefined: without encryption. */
async function pageOf(user: string, browser: FakeBrowser, secret?: Uint8Array | null) {
  const open = openPage(browser);
  open.page.online = false;
  const codes: string[] = [];
  open.client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
  if (secret !== undefined) open.client.queue.configure({ encryption: { key: secret } });
  open.client.queue.setUser({ id: user, companyId: 'c1' });
  await rest(open.page);
  return { ...open, codes };
}

/** Alice has changed much, without a key: one change is confirmed, the others wait for the network. */
async function clearWork() {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
  const open = await pageOf('alice', browser);
  open.page.goOnline(true);
  const calls = open.client.mutations(PATIENTS);
  calls.update('p1', { notes: SECRET }, { reason: SECRET });
  await open.page.advance(1_000);
  await rest(open.page);
  for (const method of ['GET', 'HEAD', 'POST'])
    browser.server.on(`${method} ${PATIENTS}`, 'network-error');
  open.page.goOnline(false);
  for (const notes of all) calls.create({ notes });
  await open.page.advance(1_000);
  await rest(open.page);
  return { ...open, browser };
}

const end = (browser: FakeBrowser): void => {
  for (const page of [...browser.pages]) page.end();
};

describe('7.4: a key over work that is stored in clear', () => {
  it('seals it in its place, with history, array and mirror, and loses or doubles nothing', async () => {
    const { browser } = await clearWork();
    expect(stored(browser)).toContain(SECRET);
    expect(await copied(browser)).toContain(SECRET);
    end(browser);
    const { page, client, codes } = await pageOf('alice', browser, key());
    await rest(page);
    expect(stored(browser)).not.toContain(SECRET);
    expect(await copied(browser)).not.toContain(SECRET);
    expect(client.queue.getPendingCount()).toBe(CHANGES);
    expect(client.queue.exportAudit()).toContain(SECRET);
    expect(codes).toEqual([]);
    end(browser);
    const later = await pageOf('alice', browser, key());
    expect(later.client.queue.getPendingCount()).toBe(CHANGES);
    const api = new ReferenceApi(browser.server, PATIENTS);
    later.page.goOnline(true);
    for (let i = 0; i < 200 && later.client.queue.getPendingCount() > 0; i += 1) {
      await later.page.advance(1_000);
      await rest(later.page);
    }
    const made = [...api.rows.values()].map(({ notes }) => notes);
    expect(made).toHaveLength(CHANGES);
    expect(new Set(made)).toEqual(new Set(all));
  });

  it('goes on where a page has ended in the middle', async () => {
    const { browser } = await clearWork();
    end(browser);
    const first = openPage(browser);
    first.page.online = false;
    first.client.queue.configure({ encryption: { key: key() } });
    first.client.queue.setUser({ id: 'alice', companyId: 'c1' });
    const sealed = (): number => stored(browser).split('synchrone:sealed:1:').length - 1;
    for (let i = 0; i < 1_000 && sealed() === 0; i += 1) await Promise.resolve();
    first.page.end();
    const { page, client, codes } = await pageOf('alice', browser, key());
    await rest(page);
    expect(stored(browser)).not.toContain(SECRET);
    expect(await copied(browser)).not.toContain(SECRET);
    expect(client.queue.getPendingCount()).toBe(CHANGES);
    expect(codes).toEqual([]);
  });

  it('seals a copy whose record localStorage has sealed already', async () => {
    const { browser } = await clearWork();
    end(browser);
    const mirror = browser.indexedDb;
    browser.indexedDb = null; // the page dies before its copies are written
    await pageOf('alice', browser, key());
    expect(stored(browser)).not.toContain(SECRET);
    end(browser);
    browser.indexedDb = mirror;
    expect(await copied(browser)).toContain(SECRET);
    const { page, client } = await pageOf('alice', browser, key());
    await rest(page);
    expect(await copied(browser)).not.toContain(SECRET);
    expect(client.queue.getPendingCount()).toBe(CHANGES);
  });

  it('leaves what others have stored to their keys', async () => {
    const { browser } = await clearWork();
    end(browser);
    const bob = await pageOf('bob', browser, key(2));
    await rest(bob.page);
    expect(bob.client.queue.getSnapshot()).toMatchObject({ pending: 0, sealed: CHANGES });
    end(browser);
    const alice = await pageOf('alice', browser, key());
    expect(alice.client.queue.getPendingCount()).toBe(CHANGES);
    expect(alice.codes).toEqual([]);
  });

  it('works beside a tab that has no key yet', async () => {
    const { browser, page, client } = await clearWork();
    client.queue.configure({ encryption: { key: null } });
    await rest(page);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'locked' });
    const other = await pageOf('alice', browser, key());
    await rest(other.page);
    expect(stored(browser)).not.toContain(SECRET);
    expect(other.client.queue.getPendingCount()).toBe(CHANGES);
    client.queue.configure({ encryption: { key: key() } });
    await rest(page);
    expect(client.queue.getPendingCount()).toBe(CHANGES);
  });
});

describe('7.1, 7.4: a workstation on which each person has a key', () => {
  const key1 = key(1);

  it('lock after a logout: nothing is shown, nothing can be written, all stays sealed', async () => {
    const { browser, page, client } = await clearWork();
    client.queue.configure({ encryption: { key: key1 } });
    await rest(page);
    const { unsynced } = await client.queue.logout();
    client.queue.lock();
    expect(unsynced).toBe(CHANGES);
    await rest(page);
    expect(client.queue.getAll()).toEqual([]);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'locked', sealed: CHANGES });
    expect(stored(browser)).not.toContain(SECRET);
    expect(await copied(browser)).not.toContain(SECRET);
    await expect(client.mutations(PATIENTS).create({ notes: 'x' })).rejects.toMatchObject({
      code: 'LOCKED',
    });
    client.queue.setUser({ id: 'alice', companyId: 'c1' });
    client.queue.configure({ encryption: { key: key1 } });
    await rest(page);
    expect(client.queue.getPendingCount()).toBe(CHANGES);
  });

  it('logout alone keeps the key of an application that has one for all', async () => {
    const { browser, page, client } = await clearWork();
    client.queue.configure({ encryption: { key: key1 } });
    await rest(page);
    await client.queue.logout();
    client.queue.setUser({ id: 'bob', companyId: 'c1' });
    await client.mutations(PATIENTS).create({ id: 'b1', notes: SECRET }).applied;
    await rest(page);
    expect(client.queue.getPending().map(({ userId }) => userId)).toEqual(['bob']);
    expect(stored(browser)).not.toContain(SECRET);
  });

  it('a logout in another tab is not undone by a key that comes or goes', async () => {
    const { browser, page, client } = await clearWork();
    client.queue.configure({ encryption: { key: key1 } });
    const other = await pageOf('alice', browser, key1);
    await other.client.queue.logout();
    await rest(page);
    client.queue.lock();
    await rest(page);
    expect(client.queue.getSnapshot()).toMatchObject({ userId: null });
    expect(other.client.queue.getSnapshot()).toMatchObject({ userId: null });
  });

  it('a tab that still has the former key neither reads nor sets aside what the next person has', async () => {
    const { browser, page, client } = await clearWork();
    const codes: string[] = [];
    client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    client.queue.configure({ encryption: { key: key1 } });
    await rest(page);
    const bob = await pageOf('bob', browser, key(2));
    bob.client.mutations(PATIENTS).create({ notes: 'of Bob' });
    await rest(bob.page);
    bob.page.end();
    client.queue.setUser({ id: 'bob', companyId: 'c1' });
    await rest(page);
    expect(client.queue.getPending()).toEqual([]);
    expect(client.queue.getSnapshot().sealed).toBe(CHANGES + 1);
    expect(codes).not.toContain('DAMAGED_RECORDS');
    client.queue.configure({ encryption: { key: key(2) } });
    await rest(page);
    expect(client.queue.getPending()).toMatchObject([{ data: { notes: 'of Bob' } }]);
    expect(client.queue.getSnapshot().sealed).toBe(CHANGES);
  });

  it('the same key again changes nothing', async () => {
    const { page, client } = await clearWork();
    client.queue.configure({ encryption: { key: key1 } });
    await rest(page);
    const turns: unknown[] = [];
    client.queue.on('sync:status', (status) => turns.push(status));
    client.queue.configure({ encryption: { key: Uint8Array.from(key1) } });
    await rest(page);
    expect(turns).toEqual([]);
  });
});
