/**
 * What people have reported about other queues of changes, each tried on this one. The name of a test says
 * where: `owner/repository#issue`.
 */
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { FakeBrowser, type FakePage } from '../support/fake_page.js';
import { indexedDbRests } from '../support/indexed_db.js';
import { KeylessApi } from '../support/keyless_api.js';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';
import { ok, refusal, type SentRequest } from '../support/scripted_server.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const APPOINTMENTS = '/api/v1/appointments';

function clinic(rows: readonly object[] = []) {
  const browser = new FakeBrowser();
  const api = new ReferenceApi(browser.server, PATIENTS, rows as never);
  const { page, client } = openPage(browser);
  return { browser, api, page, client, calls: client.mutations(PATIENTS) };
}

/** A page that begins without a network. */
const offline = (page: FakePage): void => {
  page.online = false;
  page.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
};

const writes = (browser: FakeBrowser): SentRequest[] =>
  browser.server.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD');

describe('reloads', () => {
  it('five reloads without a network do not multiply what waits (TanStack/query#4846)', async () => {
    const { browser, api, page, calls } = clinic();
    page.goOnline(false);
    for (const first_name of ['Ana', 'Eva']) calls.create({ first_name });
    await page.settle();
    let last = page;
    for (let reload = 0; reload < 5; reload += 1) {
      last.end();
      const next = openPage(browser, offline);
      last = next.page;
      expect(next.client.queue.getPendingCount()).toBe(2);
      await last.advance(MINUTE);
    }
    last.end();
    const online = openPage(browser);
    online.client.queue.getPendingCount();
    await online.page.advance(MINUTE);
    expect(writes(browser)).toHaveLength(2);
    expect(api.rows.size).toBe(2);
  });

  it('what was in flight goes on in the next page (TanStack/query#6238, redux-offline/redux-offline#368)', async () => {
    const { browser, api, page, calls } = clinic();
    const { server } = browser;
    server.on(`POST ${PATIENTS}`, 'never');
    calls.create({ first_name: 'Ana' });
    await page.settle();
    expect(server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
    page.end();
    new ReferenceApi(server, PATIENTS);
    server.on(`POST ${PATIENTS}`, ({ body }) => {
      api.rows.set('s1', { ...(body as object), id: 's1', version: 1 });
      return ok({ ...(body as object), id: 's1', version: 1 }, 201);
    });
    const next = openPage(browser);
    next.client.queue.getPendingCount();
    await next.page.advance(2 * MINUTE);
    expect([...api.rows.values()]).toMatchObject([{ first_name: 'Ana' }]);
    expect(next.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0, sending: 0 });
  });

  it('twelve hours without a network are not a reason to give up (redux-offline/redux-offline#550)', async () => {
    const { api, page, calls } = clinic();
    page.goOnline(false);
    calls.create({ first_name: 'Ana' });
    await page.advance(12 * HOUR);
    page.goOnline(true);
    await page.advance(MINUTE);
    expect(api.rows.size).toBe(1);
  });
});

