import { IDBFactory } from 'fake-indexeddb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { compressAtOnce } from '../../support/prompt_compression.js';
import { ReferenceApi } from '../../support/reference_api.js';

const key = (seed = 1): Uint8Array => new Uint8Array(32).fill(seed);
const ROWS = Array.from({ length: 1_203 }, (_, i) => ({
  id: `p${i}`,
  last_name: `Nom ${i}`,
  version: 1,
}));
const SEALED_ROWS = 'synchrone-sealed-rows';

function browserWith(rows: readonly object[] = ROWS) {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  return { browser, api: new ReferenceApi(browser.server, PATIENTS, rows as never) };
}

async function quiet(page: { advance(ms: number): Promise<void> }): Promise<void> {
  await page.advance(2_100);
  for (let i = 0; i < 6; i += 1) {
    await indexedDbRests();
    await page.advance(30);
  }
}

/** Alice has read the list, and had time to keep it. */
async function hasRead(browser: FakeBrowser, secret: Uint8Array | null, user = 'alice') {
  const open = openPage(browser);
  open.client.queue.configure({ encryption: { key: secret } });
  open.client.queue.setUser({ id: user, companyId: 'c1' });
  const store = open.client.resource(PATIENTS);
  await Promise.all([store.load(), open.page.settle()]);
  await quiet(open.page);
  return { ...open, store };
}

/** A later page without a network. */
async function offline(browser: FakeBrowser, secret: Uint8Array | null) {
  for (const page of [...browser.pages]) page.end();
  const open = openPage(browser);
  browser.server.on(`GET ${PATIENTS}`, 'network-error');
  open.page.goOnline(false);
  open.client.queue.configure({ encryption: { key: secret } });
  open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
  const store = open.client.resource(PATIENTS);
  void store.load();
  const rest = async (): Promise<void> => {
    await open.page.settle();
    await indexedDbRests();
    await open.page.settle();
  };
  await rest();
  return { ...open, rest, names: () => store.getRows().map((row) => row['last_name']) };
}

/** All that a database holds, as one text; '' without one. */
async function contentsOf(browser: FakeBrowser, name: string): Promise<string> {
  const all = await browser.indexedDb!.databases();
  if (!all.some((one) => one.name === name)) return '';
  return new Promise((resolve) => {
    const request = browser.indexedDb!.open(name, 1);
    request.onsuccess = () => {
      const store = request.result.transaction('chunks').objectStore('chunks');
      const [keys, values] = [store.getAllKeys(), store.getAll()];
      values.onsuccess = () => {
        request.result.close();
        const texts = values.result.map((value) =>
          ArrayBuffer.isView(value)
            ? new TextDecoder().decode(value as Uint8Array)
            : JSON.stringify(value),
        );
        resolve([...keys.result.map(String), ...texts].join('\n'));
      };
    };
  });
}

const NAMES = ROWS.map(({ last_name }) => last_name);

