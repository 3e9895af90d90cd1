import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser } from '../support/fake_page.js';
import { indexedDbRests } from '../support/indexed_db.js';
import { PATIENTS, openPage } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';

/** Alice at work without a network, with three unsent changes. */
async function atWork(withIndexedDb = true) {
  const browser = new FakeBrowser();
  if (withIndexedDb) browser.indexedDb = new IDBFactory();
  const open = await pageOf(browser);
  for (let i = 0; i < 3; i += 1) open.calls.create({ first_name: `Patient ${i}` });
  await rests(open);
  return { ...open, browser };
}

async function pageOf(browser: FakeBrowser, user = 'alice') {
  const open = openPage(browser);
  open.page.online = false;
  open.client.queue.setUser({ id: user, companyId: 'c1' });
  await rests(open);
  return { ...open, queue: open.client.queue, calls: open.client.mutations(PATIENTS) };
}

async function rests({ page }: { page: { settle(): Promise<void> } }): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    await indexedDbRests();
    await page.settle();
  }
}

/** Every page is closed at once, as by a browser that quits. */
function closeAll(browser: FakeBrowser): void {
  for (const page of [...browser.pages]) page.end();
}

const mutationKeys = (browser: FakeBrowser): string[] =>
  [...browser.storage.values.keys()].filter((key) => key.includes(':m:'));