describe('order', () => {
  it('focus and online in one moment send nothing twice, and in order (TanStack/query#4896)', async () => {
    const { browser, page, calls } = clinic([{ id: 'p1', first_name: 'Jean' }]);
    page.goOnline(false);
    for (const phone of ['1', '2', '3']) calls.update('p1', { phone });
    await page.settle();
    page.signal('window', 'focus');
    page.goOnline(true);
    page.signal('document', 'visibilitychange');
    page.signal('window', 'online');
    await page.advance(MINUTE);
    expect(writes(browser).map(({ body }) => body)).toEqual([
      { phone: '1' },
      { phone: '2' },
      { phone: '3' },
    ]);
  });

  it('a change made while others are sent comes after them (GoogleChrome/workbox#2640)', async () => {
    const { browser, page, calls } = clinic([{ id: 'p1', first_name: 'Jean' }]);
    page.goOnline(false);
    for (const phone of ['1', '2']) calls.update('p1', { phone });
    browser.server.holding = true;
    page.goOnline(true);
    await page.settle();
    calls.update('p1', { phone: '3' });
    browser.server.release();
    await page.advance(MINUTE);
    expect(writes(browser).map(({ body }) => body)).toEqual([
      { phone: '1' },
      { phone: '2' },
      { phone: '3' },
    ]);
  });

  it('five edits on a slow network: the last one counts (aws-amplify/amplify-js#6363, #12688)', async () => {
    const { browser, api, page, client, calls } = clinic([{ id: 'p1', first_name: 'A' }]);
    client.resource(PATIENTS).setConfirmed([{ id: 'p1', first_name: 'A', version: 1 }]);
    browser.server.holding = true;
    for (const first_name of ['B', 'C', 'D', 'E', 'F']) {
      calls.update('p1', { first_name });
      await page.advance(100);
    }
    for (let answer = 0; answer < 6; answer += 1) {
      browser.server.release();
      browser.server.holding = true;
      await page.advance(3 * SECOND);
    }
    expect(writes(browser).map(({ headers }) => headers['if-match'])).toEqual([
      '"1"',
      '"2"',
      '"3"',
      '"4"',
      '"5"',
    ]);
    expect(api.rows.get('p1')).toMatchObject({ first_name: 'F', version: 6 });
  });

  it('records of two resources under one id keep their versions apart (aws-amplify/amplify-js#13412)', async () => {
    const { browser, page, client, calls } = clinic([{ id: '1', first_name: 'A', version: 7 }]);
    new ReferenceApi(browser.server, APPOINTMENTS, [{ id: '1', room: 'x', version: 2 }]);
    client.resource(PATIENTS).setConfirmed([{ id: '1', first_name: 'A', version: 7 }]);
    client.resource(APPOINTMENTS).setConfirmed([{ id: '1', room: 'x', version: 2 }]);
    for (const turn of ['1', '2']) {
      calls.update('1', { phone: turn });
      client.mutations(APPOINTMENTS).update('1', { room: turn });
      await page.advance(SECOND);
    }
    expect(writes(browser).map(({ url, headers }) => `${url} ${headers['if-match']}`)).toEqual([
      `${PATIENTS}/1 "7"`,
      `${APPOINTMENTS}/1 "2"`,
      `${PATIENTS}/1 "8"`,
      `${APPOINTMENTS}/1 "3"`,
    ]);
  });
});

describe('failures', () => {
  it('one change that always fails keeps no other from being sent (aws-amplify/amplify-android#1865)', async () => {
    const { browser, api, page, client, calls } = clinic([{ id: 'p1', first_name: 'Jean' }]);
    browser.server.on(`PATCH ${PATIENTS}/p1`, { status: 500, body: 'null pointer' });
    calls.update('p1', { phone: '1' });
    for (const first_name of ['Ana', 'Eva']) calls.create({ first_name });
    await page.advance(MINUTE);
    expect(api.rows.size).toBe(3);
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 1 });
  });

  it('paused while an attempt waits to be made again, it is made afterwards (pubkey/rxdb#7259)', async () => {
    const { browser, page, client, calls } = clinic([{ id: 'p1', first_name: 'Jean' }]);
    browser.server.on(
      `PATCH ${PATIENTS}/p1`,
      { status: 500 },
      ok({ id: 'p1', first_name: 'Jean', phone: '1', version: 2 }),
    );
    const { synced } = calls.update('p1', { phone: '1' });
    await page.advance(SECOND);
    client.queue.pause();
    await page.advance(MINUTE);
    expect(writes(browser)).toHaveLength(1);
    client.queue.resume();
    await page.advance(MINUTE);
    await expect(synced).resolves.toMatchObject({ phone: '1' });
    expect(writes(browser)).toHaveLength(2);
  });

  it('sending that failed is tried again without another change (GoogleChrome/workbox#597)', async () => {
    const { browser, api, page, calls } = clinic();
    const { server } = browser;
    let fails = 3;
    const { fetch } = page;
    page.fetch = (url, init) => {
      if ((fails -= 1) >= 0) return Promise.reject(new TypeError('Failed to fetch'));
      return fetch.call(page, url, init);
    };
    calls.create({ first_name: 'Ana' });
    await page.advance(5 * MINUTE);
    expect(api.rows.size).toBe(1);
    expect(server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
  });

  it('an answer of failure loses nothing (GoogleChrome/workbox#3237)', async () => {
    const { browser, page, client, calls } = clinic();
    browser.server.on(`POST ${PATIENTS}`, refusal(400, 'VALIDATION', 'name is missing'));
    calls.create({ first_name: '' });
    await page.advance(MINUTE);
    expect(client.queue.getAll()).toMatchObject([
      { status: 'error', kind: 'refused', data: { first_name: '' } },
    ]);
  });

  it('a batch that is too large for the server goes in parts, or one by one (medic/cht-core#6143)', async () => {
    const { browser, api, page, client, calls } = clinic();
    client.queue.configure({
      endpoints: { [PATIENTS]: { batch: { endpoint: '/api/v1/batch', maxEntries: 50 } } },
    });
    browser.server.on('POST /api/v1/batch', { status: 413, body: 'Payload Too Large' });
    page.goOnline(false);
    for (let n = 0; n < 12; n += 1) calls.create({ first_name: `n${n}`, photo: 'x'.repeat(4_000) });
    page.goOnline(true);
    await page.advance(MINUTE);
    expect(api.rows.size).toBe(12);
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
  });

  it('a record that is too large is refused with its status, and others go on (apache/pouchdb#9165, #5779)', async () => {
    const { browser, api, page, client, calls } = clinic();
    browser.server.on(`POST ${PATIENTS}`, { status: 413, body: 'Payload Too Large' });
    const large = calls.create({ first_name: 'Ana', photo: 'x'.repeat(100_000) });
    await page.settle();
    new ReferenceApi(browser.server, APPOINTMENTS);
    client.mutations(APPOINTMENTS).create({ room: '1' });
    await page.advance(MINUTE);
    await expect(large.synced).rejects.toMatchObject({ status: 413 });
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 1 });
    expect(api.rows.size).toBe(0);
  });
});