describe('7.1a, 7.4: rows that are kept for an offline start, with a key', () => {
  beforeAll(compressAtOnce);
  afterAll(() => {
    vi.unstubAllGlobals();
  });

  it('are kept sealed, and are there with the key', async () => {
    const { browser } = browserWith();
    await hasRead(browser, key());
    const kept = await contentsOf(browser, SEALED_ROWS);
    expect(kept).toContain(`c1/alice\n${PATIENTS}\nhead`);
    expect(kept).not.toContain('Nom ');
    expect(kept).not.toContain('writer');
    expect(await contentsOf(browser, 'synchrone-rows')).toBe('');
    expect((await offline(browser, key())).names()).toEqual(NAMES);
  });

  it('are compressed where the browser can, and found where it could not', async () => {
    const sizes: number[] = [];
    for (const isAble of [false, true]) {
      if (isAble) compressAtOnce();
      else vi.stubGlobal('CompressionStream', undefined);
      const { browser } = browserWith();
      await hasRead(browser, key());
      sizes.push((await contentsOf(browser, SEALED_ROWS)).length);
      expect((await offline(browser, key())).names()).toEqual(NAMES);
    }
    const [plain = 0, small = 0] = sizes;
    expect(small).toBeLessThan(plain / 3);
  });

  it('that were compressed are read from the server where the browser cannot open them', async () => {
    const { browser } = browserWith();
    await hasRead(browser, key());
    vi.stubGlobal('DecompressionStream', undefined);
    expect((await offline(browser, key())).names()).toEqual([]);
    new ReferenceApi(browser.server, PATIENTS, ROWS as never);
    const { store } = await hasRead(browser, key());
    expect(store.getRows()).toHaveLength(ROWS.length);
    compressAtOnce();
  });

  it('are not there without the key, and come with it', async () => {
    const { browser } = browserWith();
    await hasRead(browser, key());
    const { names, client, rest } = await offline(browser, null);
    expect(names()).toEqual([]);
    client.queue.configure({ encryption: { key: key() } });
    await rest();
    expect(names()).toEqual(NAMES);
  });

  it('are not there with another key, which replaces them by what it reads', async () => {
    const { browser } = browserWith();
    await hasRead(browser, key());
    expect((await offline(browser, key(2))).names()).toEqual([]);
    new ReferenceApi(browser.server, PATIENTS, ROWS.slice(0, 2) as never);
    await hasRead(browser, key(2));
    const kept = await contentsOf(browser, SEALED_ROWS);
    expect(kept.split('\n').filter((line) => line === PATIENTS)).toHaveLength(2); // a head, a chunk
    expect((await offline(browser, key(2))).names()).toEqual(['Nom 0', 'Nom 1']);
  });

  it('are read from the server before the key is there, and kept when it is', async () => {
    const { browser } = browserWith();
    const { store, client, page } = await hasRead(browser, null);
    expect(store.getRows()).toHaveLength(ROWS.length);
    expect(await contentsOf(browser, SEALED_ROWS)).toBe('');
    expect(page.armed().filter((name) => name.startsWith('rows c1'))).toEqual([]);
    client.queue.configure({ encryption: { key: key() } });
    await quiet(page);
    expect(store.getRows()).toHaveLength(ROWS.length);
    expect((await offline(browser, key())).names()).toEqual(NAMES);
  });

  it('cannot stand for those of another list', async () => {
    const { browser } = browserWith();
    await hasRead(browser, key());
    await hasRead(browser, key(), 'bob');
    await new Promise<void>((resolve) => {
      const request = browser.indexedDb!.open(SEALED_ROWS, 1);
      request.onsuccess = () => {
        const transaction = request.result.transaction('chunks', 'readwrite');
        const store = transaction.objectStore('chunks');
        const head = store.get(`c1/bob\n${PATIENTS}\nhead`);
        head.onsuccess = () => store.put(head.result, `c1/alice\n${PATIENTS}\nhead`);
        transaction.oncomplete = () => {
          request.result.close();
          resolve();
        };
      };
    });
    expect((await offline(browser, key())).names()).toEqual([]);
  });

  it('are erased at a logout', async () => {
    const { browser } = browserWith();
    const { client } = await hasRead(browser, key());
    await client.queue.logout();
    await indexedDbRests();
    expect(await contentsOf(browser, SEALED_ROWS)).toBe('');
  });

  it('erase those that an earlier page has kept in clear, of the application that is configured', async () => {
    const { browser } = browserWith();
    for (const secret of [undefined, key()]) {
      const { page, client } = openPage(browser);
      const encryption = secret && { encryption: { key: secret } };
      client.queue.configure({ app: 'clinic', ...encryption });
      client.queue.setUser({ id: 'alice', companyId: 'c1' });
      await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
      await quiet(page);
      const names = (await browser.indexedDb!.databases()).map(({ name }) => name);
      expect(names.includes('synchrone-rows@clinic')).toBe(secret === undefined);
      expect(names.includes(`${SEALED_ROWS}@clinic`)).toBe(secret !== undefined);
      page.end();
    }
  });

  it('are not kept where JSON does not hold them as they are', async () => {
    const { browser } = browserWith();
    const open = openPage(browser);
    open.client.queue.configure({ encryption: { key: key() } });
    open.client.queue.setUser({ id: 'alice', companyId: 'c1' });
    const store = open.client.resource(PATIENTS, {
      fromServer: (row) => ({ ...row, born: new Date(0) }),
    });
    await Promise.all([store.load(), open.page.settle()]);
    await quiet(open.page);
    expect(await contentsOf(browser, SEALED_ROWS)).toBe('');
  });
});
