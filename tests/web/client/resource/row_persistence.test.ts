import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';

const PATIENTS = '/api/v1/patients';
const ROWS = Array.from({ length: 1_203 }, (_, i) => ({
  id: `p${i}`,
  last_name: `Nom ${i}`,
  version: 1,
}));

function browserWithApi(rows: readonly object[] = ROWS) {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  return { browser, api: new ReferenceApi(browser.server, PATIENTS, rows as never) };
}

const browserWith = (rows?: readonly object[]): FakeBrowser => browserWithApi(rows).browser;

/** A page of Alice that has read the list, and has had time to keep it. */
async function pageThatHasRead(browser: FakeBrowser, user = 'alice') {
  const open = openPage(browser);
  open.client.queue.setUser({ id: user, companyId: 'c1' });
  const store = open.client.resource(PATIENTS);
  await Promise.all([store.load(), open.page.settle()]);
  await quiet(open.page);
  return { ...open, store };
}

async function quiet(page: { advance(ms: number): Promise<void> }): Promise<void> {
  await page.advance(2_100);
  for (let i = 0; i < 6; i += 1) {
    await indexedDbRests();
    await page.advance(30);
  }
}

/** A later page without a network. `user`: whom the application names, if it knows. */
async function offlinePage(browser: FakeBrowser, user?: string) {
  const open = openPage(browser);
  browser.server.on(`GET ${PATIENTS}`, 'network-error');
  open.page.goOnline(false);
  if (user !== undefined) open.client.queue.setUser({ id: user, companyId: 'c1' });
  const store = open.client.resource(PATIENTS);
  void store.load();
  await open.page.settle();
  await indexedDbRests();
  await open.page.settle();
  return { ...open, store, names: () => store.getRows().map((row) => row['last_name']) };
}

describe('7.1a: an offline start', () => {
  it("shows the last known rows of the device's user", async () => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    const { names, store } = await offlinePage(browser);
    expect(names()).toEqual(ROWS.map(({ last_name }) => last_name));
    expect(store.getState()).toMatchObject({ isLoading: false });
  });

  /** An offline start that shows the first of two lists, and has not drawn it. */
  const withOneDrawn = async (count = 100) => {
    const VISITS = '/api/v1/appointments';
    const browser = browserWith();
    const visits = Array.from({ length: count }, (_, i) => ({ id: `v${i}`, version: 1 }));
    new ReferenceApi(browser.server, VISITS, visits as never);
    const first = await pageThatHasRead(browser);
    await Promise.all([first.client.resource(VISITS).load(), first.page.settle()]);
    await quiet(first.page);
    first.page.end();
    const { page, client } = openPage(browser);
    const drawn: (() => void)[] = [];
    page.whenIdle = (run) => void drawn.push(run);
    page.goOnline(false);
    const lists = [VISITS, PATIENTS].map((list) => client.resource(list));
    for (const list of [VISITS, PATIENTS]) browser.server.on(`GET ${list}`, 'network-error');
    for (const list of lists) void list.load();
    const shown = async (): Promise<number[]> => {
      drawn.splice(0).forEach((run) => run());
      await page.settle();
      await indexedDbRests();
      await page.settle();
      return lists.map((list) => list.getRows().length);
    };
    return { client, shown, atFirst: await shown() };
  };

  it('shows lists in the order asked for, each when the one before it is drawn', async () => {
    const { shown, atFirst } = await withOneDrawn();
    expect(atFirst).toEqual([100, 0]);
    expect(await shown()).toEqual([100, 1_203]);
  });

  it('shows the list after one of a few rows without waiting until they are drawn', async () => {
    expect((await withOneDrawn(8)).atFirst).toEqual([8, 1_203]);
  });

  it('shows no list of a person who leaves while it waits for the one before it', async () => {
    const { client, shown, atFirst } = await withOneDrawn();
    expect(atFirst).toEqual([100, 0]);
    client.queue.setUser({ id: 'bob', companyId: 'c1' });
    for (let drawing = 0; drawing < 3; drawing += 1) expect(await shown()).toEqual([0, 0]);
  });

  it('lays what is still on its way over the rows', async () => {
    const browser = browserWith();
    const { page, client } = await pageThatHasRead(browser);
    page.goOnline(false);
    client.mutations(PATIENTS).update('p7', { last_name: 'DURAND' });
    await page.settle();
    page.end();
    const { names } = await offlinePage(browser);
    expect(names()[7]).toBe('DURAND');
    expect(names()[8]).toBe('Nom 8');
  });

  it('keeps what was confirmed since', async () => {
    const browser = browserWith();
    const { page, client } = await pageThatHasRead(browser);
    const { synced } = client.mutations(PATIENTS).update('p7', { last_name: 'DURAND' });
    await page.settle();
    await indexedDbRests(); // it leaves once its attempt is kept
    await synced;
    await quiet(page);
    page.end();
    expect((await offlinePage(browser)).names()[7]).toBe('DURAND');
  });

  it('is replaced by what the server says', async () => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    const later = openPage(browser);
    new ReferenceApi(browser.server, PATIENTS, [
      { id: 'p1', last_name: 'Neuf', version: 2 },
    ] as never);
    const store = later.client.resource(PATIENTS);
    await Promise.all([store.load(), later.page.settle()]);
    await indexedDbRests();
    expect(store.getRows().map((row) => row['last_name'])).toEqual(['Neuf']);
  });
});

