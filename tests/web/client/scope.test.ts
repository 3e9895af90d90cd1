import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser, type FakePage } from '../support/fake_page.js';
import { indexedDbRests } from '../support/indexed_db.js';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

const PROJECTION = 'medicalPro_mutation_queue';

/** What names an application. */
interface Named {
  app?: string;
  baseUrl?: string;
}

/** A page of the application that `configure` names, offline. */
function application(browser: FakeBrowser, options: Named) {
  const open = openPage(browser, (page) => page.goOnline(false));
  open.client.queue.configure(options);
  open.client.start();
  return open;
}

async function online(page: FakePage): Promise<void> {
  page.goOnline(true);
  await page.settle();
  await indexedDbRests(); // a change leaves once its attempt is kept
  await page.advance(5_000);
}

/** As 0.1.0 wrote them: a create without a user, and one of alice, who is the device's user. */
const FORMER = {
  'synchrone:1:-/-:m:oldtab:1':
    '835e287c {"v":1,"kind":"create","type":"POST","resource":"/api/v1/patients","entity":"t1","timestamp":1}\n{"id":"t1"}\n',
  'synchrone:1:-/alice:m:oldtab:2':
    '790bc264 {"v":1,"kind":"update","type":"PATCH","resource":"/api/v1/patients","entity":"p1","timestamp":2,"user":"alice"}\n{"phone":"1"}\n',
};

describe('3.1a: two applications on one origin', () => {
  it.each<[Named, Named]>([
    [
      { app: 'training', baseUrl: '/api' },
      { app: 'clinic', baseUrl: '/api' },
    ],
    [{ baseUrl: '/api/training' }, { baseUrl: '/api/prod' }],
    [{ baseUrl: '/api/training' }, {}],
    [{}, { app: 'clinic' }],
  ])('%o and %o neither send nor see the work of each other', async (one, other) => {
    const browser = new FakeBrowser();
    browser.indexedDb = new IDBFactory();
    const first = application(browser, one);
    first.client.mutations('/v1/patients').create({ first_name: 'Exercise' });
    await first.page.settle();
    const second = application(browser, other);
    expect(second.client.queue.getAll()).toEqual([]);
    expect(second.client.queue.getSnapshot().sealed).toBe(0);
    second.client.queue.setUser({ id: 'bob' });
    await second.page.settle();
    expect(first.client.queue.getSnapshot().userId).toBeNull();
    await online(second.page);
    expect(browser.server.sent('POST')).toEqual([]);
    first.page.end();
    const again = application(browser, one);
    expect(again.client.queue.getPendingCount()).toBe(1);
    browser.server.onPrefix('/', ok({ id: 's1' }, 201));
    await online(again.page);
    expect(browser.server.sent('POST').map(({ url }) => url)).toEqual([
      `${one.baseUrl ?? ''}/v1/patients`,
    ]);
  });

  it('the same application is one, however its base URL is written', () => {
    const browser = new FakeBrowser();
    application(browser, { baseUrl: '/api/' }).client.mutations(PATIENTS).create({ a: 1 });
    const same = application(browser, { baseUrl: 'https://clinic.example/api' });
    expect(same.client.queue.getPendingCount()).toBe(1);
    const root = application(browser, { baseUrl: '/' });
    root.client.mutations(PATIENTS).create({ a: 1 });
    expect(application(browser, {}).client.queue.getPendingCount()).toBe(1);
  });

  it('the array for readers has its key only without a name', async () => {
    const browser = new FakeBrowser();
    for (const options of [{}, { app: 'training' }] as Named[]) {
      const { page, client } = application(browser, options);
      client.mutations(PATIENTS).create({ a: options.app ?? 'none' });
      await page.advance(1_000);
    }
    const stored = (key: string): unknown => JSON.parse(browser.storage.values.get(key) ?? 'null');
    expect(stored(PROJECTION)).toMatchObject([{ data: { a: 'none' } }]);
    expect(stored(`${PROJECTION}@training`)).toMatchObject([{ data: { a: 'training' } }]);
  });

  it('what is recorded before the application is named goes with it', async () => {
    const { page, client } = openPage();
    page.goOnline(false);
    client.mutations(PATIENTS).create({ first_name: 'early' });
    await page.settle();
    client.queue.configure({ app: 'clinic', baseUrl: '/api' });
    await page.settle();
    expect(client.queue.getPending()).toMatchObject([{ data: { first_name: 'early' } }]);
    page.server.onPrefix('/', ok({ id: 's1' }, 201));
    await online(page);
    expect(page.server.sent('POST').map(({ url }) => url)).toEqual([`/api${PATIENTS}`]);
  });
});

