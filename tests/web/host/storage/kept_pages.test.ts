import { IDBDatabase as FakeDatabase, IDBFactory } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { PATIENTS, openPage } from '../../support/open_page.js';

/** A page whose changes are being copied: a transaction of it is under way. */
async function copying() {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  const open = openPage(browser);
  open.page.online = false;
  open.client.start();
  await open.page.settle();
  await indexedDbRests();
  const begun = vi.spyOn(FakeDatabase.prototype, 'transaction');
  const calls = open.client.mutations(PATIENTS);
  calls.create({ first_name: 'Ana' });
  while (begun.mock.results.length === 0) await Promise.resolve();
  const transaction = begun.mock.results[0]!.value as IDBTransaction;
  const ends: string[] = [];
  for (const end of ['abort', 'complete']) transaction.addEventListener(end, () => ends.push(end));
  return { ...open, browser, calls, ends };
}

/** Counts what a fresh page recovers in the same browser, which has lost what localStorage had. */
async function countRecovered(browser: FakeBrowser): Promise<number> {
  for (const page of [...browser.pages]) page.end();
  browser.storage.values.clear();
  const { client, page } = openPage(browser);
  page.online = false;
  client.start();
  await indexedDbRests();
  await page.settle();
  return client.queue.getPendingCount();
}

describe('5.6: a page that the browser keeps as it is left', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('gives up its transaction, which would hold up those of all others', async () => {
    const { page, ends } = await copying();
    page.leave();
    await indexedDbRests();
    expect(ends).toEqual(['abort']);
  });

  it('copies what it had given up when it is shown again', async () => {
    const { page, browser, calls } = await copying();
    page.leave();
    page.comeBack();
    calls.create({ first_name: 'Bo' });
    await indexedDbRests();
    expect(await countRecovered(browser)).toBe(2);
  });

  it('ends its transaction where it is left for good', async () => {
    const { page, browser, ends } = await copying();
    page.signal('window', 'pagehide', { persisted: false });
    await indexedDbRests();
    expect(ends).toEqual(['complete']);
    expect(await countRecovered(browser)).toBe(1);
  });
});

/** A page that keeps a list of a person: a transaction of it is under way. */
async function keepingRows() {
  const browser = new FakeBrowser();
  const factory = new IDBFactory();
  browser.indexedDb = factory;
  const open = openPage(browser);
  open.client.queue.setUser({ id: 'ana' });
  open.page.server.on(`GET ${PATIENTS}`, { status: 200, body: [{ id: 1, name: 'Zoe' }] });
  const list = open.client.resource(PATIENTS);
  await Promise.all([list.load(), open.page.settle()]);
  await indexedDbRests();
  const begun = vi.spyOn(FakeDatabase.prototype, 'transaction');
  const ofRows = (): IDBTransaction[] =>
    begun.mock.results
      .map(({ value }) => value as IDBTransaction)
      .filter(({ db }) => db.name.startsWith('synchrone-rows'));
  await open.page.advance(2_500);
  const [transaction] = ofRows() as [IDBTransaction];
  const ends: string[] = [];
  for (const end of ['abort', 'complete']) transaction.addEventListener(end, () => ends.push(end));
  return { ...open, factory, list, ends, name: transaction.db.name };
}

const removed = (factory: IDBFactory, name: string): Promise<string> =>
  new Promise((resolve) => {
    const request = factory.deleteDatabase(name);
    request.onblocked = () => resolve('blocked');
    request.onsuccess = () => resolve('removed');
  });

describe('the rows of a page that the browser keeps as it is left', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('hold up no other tab', async () => {
    const { page, factory, name, ends } = await keepingRows();
    page.leave();
    await indexedDbRests();
    expect(ends).toEqual(['abort']);
    expect(await removed(factory, name)).toBe('removed');
  });

  it('are kept again after another tab has removed them', async () => {
    const { page, list, factory, name } = await keepingRows();
    await indexedDbRests();
    expect(await removed(factory, name)).toBe('removed');
    await Promise.all([list.refetch(), page.settle()]);
    await page.advance(5_000);
    await indexedDbRests();
    expect((await factory.databases()).map((one) => one.name)).toContain(name);
  });
});
