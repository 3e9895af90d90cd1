import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';
import { refusal } from '../../support/scripted_server.js';

const key = (seed = 1): Uint8Array => new Uint8Array(32).fill(seed);
const SECRET = 'Hypertension';

/** Alice, offline, with a key, and one unsent change. */
async function atWork() {
  const browser = new FakeBrowser();
  const api = new ReferenceApi(browser.server, PATIENTS, [
    { id: 'p1', first_name: 'Jean-Baptiste' },
  ]);
  const open = openPage(browser);
  open.client.queue.configure({ encryption: { key: key() } });
  open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
  open.client.resource(PATIENTS).setConfirmed([{ id: 'p1', first_name: 'Jean-Baptiste' }]);
  await open.page.settle();
  open.page.goOnline(false);
  const calls = open.client.mutations(PATIENTS);
  const change = calls.update('p1', { notes: SECRET });
  await open.page.advance(1_000);
  return { ...open, browser, api, calls, change };
}

async function reopened(browser: FakeBrowser, secret: Uint8Array | null) {
  for (const page of [...browser.pages]) page.end();
  const open = openPage(browser);
  open.page.online = false;
  const codes: string[] = [];
  open.client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
  open.client.queue.configure({ encryption: { key: secret } });
  open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
  await open.page.settle();
  return { ...open, codes };
}

