import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../support/fake_page.js';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

vi.mock('../../../web/src/host/storage/row_cache.js', () => {
  throw new Error('404');
});

/** Against hanging, not slowness. */
const patience = { timeout: 300_000 };
const ROWS = 'synchrone-rows';

/** An earlier page has kept rows here. */
async function browserWithRows(): Promise<FakeBrowser> {
  const browser = new FakeBrowser();
  const factory = new IDBFactory();
  browser.indexedDb = factory;
  await new Promise<void>((resolve) => {
    const request = factory.open(ROWS, 1);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  expect(await names(browser)).toContain(ROWS);
  browser.server.on(`GET ${PATIENTS}`, ok([{ id: 'p1', first_name: 'Eva' }]));
  return browser;
}

const names = async ({ indexedDb }: FakeBrowser): Promise<(string | undefined)[]> =>
  ((await indexedDb?.databases()) ?? []).map(({ name }) => name);

describe('7.1a, 7.1b: the kept rows, where the file that keeps them cannot be loaded', () => {
  it('are read from the server', async () => {
    const { page, client } = openPage(await browserWithRows());
    client.queue.setUser({ id: 'alice' });
    const store = client.resource(PATIENTS);
    await Promise.all([store.load(), page.settle()]);
    expect(store.getRows()).toMatchObject([{ first_name: 'Eva' }]);
  });

  it('are erased at a logout', async () => {
    const browser = await browserWithRows();
    const { client } = openPage(browser);
    client.queue.setUser({ id: 'alice' });
    await client.queue.logout();
    await vi.waitFor(async () => expect(await names(browser)).not.toContain(ROWS), patience);
  });

  it('are erased when contents are to be sealed', async () => {
    const browser = await browserWithRows();
    const { client } = openPage(browser);
    client.queue.configure({ encryption: { key: new Uint8Array(32) } });
    await vi.waitFor(async () => expect(await names(browser)).not.toContain(ROWS), patience);
  });
});
