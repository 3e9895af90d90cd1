import { describe, expect, it } from 'vitest';
import type { MutationPromise } from '../../../../web/src/types/index.js';
import { FakeBrowser } from '../../support/fake_page.js';
import { openPage, PATIENTS } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';
import { ok, type ScriptedAnswer } from '../../support/scripted_server.js';

const P1 = { id: 'p1', phone: '1', gender: 'f', address: { city: 'A', zip: '1' } };

async function clinic() {
  const open = openPage();
  new ReferenceApi(open.page.server, PATIENTS, [P1]);
  const store = open.client.resource(PATIENTS);
  await store.load();
  return { ...open, store, calls: open.client.mutations(PATIENTS) };
}

/** How the call has ended, once the page has nothing left to do. */
async function outcome<T>(
  { page }: { page: ReturnType<typeof openPage>['page'] },
  call: MutationPromise<T>,
): Promise<T> {
  await page.advance(2_000);
  return call.synced;
}

const bodies = ({ page }: { page: ReturnType<typeof openPage>['page'] }): unknown[] =>
  page.server.requests.filter(({ method }) => method !== 'GET').map(({ body }) => body);

describe('3.8: what an update carries', () => {
  it('members that equal the confirmed record are not changes, in whatever order', async () => {
    const open = await clinic();
    const form = { ...P1, address: { zip: '1', city: 'A' }, gender: 'm', version: 1 };
    await outcome(open, open.calls.update('p1', form));
    expect(bodies(open)).toEqual([{ gender: 'm', version: 1 }]);
  });

  it('a member that an earlier change has changed and this one sets back is a change', async () => {
    const open = await clinic();
    open.page.goOnline(false);
    open.calls.update('p1', { phone: '2' });
    open.calls.update('p1', { phone: '1' });
    expect(open.store.getById('p1')).toMatchObject({ phone: '1' });
    open.page.goOnline(true);
    await open.page.advance(5_000);
    expect(bodies(open)).toEqual([{ phone: '2' }, { phone: '1' }]);
  });

  it('nothing is sent where nothing is left, and the promise has the record', async () => {
    const open = await clinic();
    await expect(outcome(open, open.calls.update('p1', { ...P1 }))).resolves.toMatchObject(P1);
    expect(bodies(open)).toEqual([]);
    expect(open.client.queue.getAll()).toEqual([]);
  });

  it('what a context shows already is sent: the application may have changed it itself', async () => {
    const { page, client } = openPage();
    page.server.onPrefix(PATIENTS, ok({ id: 'p1' }));
    const previousState = { id: 'p1', phone: '2' };
    const call = client.mutations(PATIENTS).update('p1', { phone: '2' }, { previousState });
    await outcome({ page }, call);
    expect(page.server.sent('PATCH')[0]?.body).toEqual({ phone: '2' });
  });

  it('two saves of one form are not a conflict, also where the API compares the body', async () => {
    const open = await clinic();
    let version = 1;
    const compared = ({ body }: { body: unknown }): ScriptedAnswer => {
      const changes = body as { version?: number };
      if (changes.version !== version) return { status: 409, body: { success: false } };
      version += 1;
      return ok({ ...P1, ...changes, version });
    };
    open.page.server.on(`PATCH ${PATIENTS}/p1`, compared);
    const row = { ...P1, version: 1 };
    const [first, second] = [
      open.calls.update('p1', { ...row, phone: '2' }),
      open.calls.update('p1', { ...row, phone: '3' }),
    ];
    await outcome(open, first);
    await expect(second.synced).resolves.toMatchObject({ phone: '3', version: 3 });
  });
});