describe('records', () => {
  it('no row under the former id is left behind (carvajalconsultants/apollo-link-offline#6)', async () => {
    const { page, client, calls } = clinic();
    page.goOnline(false);
    calls.create({ first_name: 'Ana' });
    await page.settle();
    expect(client.resource(PATIENTS).getRows()).toHaveLength(1);
    page.goOnline(true);
    await page.advance(MINUTE);
    await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
    expect(client.resource(PATIENTS).getRows()).toEqual([
      { id: 's1', first_name: 'Ana', version: 1 },
    ]);
  });

  it('two creates of the same kind make two records (rgommezz/react-native-offline#90, #249)', async () => {
    const { api, page, calls } = clinic();
    page.goOnline(false);
    for (let n = 0; n < 2; n += 1) calls.create({ first_name: 'Ana' });
    page.goOnline(true);
    await page.advance(MINUTE);
    expect(api.rows.size).toBe(2);
  });

  it('what is given up offline is not sent (redux-offline/redux-offline#388)', async () => {
    const { browser, page, client, calls } = clinic([{ id: 'p1', first_name: 'Jean' }]);
    page.goOnline(false);
    const first = calls.update('p1', { status: '1' });
    calls.update('p1', { status: '2' });
    await page.settle();
    void client.queue.discard(first.mutationId);
    page.goOnline(true);
    await page.advance(MINUTE);
    expect(writes(browser).map(({ body }) => body)).toEqual([{ status: '2' }]);
  });

  it('two that wait for one another: an appointment of a patient, both made offline (aws-amplify/amplify-js#7354)', async () => {
    const { browser, page, client, calls } = clinic();
    const appointments = new ReferenceApi(browser.server, APPOINTMENTS);
    page.goOnline(false);
    const { record } = calls.create({ first_name: 'Ana' });
    client.mutations(APPOINTMENTS).create({ patient_id: record['id'], room: '1' });
    page.goOnline(true);
    await page.advance(MINUTE);
    expect([...appointments.rows.values()]).toMatchObject([{ patient_id: 's1', room: '1' }]);
  });
});

describe('IndexedDB', () => {
  it('that refuses every database, as private windows do, is done without (dexie/Dexie.js#312)', async () => {
    const { browser, api, page, calls } = clinic();
    browser.indexedDb = {
      open: () => {
        throw new DOMException('did not allow mutations', 'InvalidStateError');
      },
    } as unknown as IDBFactory;
    calls.create({ first_name: 'Ana' });
    await page.advance(10 * SECOND);
    expect(api.rows.size).toBe(1);
  });

  it('whose connection is lost keeps no change from being stored and sent (dexie/Dexie.js#2296, #1139)', async () => {
    const browser = new FakeBrowser();
    const api = new KeylessApi(browser.server, PATIENTS);
    const factory = new IDBFactory();
    browser.indexedDb = factory;
    const { page, client } = openPage(browser);
    const calls = client.mutations(PATIENTS);
    calls.create({ name: 'Ana' });
    await indexedDbRests();
    await page.settle();
    browser.indexedDb = {
      open: () => {
        const request = {} as IDBOpenDBRequest;
        queueMicrotask(() => request.onerror?.(new Event('error')));
        return request;
      },
    } as unknown as IDBFactory;
    const databases = await factory.databases();
    for (const { name } of databases) factory.deleteDatabase(name ?? '');
    await indexedDbRests();
    const { applied } = calls.create({ name: 'Eva' });
    await expect(applied).resolves.toMatchObject({ durable: true });
    await page.advance(MINUTE);
    await indexedDbRests();
    await page.advance(MINUTE);
    expect(api.rows.map(({ name }) => name)).toEqual(['Ana', 'Eva']);
  });
});
