import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser, quiet } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';

/** A browser with IndexedDB, and a page at work in it. */
async function atWork(online = false) {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  const open = openPage(browser);
  open.client.resource(PATIENTS).setConfirmed([{ id: 'p1', first_name: 'Jean' }]);
  open.client.start();
  await indexedDbRests();
  await open.page.settle();
  open.page.goOnline(online);
  return { ...open, browser, calls: open.client.mutations(PATIENTS) };
}

/**
 * The browser is killed: of localStorage there is what it had flushed, of IndexedDB what was
 * committed.
 */
function killed(browser: FakeBrowser, flushed: ReadonlyMap<string, string>): FakeBrowser {
  for (const page of [...browser.pages]) page.end();
  const next = new FakeBrowser();
  next.now = browser.now;
  next.indexedDb = browser.indexedDb;
  for (const [key, value] of flushed) next.storage.values.set(key, value);
  return next;
}

/** The log in IndexedDB, as it is. */
function readLog(browser: FakeBrowser): Promise<object[]> {
  return new Promise((resolve) => {
    const request = browser.indexedDb!.open('synchrone', 1);
    request.onsuccess = () => {
      const all = request.result.transaction('writes').objectStore('writes').getAll();
      all.onsuccess = () => resolve(all.result as object[]);
    };
  });
}

/** Puts the log back to what it was. */
function writeLog(browser: FakeBrowser, log: readonly object[]): Promise<void> {
  return new Promise((resolve) => {
    const request = browser.indexedDb!.open('synchrone', 1);
    request.onsuccess = () => {
      const transaction = request.result.transaction('writes', 'readwrite');
      const store = transaction.objectStore('writes');
      store.clear();
      for (const entry of log) store.put(entry);
      transaction.oncomplete = () => resolve();
    };
  });
}

async function reopened(browser: FakeBrowser, online = false) {
  const open = openPage(browser);
  const api = new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
  open.page.online = online;
  open.client.start();
  await indexedDbRests();
  await open.page.settle();
  return { ...open, api };
}