describe('2.6: the body of a PUT', () => {
  it('is the whole record; one that is not known is read first', async () => {
    const { page, client } = openPage();
    new ReferenceApi(page.server, PATIENTS, [P1]);
    const calls = client.mutations(PATIENTS, { method: 'PUT' });
    await outcome({ page }, calls.update('p1', { phone: '2' }));
    expect(page.server.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(page.server.sent('PUT')[0]?.body).toEqual({ ...P1, phone: '2', version: 1 });
  });

  it('is the changes where the API merges them', async () => {
    const { page, client } = openPage();
    new ReferenceApi(page.server, PATIENTS, [P1]);
    const calls = client.mutations(PATIENTS, { method: 'PUT', putBody: 'changes' });
    await outcome({ page }, calls.update('p1', { phone: '2' }));
    expect(page.server.requests.map(({ body }) => body)).toEqual([{ phone: '2' }]);
  });

  it('a record that is gone is not made again', async () => {
    const { page, client } = openPage();
    new ReferenceApi(page.server, PATIENTS, []);
    const calls = client.mutations(PATIENTS, { method: 'PUT' });
    await expect(outcome({ page }, calls.update('p1', { phone: '2' }))).rejects.toMatchObject({
      code: 'RECORD_GONE',
    });
    expect(page.server.sent('PUT')).toEqual([]);
  });
});

describe('3.8: the version of an answer without a body', () => {
  it.each([
    ['a tag', { ...P1 }, '"b"'],
    ['a number', { ...P1, version: 1 }, '"2"'],
    ['a tag that Apache marks', { ...P1 }, '"b-gzip"', '"b"'],
    ['a tag that Jetty marks', { ...P1 }, '"b--gzip"', '"b"'],
    ['a tag that Brotli marks', { ...P1 }, '"b-br"', '"b"'],
    ['a tag of such a name', { ...P1 }, '"gzip-b"'],
  ])('%s counts for the next edit', async (_, row, etag, own = etag) => {
    const { page, client } = openPage();
    page.server.on(`GET ${PATIENTS}`, ok([row]));
    page.server.on(`PATCH ${PATIENTS}/p1`, { status: 204, headers: { etag } });
    await client.resource(PATIENTS).load();
    const calls = client.mutations(PATIENTS);
    await outcome({ page }, calls.update('p1', { phone: '2' }));
    await page.advance(2_000);
    await outcome({ page }, calls.update('p1', { phone: '3' }));
    expect(page.server.sent('PATCH')[1]?.headers['if-match']).toBe(own);
  });
});

describe('2.5a, 7.1: the body of a create', () => {
  it('has the local id only where the API keeps it', async () => {
    const { page, client } = openPage();
    page.server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201));
    const calls = client.mutations(PATIENTS);
    await outcome({ page }, calls.create({ a: 1 }));
    await outcome({ page }, calls.create({ id: 'mine', a: 2 }));
    client.queue.configure({ endpoints: { [PATIENTS]: { clientIds: true } } });
    await outcome({ page }, calls.create({ id: 'mine', a: 3 }));
    await client.queue.enqueue({ type: 'POST', endpoint: PATIENTS, data: { id: 'raw' } });
    await page.settle();
    expect(bodies({ page })).toEqual([{ a: 1 }, { a: 2 }, { id: 'mine', a: 3 }, { id: 'raw' }]);
  });

  it('has the company of the person', async () => {
    const { page, client } = openPage();
    page.server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201));
    client.queue.setUser({ id: 1, companyId: 9 });
    await outcome({ page }, client.mutations(PATIENTS).create({ a: 1 }));
    expect(bodies({ page })).toEqual([{ a: 1, company_id: '9' }]);
  });

  it('goes where creates go', async () => {
    const { page, client } = openPage();
    page.server.on(`POST ${PATIENTS}/register`, ok({ id: 's1' }, 201));
    const calls = client.mutations(PATIENTS, { create: { path: `${PATIENTS}/register` } });
    await expect(outcome({ page }, calls.create({ a: 1 }))).resolves.toMatchObject({ id: 's1' });
  });
});

describe('6.1: a leader that lacks what a change needs', () => {
  it.each([
    ['locks', {}],
    ['a lease', { locks: true }],
  ])('yields to the tab that has it, by %s', async (_, lacks) => {
    const browser = new FakeBrowser();
    const open = (): ReturnType<typeof openPage> =>
      openPage(browser, (page) => Object.assign(page.lacks, lacks));
    browser.server.onPrefix(PATIENTS, ok({ id: 's1' }));
    const older = open();
    older.client.start();
    await older.page.advance(1_000);
    const newer = open();
    newer.client.queue.configure({ payloadVersion: 2 });
    const { synced } = newer.client.mutations(PATIENTS).update('p1', { a: 1 });
    // Once nothing waits, a lease may lapse, and the other tab take it.
    const isSender = synced.then(() => newer.client.queue.getSnapshot().sender);
    await newer.page.advance(15_000);
    await older.page.advance(15_000);
    await expect(synced).resolves.toMatchObject({ a: 1 });
    await expect(isSender).resolves.toBe(true);
  });

  it('two tabs that each lack something do not pass the lock to and fro', async () => {
    const browser = new FakeBrowser();
    browser.server.onPrefix('/', ok({ id: 's1' }));
    const first = openPage(browser);
    const second = openPage(browser);
    const shape = { toServer: (record: object) => record };
    const a = first.client.mutations('/api/a', shape);
    const b = second.client.mutations('/api/b', shape);
    first.client.start();
    await first.page.advance(1_000);
    const both = [b.update('b1', { a: 1 }), a.update('a1', { a: 1 })];
    for (let n = 0; n < 6; n += 1) {
      await second.page.advance(3_000);
      await first.page.advance(3_000);
    }
    await Promise.all(both.map(({ synced }) => synced));
    // No tab can send this one.
    void first.client.queue.enqueue({ type: 'PATCH', endpoint: '/api/a/a2', data: { a: 1 } });
    first.page.end();
    const third = openPage(browser);
    third.client.start();
    let changes = 0;
    third.client.queue.subscribe(() => (changes += 1));
    for (let n = 0; n < 6; n += 1) {
      await second.page.advance(3_000);
      await third.page.advance(3_000);
    }
    const before = changes;
    for (let n = 0; n < 6; n += 1) {
      await second.page.advance(3_000);
      await third.page.advance(3_000);
    }
    expect(changes).toBe(before);
  });
});