describe('7.4: encryption at rest', () => {
  it('stores no contents in clear, but ids and counts', async () => {
    const { browser, client } = await atWork();
    const stored = [...browser.storage.values].map(([name, value]) => `${name} ${value}`);
    expect(stored.join('\n')).not.toContain(SECRET);
    expect(stored.join('\n')).not.toContain('Jean-Baptiste');
    expect(stored.filter((text) => /:m:\S+ synchrone:sealed:1:/.test(text))).toHaveLength(1);
    const projected = JSON.parse(browser.storage.values.get('medicalPro_mutation_queue') ?? '[]');
    expect(projected).toEqual([
      expect.objectContaining({ endpoint: `${PATIENTS}/p1`, data: null, sealed: true }),
    ]);
    expect(client.queue.getPending()[0]?.data).toEqual({ notes: SECRET });
  });

  it('leaves nothing in clear that a person typed or the server said, in history and readers too', async () => {
    const browser = new FakeBrowser();
    browser.indexedDb = new IDBFactory();
    const open = openPage(browser);
    open.client.queue.configure({ encryption: { key: key() } });
    open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
    await indexedDbRests();
    await open.page.settle();
    const words = ['suspected', 'Hypertension', 'already allergic', 'Martin', 'typed-in-context'];
    const calls = open.client.mutations(PATIENTS);
    const base = { previousState: { id: 'p1', last_name: 'Dupont', version: 1 } };
    const change = (notes: string, reason: string): unknown =>
      calls.update('p1', { notes }, { ...base, reason });
    const patch = `PATCH ${PATIENTS}/p1`;
    open.page.server.on(
      patch,
      { status: 200, body: { id: 'p1', last_name: 'Martin', version: 2 } },
      { status: 422, body: { code: 'RULE', message: 'already allergic' } },
      { status: 412, body: { code: 'C', data: { id: 'p1', last_name: 'Martin', version: 3 } } },
    );
    for (const reason of ['suspected abuse', 'suspected again', 'suspected once more']) {
      change('Hypertension', reason);
      await open.page.advance(2_000);
      await indexedDbRests();
    }
    const mirrored = await new Promise<string>((resolve) => {
      const request = browser.indexedDb!.open('synchrone', 1);
      request.onsuccess = () => {
        const all = request.result.transaction('writes').objectStore('writes').getAll();
        all.onsuccess = () => resolve(JSON.stringify(all.result));
      };
    });
    const stored = `${JSON.stringify([...browser.storage.values])}${mirrored}`;
    expect(stored).toContain(':h:');
    expect(stored).toContain(':s:');
    for (const word of [...words, 'Dupont']) expect(stored).not.toContain(word);
    // With the key all of it is there.
    const audit = open.client.queue.exportAudit();
    expect(audit).toContain('suspected abuse');
    expect(open.client.queue.verifyAudit()).toMatchObject({ ok: true });
  });

  it('seals what is set aside, and erases rows that were kept in clear before', async () => {
    const { browser, page } = await atWork();
    for (const [name, value] of browser.storage.values)
      if (name.includes(':m:')) browser.storage.values.set(name, `${value} damaged`);
    page.end();
    browser.storage.values.set(
      'medicalPro_mutation_queue',
      JSON.stringify([{ id: 'x', type: 'POST', endpoint: '??', data: { notes: SECRET } }]),
    );
    const { codes, page: later } = await reopened(browser, key());
    await later.advance(1_000);
    expect(codes).toContain('DAMAGED_RECORDS');
    const aside = [...browser.storage.values].filter(([name]) => name.includes(':quarantine:'));
    expect(aside.length).toBeGreaterThan(0);
    for (const [, value] of aside) expect(value).not.toContain(SECRET);
  });

  it('costs a few bytes for each record', async () => {
    const { browser } = await atWork();
    const [, sealed] = [...browser.storage.values].find(([name]) => name.includes(':m:'))!;
    const { browser: plain } = await (async () => {
      const other = new FakeBrowser();
      const open = openPage(other);
      open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
      open.client.resource(PATIENTS).setConfirmed([{ id: 'p1', first_name: 'Jean-Baptiste' }]);
      open.page.goOnline(false);
      open.client.mutations(PATIENTS).update('p1', { notes: SECRET });
      await open.page.settle();
      return { browser: other };
    })();
    const [, clear] = [...plain.storage.values].find(([name]) => name.includes(':m:'))!;
    expect(sealed.length - clear.length).toBeLessThan(80);
  });

  it('with the key everything is back after a reload, and is sent', async () => {
    const { browser, api } = await atWork();
    const { page, client } = await reopened(browser, key());
    expect(client.queue.getPending()[0]?.data).toEqual({ notes: SECRET });
    page.goOnline(true);
    await page.advance(1_000);
    expect(api.rows.get('p1')).toMatchObject({ notes: SECRET });
    expect(client.queue.getPendingCount()).toBe(0);
  });

  it('without the key work is counted and waits unseen, and new writes are refused', async () => {
    const { browser, api } = await atWork();
    const { page, client, codes } = await reopened(browser, null);
    page.goOnline(true);
    await page.advance(60_000);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'locked', pending: 0, sealed: 1 });
    expect(client.queue.getAll()).toEqual([]);
    const refused = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await expect(refused).rejects.toMatchObject({ code: 'LOCKED' });
    await expect(
      client.queue.enqueue({ type: 'POST', endpoint: PATIENTS, data: { notes: SECRET } }),
    ).rejects.toMatchObject({ code: 'LOCKED' });
    expect([...browser.storage.values.values()].join('\n')).not.toContain(SECRET);
    expect(codes).toEqual([]);
    expect(api.rows.get('p1')).not.toHaveProperty('notes');
  });

  it('the key that comes later brings the work back', async () => {
    const { browser, api } = await atWork();
    const { page, client } = await reopened(browser, null);
    client.queue.configure({ encryption: { key: key() } });
    await page.settle();
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 1, sealed: 0, userId: 'alice' });
    page.goOnline(true);
    await page.advance(1_000);
    expect(api.rows.get('p1')).toMatchObject({ notes: SECRET });
  });

  it('lock leaves nothing in memory or in a view', async () => {
    const { page, client, calls } = await atWork();
    const rows = client.resource(PATIENTS);
    expect(JSON.stringify(rows.getRows())).toContain(SECRET);
    client.queue.lock();
    await page.settle();
    expect(JSON.stringify(rows.getRows())).not.toContain(SECRET);
    expect(client.queue.getAll()).toEqual([]);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'locked', sealed: 1 });
    await expect(calls.update('p1', { notes: 'x' })).rejects.toMatchObject({ code: 'LOCKED' });
    client.queue.configure({ encryption: { key: key() } });
    await page.settle();
    expect(client.queue.getPending()[0]?.data).toEqual({ notes: SECRET });
  });

  it('a pause, and working offline on purpose, hold on when the key comes back', async () => {
    const { page, client, api } = await atWork();
    client.queue.pause();
    client.queue.setOfflineMode(true);
    client.queue.lock();
    client.queue.configure({ encryption: { key: key() } });
    page.goOnline(true);
    await page.advance(1_000);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'offline-mode', pending: 1 });
    client.queue.setOfflineMode(false);
    await page.advance(1_000);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'paused', pending: 1 });
    client.queue.lock();
    client.queue.resume();
    client.queue.configure({ encryption: { key: key() } });
    await page.advance(1_000);
    expect(api.rows.get('p1')).toMatchObject({ notes: SECRET });
  });

  it('working offline on purpose ends with the person who chose it', async () => {
    const { page, client } = await atWork();
    client.queue.setOfflineMode(true);
    await client.queue.logout();
    client.queue.lock();
    client.queue.setUser({ id: 'bob', companyId: 'c1' });
    client.queue.configure({ encryption: { key: key(2) } });
    page.goOnline(true);
    await page.settle();
    expect(client.queue.getSnapshot()).toMatchObject({ userId: 'bob', waiting: null });
  });

  it('counts a refused change once when its author has left and the key is gone', async () => {
    const { client, page, browser } = await atWork();
    browser.server.on(`PATCH ${PATIENTS}/p1`, refusal(422, 'NO'));
    page.goOnline(true);
    await page.advance(10_000);
    expect(client.queue.getSnapshot()).toMatchObject({ attention: 1, sealed: 0 });
    await client.queue.logout({ unsynced: 'keep' });
    client.queue.lock();
    await page.settle();
    expect(client.queue.getSnapshot()).toMatchObject({ userId: null, attention: 0, sealed: 1 });
  });

  it('the copy in IndexedDB is sealed too', async () => {
    const browser = new FakeBrowser();
    browser.indexedDb = new IDBFactory();
    const { client, page } = openPage(browser);
    client.queue.configure({ encryption: { key: key() } });
    client.start();
    page.goOnline(false);
    client.mutations(PATIENTS).create({ notes: SECRET });
    await indexedDbRests();
    const copied = await new Promise<object[]>((resolve) => {
      const request = browser.indexedDb!.open('synchrone', 1);
      request.onsuccess = () => {
        const all = request.result.transaction('writes').objectStore('writes').getAll();
        all.onsuccess = () => resolve(all.result as object[]);
      };
    });
    expect(JSON.stringify(copied)).toContain(':m:');
    expect(JSON.stringify(copied)).not.toContain(SECRET);
  });

  it('what a server says of a change is sealed with it', async () => {
    const { browser, page, client } = await atWork();
    const said = 'a reason that names a diagnosis';
    page.server.on(`PATCH ${PATIENTS}/p1`, refusal(422, 'NO', said));
    page.goOnline(true);
    await page.advance(1_000);
    expect(client.queue.getSnapshot()).toMatchObject({ attention: 1 });
    expect(client.queue.getAll()[0]?.error?.message).toContain(said);
    expect([...browser.storage.values.values()].join('\n')).not.toContain(said);
  });

  it('a locked tab leaves the sending to one that has the key', async () => {
    const { browser, page, client, api } = await atWork();
    const other = openPage(browser);
    other.client.queue.configure({ encryption: { key: key() } });
    other.client.queue.setUser({ id: 'alice', companyId: 'c1' });
    await other.page.settle();
    expect(client.queue.getSnapshot().sender).toBe(true);
    client.queue.lock();
    page.goOnline(true);
    await page.settle();
    await other.page.advance(1_000);
    expect(other.client.queue.getSnapshot().sender).toBe(true);
    expect(api.rows.get('p1')).toMatchObject({ notes: SECRET });
  });

  it('what another key has sealed waits for it, counted, and is not set aside', async () => {
    const { browser } = await atWork();
    const before = [...browser.storage.values].filter(([place]) => place.includes(':m:'));
    const { client, codes } = await reopened(browser, key(2));
    expect(client.queue.getAll()).toEqual([]);
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, sealed: 1 });
    expect(codes).toEqual([]);
    expect([...browser.storage.values]).toEqual(expect.arrayContaining(before));
    const { client: right } = await reopened(browser, key());
    expect(right.queue.getPendingCount()).toBe(1);
    expect(right.queue.getSnapshot().sealed).toBe(0);
  });

  it('a tampered record is set aside, not lost', async () => {
    const { browser } = await atWork();
    const [name, sealed] = [...browser.storage.values].find(([place]) => place.includes(':m:'))!;
    const tampered =
      sealed.slice(0, -1) + String.fromCharCode(sealed.charCodeAt(sealed.length - 1) ^ 1);
    browser.storage.values.set(name, tampered);
    const { client, codes } = await reopened(browser, key());
    expect(client.queue.getAll()).toEqual([]);
    expect(codes).toContain('DAMAGED_RECORDS');
    expect([...browser.storage.values.values()]).toContain(tampered);
  });

  it('a record cannot stand for another', async () => {
    const { browser, calls, page } = await atWork();
    calls.update('p1', { notes: 'other' });
    await page.settle();
    const records = [...browser.storage.values].filter(([place]) => place.includes(':m:'));
    const [[first], [, second]] = [records[0]!, records[1]!];
    browser.storage.values.set(first, second);
    const { client, codes } = await reopened(browser, key());
    expect(codes).toContain('DAMAGED_RECORDS');
    expect(client.queue.getPending().map(({ data }) => data)).toEqual([{ notes: 'other' }]);
  });

  it('a key of the wrong size is refused', async () => {
    const { client } = openPage();
    expect(() => client.queue.configure({ encryption: { key: new Uint8Array(16) } })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