describe('5.6: a browser that is killed', () => {
  it('loses nothing of what IndexedDB has completed', async () => {
    const { browser, calls } = await atWork();
    const flushed = new Map(browser.storage.values);
    for (let i = 0; i < 20; i += 1) calls.create({ first_name: `Patient ${i}` });
    calls.update('p1', { first_name: 'Jeanne' });
    await indexedDbRests();
    const { client } = await reopened(killed(browser, flushed));
    expect(client.queue.getPendingCount()).toBe(21);
    expect(client.queue.getPending().at(-1)?.data).toEqual({ first_name: 'Jeanne' });
  });

  it('does not revive what was settled', async () => {
    const { browser, page, calls } = await atWork();
    const api = new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
    calls.update('p1', { first_name: 'Jeanne' });
    const flushed = new Map(browser.storage.values);
    page.goOnline(true);
    await page.advance(100);
    await indexedDbRests();
    expect(api.rows.get('p1')).toMatchObject({ first_name: 'Jeanne' });
    const later = await reopened(killed(browser, flushed), true);
    expect(later.client.queue.getPendingCount()).toBe(0);
    expect(later.page.server.sent('PATCH')).toEqual([]);
  });

  it("knows the server's ids of its records", async () => {
    const { browser, page, client, calls } = await atWork();
    new ReferenceApi(browser.server, PATIENTS);
    const flushed = new Map(browser.storage.values);
    const ana = calls.create({ first_name: 'Ana' });
    page.goOnline(true);
    await page.advance(100);
    await indexedDbRests();
    const local = ana.record['id'] as string;
    expect(client.queue.resolveId(local)).toBe('s1');
    const later = await reopened(killed(browser, flushed));
    expect(later.client.queue.resolveId(local)).toBe('s1');
  });

  it('sends nothing recovered before the union is known', async () => {
    const { browser, calls } = await atWork();
    calls.update('p1', { first_name: 'Jeanne' });
    const flushed = new Map(browser.storage.values);
    calls.update('p1', { first_name: 'Luce' });
    await indexedDbRests();
    const next = killed(browser, flushed);
    new ReferenceApi(next.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
    const open = openPage(next);
    open.client.queue.configure({ endpoints: { [PATIENTS]: { idempotencyHeader: true } } });
    open.client.start();
    await open.page.settle();
    expect(open.client.queue.getPendingCount()).toBe(1);
    expect(next.server.sent('PATCH')).toEqual([]);
    await indexedDbRests();
    await open.page.advance(1_000);
    expect(next.server.sent('PATCH').map(({ body }) => body)).toEqual([
      { first_name: 'Jeanne' },
      { first_name: 'Luce' },
    ]);
  });

  it('leaves alone what localStorage has had since the log was written', async () => {
    const { browser, client } = await atWork();
    client.queue.setUser({ id: 'alice' });
    await indexedDbRests();
    const log = await readLog(browser);
    await client.queue.logout();
    await indexedDbRests();
    // The last transactions are lost, and localStorage is not.
    const flushed = new Map(browser.storage.values);
    const next = killed(browser, flushed);
    await writeLog(browser, log);
    const { client: later } = await reopened(next);
    expect(later.queue.getSnapshot().userId).toBeNull();
    const device = 'synchrone:1:device';
    expect(next.storage.values.get(device)).toBe(flushed.get(device));
    expect(log).toContainEqual(expect.objectContaining({ key: device }));
  });

  it('whose localStorage was flushed needs nothing from the log', async () => {
    const { browser, page, client, calls } = await atWork();
    const kept = calls.create({ first_name: 'Ana' });
    await indexedDbRests();
    await client.queue.discard(kept.mutationId);
    const flushed = new Map(browser.storage.values);
    page.end();
    await indexedDbRests();
    const { client: later } = await reopened(killed(browser, flushed));
    expect(later.queue.getPendingCount()).toBe(0);
  });
});

describe('5.6: the copy in IndexedDB', () => {
  it('costs no write to localStorage inside the call', async () => {
    const { browser, calls } = await atWork();
    const before = browser.storage.setItemCount;
    calls.create({ first_name: 'Ana' });
    expect(browser.storage.setItemCount - before).toBe(1);
  });

  it('leaves a second tab alone: while one lives, localStorage is whole', async () => {
    const { browser, calls } = await atWork();
    calls.create({ first_name: 'Ana' });
    await indexedDbRests();
    for (const key of browser.storage.values.keys())
      if (key.includes(':m:')) browser.storage.values.delete(key);
    const other = openPage(browser);
    other.client.start();
    await indexedDbRests();
    await other.page.settle();
    expect(other.client.queue.getAll()).toEqual([]);
  });

  it.each<[string, IDBFactory | null]>([
    ['is missing', null],
    ['never answers', { open: () => ({}) } as unknown as IDBFactory],
    [
      'is denied',
      {
        open: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      } as unknown as IDBFactory,
    ],
  ])('is done without where IndexedDB %s', async (_, indexedDb) => {
    const browser = new FakeBrowser();
    browser.indexedDb = indexedDb;
    const { client, page } = openPage(browser);
    const api = new ReferenceApi(browser.server, PATIENTS);
    const ana = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.advance(4_000);
    await expect(ana.synced).resolves.toMatchObject({ id: 's1' });
    expect(api.rows.size).toBe(1);
  });

  it('has all that was written, also when IndexedDB takes a minute to open', async () => {
    const browser = new FakeBrowser();
    const late = new IDBFactory();
    let open: () => void = () => undefined;
    browser.indexedDb = {
      open: (name: string, version: number) => {
        const waiting = {} as IDBOpenDBRequest;
        open = () => {
          const request = late.open(name, version);
          for (const event of ['onupgradeneeded', 'onsuccess', 'onerror'] as const) {
            request[event] = (happened) => {
              Object.assign(waiting, { result: request.result });
              (waiting[event] as ((happened: Event) => void) | null)?.(happened);
            };
          }
        };
        return waiting;
      },
    } as unknown as IDBFactory;
    const { client, page } = openPage(browser);
    client.start();
    page.goOnline(false);
    const flushed = new Map(browser.storage.values);
    client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.advance(60_000);
    client.mutations(PATIENTS).create({ first_name: 'Luc' });
    open();
    await indexedDbRests();
    browser.indexedDb = late;
    const later = await reopened(killed(browser, flushed));
    expect(later.client.queue.getPending().map(({ data }) => data)).toMatchObject([
      { first_name: 'Ana' },
      { first_name: 'Luc' },
    ]);
  });

  it('forgets removals that localStorage has had long enough, also in a browser that stays open', async () => {
    const { browser, page, client, calls } = await atWork();
    for (let i = 0; i < 10; i += 1) calls.create({ first_name: `Patient ${i}` });
    await indexedDbRests();
    await client.queue.clear();
    await indexedDbRests();
    browser.now += 11 * 60_000;
    for (let i = 0; i < 500; i += 1) {
      calls.update('p1', { first_name: `Jean ${i}` });
      await quiet();
      await quiet();
    }
    await indexedDbRests();
    const kept = await new Promise<{ at: number; value: string | null }[]>((resolve) => {
      const request = browser.indexedDb!.open('synchrone', 1);
      request.onsuccess = () => {
        const all = request.result.transaction('writes').objectStore('writes').getAll();
        all.onsuccess = () => resolve(all.result as { at: number; value: string | null }[]);
      };
    });
    expect(kept.length).toBeGreaterThan(100);
    const old = kept.filter(({ at }) => page.now() - at > 10 * 60_000);
    expect(old.filter(({ value }) => value === null)).toEqual([]);
  });

  it('5.3: writes back records of the journal only', async () => {
    const { browser, calls } = await atWork();
    const flushed = new Map(browser.storage.values);
    calls.create({ first_name: 'Ana' });
    await indexedDbRests();
    await new Promise<void>((resolve) => {
      const request = browser.indexedDb!.open('synchrone', 1);
      request.onsuccess = () => {
        const rest = { tab: 'evil', sequence: 9, at: browser.now };
        const store = request.result.transaction('writes', 'readwrite').objectStore('writes');
        store.put({ key: 'session-token', value: 'x', ...rest });
        store.put({ key: 'synchrone:1:quarantine:x', value: 'x', ...rest });
        store.put({ key: 'synchrone:1:%/%:m:t:1', value: 7, ...rest }).onsuccess = () => resolve();
      };
    });
    const next = killed(browser, flushed);
    const { client } = await reopened(next);
    expect(client.queue.getPendingCount()).toBe(1);
    expect([...next.storage.values.keys()].filter((key) => !key.startsWith('synchrone:'))).toEqual(
      [],
    );
    expect(next.storage.values.has('synchrone:1:quarantine:x')).toBe(false);
  });
});

/** A browser that keeps the connections to its IndexedDB at hand. */
class NotedBrowser extends FakeBrowser {
  readonly opened: IDBDatabase[] = [];

  constructor() {
    super();
    const factory = new IDBFactory();
    const open = factory.open.bind(factory);
    factory.open = (...of) => {
      const request = open(...of);
      request.addEventListener('success', () => this.opened.push(request.result));
      return request;
    };
    this.indexedDb = factory;
  }
}

/** Code of the application removes all databases, as old sign-out code does. */
function removeDatabase(browser: FakeBrowser): Promise<void> {
  return new Promise((resolve) => {
    const request = browser.indexedDb!.deleteDatabase('synchrone');
    request.onsuccess = () => resolve();
  });
}

describe('5.6: a connection to IndexedDB that is dead', () => {
  it.each<[string, (browser: NotedBrowser) => unknown]>([
    ['other code has removed the database', removeDatabase],
    [
      'the browser has closed it without a word, and another one is opened',
      (browser) => {
        // As Safari leaves it after the page has rested: each use throws, and no event said so.
        for (const database of browser.opened) database.close();
      },
    ],
  ])('%s: what comes later is copied, and so is what waited', async (_, kill) => {
    const browser = new NotedBrowser();
    const open = openPage(browser);
    open.client.start();
    await indexedDbRests();
    open.page.goOnline(false);
    const calls = open.client.mutations(PATIENTS);
    calls.create({ first_name: 'Ana' });
    await indexedDbRests();
    await kill(browser);
    calls.create({ first_name: 'Luc' });
    await indexedDbRests();
    const { client } = await reopened(killed(browser, new Map()));
    expect(client.queue.getPending().map(({ data }) => data)).toMatchObject([
      { first_name: 'Ana' },
      { first_name: 'Luc' },
    ]);
  });
});