describe('3.1a: a page that changes from one application to another', () => {
  it.each<[Named, Named]>([
    [{ baseUrl: '/api/training' }, { baseUrl: '/api/prod' }],
    [
      { app: 'training', baseUrl: '/api' },
      { app: 'clinic', baseUrl: '/api' },
    ],
    [
      { app: 'training', baseUrl: '/api/training' },
      { app: '', baseUrl: '/api/prod' },
    ],
    [{ baseUrl: '/api/training' }, { app: 'clinic', baseUrl: '/api/prod' }],
  ])('leaves its work there, and finds it when it comes back: %o, %o', async (one, other) => {
    const browser = new FakeBrowser();
    const { page, client } = application(browser, one);
    client.mutations('/v1/patients').create({ first_name: 'Exercise' });
    await page.settle();
    client.queue.configure(other);
    expect(client.queue.getAll()).toEqual([]);
    expect(client.resource('/v1/patients').getRows()).toEqual([]);
    client.mutations('/v1/patients').create({ first_name: 'Ana' });
    browser.server.onPrefix('/', ok({ id: 's1' }, 201));
    await online(page);
    const sent = (): unknown[] =>
      browser.server.sent('POST').map(({ url, body }) => [url, body as unknown]);
    const ana = [`${other.baseUrl ?? ''}/v1/patients`, { first_name: 'Ana' }];
    expect(sent()).toEqual([ana]);
    client.queue.configure({ app: '', ...one });
    expect(client.queue.getPending()).toMatchObject([{ data: { first_name: 'Exercise' } }]);
    await page.advance(60_000);
    expect(sent()).toEqual([ana, [`${one.baseUrl ?? ''}/v1/patients`, { first_name: 'Exercise' }]]);
  });

  it('takes nothing of an answer that comes for the former one', async () => {
    const { page, client } = openPage();
    client.queue.configure({ baseUrl: '/api/training' });
    page.server.onPrefix('/', ok({ id: 's1', first_name: 'Exercise' }, 201)).holding = true;
    const { synced } = client.mutations('/v1/patients').create({ first_name: 'Exercise' });
    synced.catch(() => undefined);
    await page.advance(1_000);
    client.queue.configure({ baseUrl: '/api/prod' });
    page.server.release();
    await page.advance(60_000);
    expect(client.queue.getAll()).toEqual([]);
    expect(client.resource('/v1/patients').getRows()).toEqual([]);
    expect(page.server.sent('POST').map(({ url }) => url)).toEqual(['/api/training/v1/patients']);
  });

  it('names itself in two steps, and keeps what it has recorded between them', async () => {
    const { page, client } = application(new FakeBrowser(), { baseUrl: '/api' });
    client.mutations('/v1/patients').create({ first_name: 'early' });
    await page.settle();
    client.queue.configure({ app: 'clinic' });
    expect(client.queue.getPending()).toMatchObject([{ data: { first_name: 'early' } }]);
  });
});

describe('3.1a: what 0.1.0 stored', () => {
  function formerBrowser(): FakeBrowser {
    const browser = new FakeBrowser();
    for (const [key, value] of Object.entries(FORMER)) browser.storage.values.set(key, value);
    browser.storage.values.set(
      PROJECTION,
      JSON.stringify([{ id: 'x1', type: 'POST', endpoint: PATIENTS, data: { id: 'x' } }]),
    );
    return browser;
  }
  const entities = (open: ReturnType<typeof openPage>): string[] =>
    open.client.queue.getPending().map(({ entity }) => entity);

  it('belongs to the application without a name, whenever it comes', async () => {
    const browser = formerBrowser();
    const open = application(browser, {});
    await open.page.settle();
    expect(entities(open)).toEqual(['t1', 'x']);
    const named = application(browser, { app: 'training' });
    await named.page.settle();
    expect(entities(named)).toEqual([]);
    expect(entities(open)).toEqual(['t1', 'x']);
  });

  it('is taken over by the first application that asks, once and with nothing lost', async () => {
    const browser = formerBrowser();
    const first = application(browser, { app: 'clinic' });
    await first.page.settle();
    expect(entities(first)).toEqual(['t1', 'x']);
    const second = application(browser, { app: 'training' });
    await second.page.settle();
    expect(entities(second)).toEqual([]);
    first.client.queue.setUser({ id: 'alice' });
    await first.page.settle();
    expect(entities(first)).toContain('p1');
    const left = [...browser.storage.values.keys()].filter((key) => key.startsWith('synchrone:1:'));
    expect(left).toEqual([]);
  });

  it.each<[string, (key: string) => boolean]>([
    ['the name of the owner', (key) => key === 'synchrone:owner'],
    ['all that is not a record of a change', (key) => !/:[ms]:/.test(key)],
  ])('is not what the application without a name has made: %s is removed', async (_, isGone) => {
    const browser = new FakeBrowser();
    const own = application(browser, {});
    own.client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await own.page.advance(1_000);
    own.page.end();
    const { values } = browser.storage;
    for (const key of [...values.keys()]) if (isGone(key)) values.delete(key);
    const named = application(browser, { app: 'clinic' });
    await named.page.settle();
    expect(entities(named)).toEqual([]);
    browser.server.onPrefix('/', ok({ id: 's1' }, 201));
    await online(named.page);
    expect(browser.server.sent('POST')).toEqual([]);
    const again = application(browser, {});
    expect(again.client.queue.getPending()).toMatchObject([{ data: { first_name: 'Ana' } }]);
  });

  it('is not what a page without a name writes again after other code has cleared it', async () => {
    const browser = new FakeBrowser();
    const own = application(browser, {});
    own.client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await own.page.advance(1_000);
    browser.storage.values.clear();
    own.page.signal('window', 'pagehide');
    await own.page.settle();
    expect(browser.storage.values.get('synchrone:owner')).toBe('');
    own.page.end();
    const named = application(browser, { app: 'clinic' });
    await named.page.settle();
    expect(entities(named)).toEqual([]);
    expect(application(browser, {}).client.queue.getPendingCount()).toBe(1);
  });

  it('stays where it is while a page of 0.1.0 is open', async () => {
    const browser = formerBrowser();
    const former = openPage(browser);
    void former.page
      .locks()
      ?.request('synchrone:alive', { mode: 'shared' }, () => new Promise(() => undefined));
    const first = application(browser, { app: 'clinic' });
    await first.page.settle();
    expect(entities(first)).toEqual([]);
    expect([...browser.storage.values.keys()]).toContain('synchrone:1:-/-:m:oldtab:1');
    former.page.end();
    first.page.end();
    const next = application(browser, { app: 'clinic' });
    await next.page.settle();
    expect(entities(next)).toEqual(['t1', 'x']);
  });
});