describe('5.6a: localStorage that other code has cleared', () => {
  it.each([
    ['with IndexedDB', true],
    ['without', false],
  ])('is written again after the next write, %s', async (_, withIndexedDb) => {
    const { browser, queue, calls, ...open } = await atWork(withIndexedDb);
    browser.storage.values.clear();
    calls.create({ first_name: 'Patient 3' });
    await rests(open);
    expect(mutationKeys(browser)).toHaveLength(4);
    expect(queue.getSnapshot().storage).toEqual({ durable: true });
    closeAll(browser);
    const later = await pageOf(browser);
    expect(later.queue.getPendingCount()).toBe(4);
  });

  it('is in the status until it is written again', async () => {
    const { browser, queue, ...open } = await atWork();
    const received: unknown[] = [];
    queue.on('sync:storage', ({ storage }) => received.push(storage));
    browser.storage.values.clear();
    expect(queue.getSnapshot().storage).toEqual({ durable: false, reason: 'cleared' });
    expect(queue.getSnapshot()).toBe(queue.getSnapshot());
    await rests(open);
    expect(queue.getSnapshot().storage).toEqual({ durable: true });
    expect(received).toEqual([{ durable: false, reason: 'cleared' }, { durable: true }]);
    expect(mutationKeys(browser)).toHaveLength(3);
  });

  it.each<[string, (open: Awaited<ReturnType<typeof atWork>>) => void]>([
    ['another tab does it', ({ page }) => void page.signal('window', 'storage', { key: null })],
    ['the page is hidden', ({ page }) => void page.signal('document', 'visibilitychange')],
    ['the page is left', ({ page }) => void page.signal('window', 'pagehide')],
  ])('is noticed where %s', async (_, signal) => {
    const open = await atWork(false);
    open.browser.storage.values.clear();
    signal(open);
    expect(mutationKeys(open.browser)).toHaveLength(3);
  });

  it('single keys that were removed are written again, too', async () => {
    const open = await atWork();
    const [first = '', second = ''] = mutationKeys(open.browser);
    open.browser.storage.values.delete(first);
    open.page.signal('window', 'pagehide');
    expect(mutationKeys(open.browser)).toContain(first);
    // Even by the next page, when this one had no time.
    open.browser.storage.values.delete(second);
    closeAll(open.browser);
    const later = await pageOf(open.browser);
    expect(later.queue.getPendingCount()).toBe(3);
  });

  it('a key that another tab or devtools removed is not a confirmation', async () => {
    const open = await atWork(false);
    const [first = ''] = mutationKeys(open.browser);
    open.browser.storage.values.delete(first);
    open.page.signal('window', 'storage', { key: first });
    await open.page.advance(5_000);
    expect(open.queue.getPendingCount()).toBe(3);
    expect(mutationKeys(open.browser)).toContain(first);
  });

  it.each(['m', 's'])(
    'single keys (%s) are written again while the queue waits, though nothing says so',
    async (kind) => {
      const open = await atWork(false);
      open.page.online = true;
      open.page.signal('window', 'online');
      await open.page.advance(10_000); // attempts have failed
      const keys = [...open.browser.storage.values.keys()];
      const removed = keys.filter((key) => key.includes(`:${kind}:`)).slice(0, 2);
      expect(removed).toHaveLength(2);
      for (const key of removed) open.browser.storage.values.delete(key);
      await open.page.advance(61_000);
      for (const key of removed) expect(open.browser.storage.values.has(key)).toBe(true);
      closeAll(open.browser); // as by a crash
      const later = await pageOf(open.browser);
      expect(later.queue.getAll().map(({ data }) => data)).toMatchObject([
        { first_name: 'Patient 0' },
        { first_name: 'Patient 1' },
        { first_name: 'Patient 2' },
      ]);
    },
  );

  it('is written again while the queue waits, though nothing else is changed', async () => {
    const open = await atWork(false);
    open.browser.storage.values.clear();
    await open.page.advance(61_000);
    expect(open.queue.getSnapshot().storage).toEqual({ durable: true });
    expect(mutationKeys(open.browser)).toHaveLength(3);
  });

  it('brings back the sealed work of others', async () => {
    const { browser } = await atWork();
    closeAll(browser);
    const bob = await pageOf(browser, 'bob');
    expect(bob.queue.getSnapshot().sealed).toBe(3);
    browser.storage.values.clear();
    bob.calls.create({ first_name: 'Bobs' });
    await rests(bob);
    expect(bob.queue.getSnapshot().sealed).toBe(3);
    closeAll(browser);
    const alice = await pageOf(browser);
    expect(alice.queue.getPendingCount()).toBe(3);
  });

  it('brings back the sealed work of others hours later, too', async () => {
    const { browser } = await atWork();
    browser.now += 8 * 3_600_000;
    closeAll(browser);
    const evening = await pageOf(browser);
    browser.storage.values.clear();
    evening.calls.create({ first_name: 'Patient 3' });
    await rests(evening);
    closeAll(browser);
    expect((await pageOf(browser)).queue.getPendingCount()).toBe(4);
  });

  it('does not bring back what was settled', async () => {
    const { browser, page, queue, calls } = await atWork();
    const api = new ReferenceApi(browser.server, PATIENTS);
    page.goOnline(true);
    await page.advance(1_000);
    await rests({ page });
    expect(api.rows.size).toBe(3);
    browser.storage.values.clear();
    queue.setOfflineMode(true);
    calls.create({ first_name: 'Patient 3' });
    await rests({ page });
    expect(queue.getPending().map(({ data }) => data)).toMatchObject([{ first_name: 'Patient 3' }]);
    closeAll(browser);
    const later = await pageOf(browser);
    expect(later.queue.getPending().map(({ data }) => data)).toMatchObject([
      { first_name: 'Patient 3' },
    ]);
    expect(later.queue.getSnapshot().lastSyncedAt).not.toBeNull();
  });

  it('leaves no keys of documents that are gone', async () => {
    const { browser } = await atWork();
    for (let i = 0; i < 15; i += 1) {
      closeAll(browser);
      const open = await pageOf(browser);
      const made = open.calls.create({ first_name: `Reload ${i}` });
      await rests(open);
      await open.queue.discard(made.mutationId);
      await rests(open);
      browser.now += 11 * 60_000;
    }
    const marks = [...browser.storage.values.keys()].filter((key) => key.includes(':mirror:'));
    expect(marks.length).toBeLessThanOrEqual(1);
  });
});
