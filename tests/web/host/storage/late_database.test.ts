import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser, type FakePage } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';

const NAME = 'synchrone-rows';
const ROWS = [{ id: 'p1', last_name: 'Zoe', version: 1 }];

/** A browser that opens the database of rows, or does not, when `answer` or `fail` is called. */
function slowBrowser() {
  const browser = new FakeBrowser();
  const factory = new IDBFactory();
  const held: ((isOpened: boolean) => void)[] = [];
  browser.indexedDb = new Proxy(factory, {
    get(target, property) {
      if (property !== 'open') return Reflect.get(target, property).bind(target);
      return (name: string, version?: number): IDBOpenDBRequest => {
        if (name !== NAME) return target.open(name, version);
        const late = {} as { -readonly [Key in keyof IDBOpenDBRequest]: IDBOpenDBRequest[Key] };
        held.push((isOpened) => {
          if (!isOpened) return void late.onerror?.call(late, new Event('error'));
          const request = target.open(name, version);
          request.onupgradeneeded = (event) => {
            late.result = request.result;
            late.onupgradeneeded?.call(late, event);
          };
          request.onsuccess = (event) => {
            late.result = request.result;
            late.onsuccess?.call(late, event);
          };
        });
        return late;
      };
    },
  });
  new ReferenceApi(browser.server, PATIENTS, ROWS as never);
  const answerWith = async (isOpened: boolean): Promise<void> => {
    for (const go of held.splice(0)) go(isOpened);
    await indexedDbRests();
  };
  return {
    ...{ browser, factory, asked: () => held.length },
    answer: () => answerWith(true),
    fail: () => answerWith(false),
  };
}

/** A page of Alice that has read the list, and has given up waiting for the database. */
async function impatientPage(browser: FakeBrowser) {
  const open = openPage(browser);
  open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
  const store = open.client.resource(PATIENTS);
  await Promise.all([store.load(), open.page.advance(10_000)]);
  expect(store.getRows()).toHaveLength(1);
  await indexedDbRests();
  return { ...open, store };
}

/** The page has had time to keep what it has read. */
async function hasKept(page: FakePage): Promise<void> {
  await page.advance(2_100);
  await indexedDbRests();
  await page.advance(100);
  await indexedDbRests();
}

/** A later page of hers that asks for the list without a network. */
function offlinePage(browser: FakeBrowser) {
  for (const page of [...browser.pages]) page.end();
  browser.server.on(`GET ${PATIENTS}`, 'network-error');
  const { client, page } = openPage(browser);
  page.goOnline(false);
  client.queue.setUser({ id: 'alice', companyId: 'c1' });
  const store = client.resource(PATIENTS);
  void store.load();
  return { page, store };
}

/** What such a page shows, where the database opens at once. */
async function namesOffline(browser: FakeBrowser, factory: IDBFactory): Promise<unknown[]> {
  browser.indexedDb = factory;
  const { page, store } = offlinePage(browser);
  await page.settle();
  await indexedDbRests();
  await page.settle();
  return store.getRows().map((row) => row['last_name']);
}

describe('7.1a: a database that is longer in opening than a page waits for it', () => {
  it('keeps what was read meanwhile as soon as it is there, and is asked for once', async () => {
    const { browser, factory, answer, asked } = slowBrowser();
    const { page } = await impatientPage(browser);
    expect(asked()).toBe(1);
    await answer();
    await hasKept(page);
    expect(await namesOffline(browser, factory)).toEqual(['Zoe']);
  });

  it('shows an offline start what it has when it is there', async () => {
    const { browser, answer } = slowBrowser();
    const first = await impatientPage(browser);
    await answer();
    await hasKept(first.page);
    const { page, store } = offlinePage(browser);
    await page.advance(10_000);
    expect(store.getState()).toMatchObject({ rows: [], isLoading: false });
    await answer();
    await page.settle();
    expect(store.getRows()).toMatchObject(ROWS);
  });

  it('holds up no list of which only the changes would be read', async () => {
    const { browser } = slowBrowser();
    const { client, page } = openPage(browser);
    const changes = { parameter: 'updated_since', markIn: () => 'now' };
    client.queue.configure({ endpoints: { [PATIENTS]: { changes } } });
    client.queue.setUser({ id: 'alice', companyId: 'c1' });
    const store = client.resource(PATIENTS);
    await Promise.all([store.load(), page.advance(3_100)]);
    expect(store.getRows()).toMatchObject(ROWS);
  });

  it('is asked for again after asking for it threw', async () => {
    const { browser, factory } = slowBrowser();
    const open = factory.open.bind(factory);
    browser.indexedDb = factory;
    factory.open = () => {
      throw new DOMException('denied for a moment', 'SecurityError');
    };
    const { page, store } = await impatientPage(browser);
    factory.open = open;
    await Promise.all([store.refetch(), page.advance(3_000)]);
    await hasKept(page);
    expect(await namesOffline(browser, factory)).toEqual(['Zoe']);
  });

  it('is asked for again after it could not be opened', async () => {
    const { browser, factory, answer, fail } = slowBrowser();
    const { page, store } = await impatientPage(browser);
    await fail();
    await Promise.all([store.refetch(), page.advance(3_000)]);
    await answer();
    await hasKept(page);
    expect(await namesOffline(browser, factory)).toEqual(['Zoe']);
  });

  it('7.1b: has nothing of a person who has signed out meanwhile', async () => {
    const { browser, factory, answer } = slowBrowser();
    const first = await impatientPage(browser);
    await answer();
    await hasKept(first.page);
    first.page.end();
    const { client, page } = await impatientPage(browser);
    await Promise.all([client.queue.logout(), page.settle()]);
    await answer();
    expect(await namesOffline(browser, factory)).toEqual([]);
  });

  it('stands in the way of nobody who removes it', async () => {
    const { browser, factory, answer } = slowBrowser();
    await impatientPage(browser);
    await answer();
    const removed = await new Promise((resolve) => {
      const request = factory.deleteDatabase(NAME);
      request.onblocked = () => resolve('blocked');
      request.onsuccess = () => resolve('removed');
    });
    expect(removed).toBe('removed');
  });
});