describe('7.1b: what is kept is one person’s', () => {
  it('is hidden after a logout', async () => {
    const browser = browserWith();
    const { page, client } = await pageThatHasRead(browser);
    await client.queue.logout();
    await indexedDbRests();
    page.end();
    expect((await offlinePage(browser)).names()).toEqual([]);
    // Not even the same person: it is erased.
    expect((await offlinePage(browser, 'alice')).names()).toEqual([]);
  });

  it('is hidden from a user of another name', async () => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    expect((await offlinePage(browser, 'bob')).names()).toEqual([]);
  });

  it('is not kept for a user without a name', async () => {
    const browser = browserWith();
    const { page, client } = openPage(browser);
    await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
    await quiet(page);
    page.end();
    expect((await offlinePage(browser)).names()).toEqual([]);
  });

  it('another tab that was about to keep rows of who has left does not', async () => {
    const browser = browserWith();
    const first = await pageThatHasRead(browser);
    const second = openPage(browser);
    second.client.queue.setUser({ id: 'alice', companyId: 'c1' });
    await Promise.all([second.client.resource(PATIENTS).load(), second.page.settle()]);
    await first.client.queue.logout();
    await second.page.settle();
    await quiet(second.page);
    first.page.end();
    second.page.end();
    expect((await offlinePage(browser, 'alice')).names()).toEqual([]);
  });
});

describe('5.3: what is kept is not trusted', () => {
  type Kept = { at?: number; chunks?: readonly string[]; rows?: unknown };
  it.each<[string, 'head' | 'chunk', (kept: Kept) => Kept | null]>([
    ['no rows', 'chunk', () => ({})],
    ['rows that are none', 'chunk', () => ({ rows: ['x'] })],
    ['no chunk', 'chunk', () => null],
    ['too old', 'head', (head) => ({ ...head, at: head.at! - 31 * 24 * 3_600_000 })],
    ['a chunk that is gone', 'head', (head) => ({ ...head, chunks: [...head.chunks!, 'gone'] })],
    ['no list of chunks', 'head', (head) => ({ at: head.at! })],
    ['nothing at all', 'head', () => null],
  ])('shows nothing of: %s', async (_, part, damage) => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    await new Promise<void>((resolve, reject) => {
      const request = browser.indexedDb!.open('synchrone-rows', 1);
      request.onerror = () => reject(new Error('open'));
      request.onsuccess = () => {
        const transaction = request.result.transaction('chunks', 'readwrite');
        const store = transaction.objectStore('chunks');
        const headKey = `c1/alice\n${PATIENTS}\nhead`;
        const head = store.get(headKey);
        head.onsuccess = () => {
          const key = part === 'head' ? headKey : (head.result as Required<Kept>).chunks[1]!;
          const kept = store.get(key);
          kept.onsuccess = () => store.put(damage(kept.result as Kept), key);
        };
        transaction.onabort = () => reject(new Error('write'));
        transaction.oncomplete = () => {
          request.result.close();
          resolve();
        };
      };
    });
    expect((await offlinePage(browser)).names()).toEqual([]);
  });
});

