import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser } from '../support/fake_page.js';
import { indexedDbRests } from '../support/indexed_db.js';
import { openPage } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';

const PATIENTS = '/api/v1/patients';
const ROWS = Array.from({ length: 1_203 }, (_, i) => ({
  id: `p${i}`,
  last_name: `Nom ${i}`,
  version: 1,
}));

function browserWith(rows: readonly object[] = ROWS): FakeBrowser {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  new ReferenceApi(browser.server, PATIENTS, rows as never);
  return browser;
}

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

describe('7.1a an offline start', () => {
  it('ShowsTheLastKnownRowsOfTheDevicesUser', async () => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    const { names, store } = await offlinePage(browser);
    expect(names()).toEqual(ROWS.map(({ last_name }) => last_name));
    expect(store.getState()).toMatchObject({ isLoading: false });
  });

  it('WithWhatIsStillOnItsWayOverThem', async () => {
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

  it('KeepsWhatWasConfirmedSince', async () => {
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

  it('IsReplacedByWhatTheServerSays', async () => {
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

describe('7.1b what is kept is one person’s', () => {
  it('NobodySeesIt_AfterALogout', async () => {
    const browser = browserWith();
    const { page, client } = await pageThatHasRead(browser);
    await client.queue.logout();
    await indexedDbRests();
    page.end();
    expect((await offlinePage(browser)).names()).toEqual([]);
    // Not even the same person: it is erased.
    expect((await offlinePage(browser, 'alice')).names()).toEqual([]);
  });

  it('NobodySeesIt_OfAnotherName', async () => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    expect((await offlinePage(browser, 'bob')).names()).toEqual([]);
  });

  it('IsNotKeptOfSomebodyWithoutAName', async () => {
    const browser = browserWith();
    const { page, client } = openPage(browser);
    await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
    await quiet(page);
    page.end();
    expect((await offlinePage(browser)).names()).toEqual([]);
  });

  it('IsNotKeptWhereContentsAreSealed', async () => {
    const browser = browserWith();
    const open = openPage(browser);
    open.client.queue.configure({ encryption: { key: new Uint8Array(32) } });
    open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
    await Promise.all([open.client.resource(PATIENTS).load(), open.page.settle()]);
    await quiet(open.page);
    const names = await browser.indexedDb!.databases();
    expect(names.map(({ name }) => name)).not.toContain('synchrone-rows');
  });

  it('AnotherTabThatWasAboutToKeepRowsOfWhoHasLeftDoesNot', async () => {
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

describe('5.3 what is kept is not trusted', () => {
  it.each<[string, (chunk: { at: number; of: number; rows: unknown }) => unknown]>([
    ['no rows', () => ({ at: 0 })],
    ['rows that are none', (chunk) => ({ ...chunk, rows: ['x'] })],
    ['too old', (chunk) => ({ ...chunk, at: chunk.at - 31 * 24 * 3_600_000 })],
    ['of another list’s length', (chunk) => ({ ...chunk, of: 9 })],
    ['nothing at all', () => null],
  ])('NothingIsShownOf: %s', async (_, damage) => {
    const browser = browserWith();
    (await pageThatHasRead(browser)).page.end();
    await new Promise<void>((resolve, reject) => {
      const request = browser.indexedDb!.open('synchrone-rows', 1);
      request.onerror = () => reject(new Error('open'));
      request.onsuccess = () => {
        const transaction = request.result.transaction('chunks', 'readwrite');
        const store = transaction.objectStore('chunks');
        const key = `c1/alice\n${PATIENTS}\n1`;
        const read = store.get(key);
        read.onsuccess = () => store.put(damage(read.result as never), key);
        transaction.oncomplete = () => {
          request.result.close();
          resolve();
        };
      };
    });
    expect((await offlinePage(browser)).names()).toEqual([]);
  });
});
