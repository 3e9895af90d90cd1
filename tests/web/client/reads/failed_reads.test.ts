import { describe, expect, it } from 'vitest';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';
import { ok, type ScriptedAnswer } from '../../support/scripted_server.js';

const rows = [{ id: 'p1' }, { id: 'p2' }];
const whole = ok(rows);

/** A list that was read; what the API answers from now on. */
async function loaded(...then: ScriptedAnswer[]) {
  const open = openPage();
  open.client.queue.configure({ language: 'en' });
  open.page.server.on(`GET ${PATIENTS}`, whole);
  const store = open.client.resource(PATIENTS);
  await store.load();
  open.page.server.on(`GET ${PATIENTS}`, ...then);
  return { ...open, store };
}

const askedForSignIn = ({ page }: OpenPage): number =>
  page.dispatched.filter(({ name }) => name === 'sync:auth-required').length;

describe('4: lists: a read that failed', () => {
  it.each<[string, ScriptedAnswer]>([
    ['no answer', 'network-error'],
    ['503', { status: 503 }],
    ['a page', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
  ])('says that the rows may be old, and is tried again by itself: %s', async (_, failure) => {
    const open = await loaded(failure, ok([{ id: 'p3' }]));
    await expect(open.store.refetch()).rejects.toMatchObject({ code: 'READ_FAILED' });
    expect(open.store.getState()).toMatchObject({
      rows,
      error: 'This list could not be loaded again: it may be out of date.',
    });
    await open.page.advance(3_000);
    expect(open.store.getState()).toMatchObject({ rows: [{ id: 'p3' }], error: null });
  });

  it('is tried ever later, up to once a minute', async () => {
    const open = await loaded('network-error');
    await open.store.refetch().catch(() => undefined);
    await open.page.advance(2 * 60_000);
    const before = open.page.server.sent('GET').length;
    await open.page.advance(10 * 60_000);
    expect(open.page.server.sent('GET').length - before).toBe(10);
  });

  it('is not tried again where the API refuses it', async () => {
    const open = await loaded({ status: 403, body: {} });
    await open.store.refetch().catch(() => undefined);
    const before = open.page.server.sent('GET').length;
    await open.page.advance(60_000);
    expect(open.page.server.sent('GET')).toHaveLength(before);
  });

  it('asks for a sign-in once, and is read again after resume()', async () => {
    const open = await loaded({ status: 401 });
    await open.store.refetch().catch(() => undefined);
    await open.store.refetch().catch(() => undefined);
    expect(askedForSignIn(open)).toBe(1);
    expect(open.client.queue.getSnapshot().waiting).toBe('login');
    open.page.server.on(`GET ${PATIENTS}`, ok([{ id: 'p3' }]));
    open.client.queue.resume();
    await open.page.settle();
    expect(open.store.getState()).toMatchObject({ rows: [{ id: 'p3' }], error: null });
    expect(open.client.queue.getSnapshot().waiting).toBeNull();
  });

  it('asked for before the sign-in is asked for again, without another question', async () => {
    const open = await loaded({ status: 401 });
    open.page.server.holding = true;
    const read = open.store.refetch();
    await open.page.settle();
    open.client.queue.resume();
    open.page.server.on(`GET ${PATIENTS}`, ok([{ id: 'p3' }]));
    open.page.server.release();
    await read;
    expect(askedForSignIn(open)).toBe(0);
    expect(open.client.queue.getSnapshot().waiting).toBeNull();
    expect(open.store.getState()).toMatchObject({ rows: [{ id: 'p3' }], error: null });
  });

  it('a read that is answered again ends the wait for a sign-in', async () => {
    const open = await loaded({ status: 401 }, whole);
    await open.store.refetch().catch(() => undefined);
    await open.store.refetch();
    expect(open.client.queue.getSnapshot().waiting).toBeNull();
  });
});

describe('4: lists: what is not whole', () => {
  it('says so, and what it does not show stays', async () => {
    const open = await loaded({ status: 200, body: { data: [{ id: 'p3' }], total: 9 } });
    await expect(open.store.refetch()).rejects.toMatchObject({ code: 'LIST_INCOMPLETE' });
    const { rows: shown, error } = open.store.getState();
    expect(shown.map((row) => row['id']).sort()).toEqual(['p1', 'p2', 'p3']);
    expect(error).toBe('This list is not complete: the server did not return all of it.');
  });

  it('2.9: a deleted row that was read before its delete does not hide others', async () => {
    const open = openPage();
    const ids = Array.from({ length: 25 }, (_, n) => ({ id: `p${n}` }));
    let meanwhile = (): void => undefined;
    open.page.server.on(`GET ${PATIENTS}`, ({ url }) => {
      const page = Number(new URL(url, 'https://x').searchParams.get('page'));
      if (page === 2) meanwhile();
      const data = ids.slice((page - 1) * 10, page * 10);
      return { status: 200, body: { data, pagination: { has_more: page * 10 < ids.length } } };
    });
    const store = open.client.resource(PATIENTS);
    await store.load();
    expect(store.getRows()).toHaveLength(25);
    meanwhile = () => {
      meanwhile = () => undefined;
      ids.shift();
    };
    await store.refetch();
    expect(store.getRows().map((row) => row['id'])).toEqual(ids.map(({ id }) => id));
  });
});