describe('7.1a: two tabs that keep one list', () => {
  it('an edit in one does not undo what the other has read since', async () => {
    const { browser, api } = browserWithApi();
    const b = await pageThatHasRead(browser);
    api.rows.set('new', { id: 'new', last_name: 'Ajouté', version: 1 });
    const a = await pageThatHasRead(browser);
    a.page.end();
    const { synced } = b.client.mutations(PATIENTS).update('p7', { last_name: 'DURAND' });
    await b.page.settle();
    await indexedDbRests(); // it leaves once its attempt is kept
    await synced;
    await quiet(b.page);
    expect(api.rows.get('p7')).toMatchObject({ last_name: 'DURAND' });
    b.page.end();
    const { names } = await offlinePage(browser);
    expect(names()).toHaveLength(1_204);
    expect(names()[7]).toBe('DURAND');
    expect(names()[8]).toBe('Nom 8');
    expect(names()).toContain('Ajouté');
  });

  it('a record that was deleted elsewhere takes no other with it', async () => {
    const { browser, api } = browserWithApi();
    const b = await pageThatHasRead(browser);
    api.rows.delete('p3');
    const a = await pageThatHasRead(browser);
    a.page.end();
    const { synced } = b.client.mutations(PATIENTS).update('p1200', { last_name: 'DURAND' });
    await b.page.settle();
    await indexedDbRests(); // it leaves once its attempt is kept
    await synced;
    await quiet(b.page);
    b.page.end();
    const shown = new Set((await offlinePage(browser)).names());
    for (const { id, last_name } of ROWS)
      if (id !== 'p3' && id !== 'p1200') expect(shown.has(last_name)).toBe(true);
    expect(shown.has('DURAND')).toBe(true);
  });

  it('a page that ends in the middle of writing leaves the list as it was', async () => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', last_name: 'Seul' }] as never);
    const second = openPage(browser);
    second.client.queue.setUser({ id: 'alice', companyId: 'c1' });
    const store = second.client.resource(PATIENTS);
    await Promise.all([store.load(), second.page.settle()]);
    second.page.end();
    expect((await offlinePage(browser)).names()).toHaveLength(1_203);
  });

  it.each([
    ['shows the rows that version 0.1.0 has kept', 2, 700],
    ['shows none where some of them are missing', 3, 0],
  ])('%s', async (_, of, expected) => {
    const browser = browserWith();
    const prefix = `c1/alice\n${PATIENTS}\n`;
    await new Promise<void>((resolve) => {
      const request = browser.indexedDb!.open('synchrone-rows', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('chunks');
      request.onsuccess = () => {
        const transaction = request.result.transaction('chunks', 'readwrite');
        const chunks = transaction.objectStore('chunks');
        const at = browser.now;
        for (const [index, rows] of [ROWS.slice(0, 500), ROWS.slice(500, 700)].entries())
          chunks.put({ at, of, rows }, `${prefix}${index}`);
        transaction.oncomplete = () => {
          request.result.close();
          resolve();
        };
      };
    });
    const { names } = await offlinePage(browser, 'alice');
    expect(names()).toHaveLength(expected);
  });
});
