import { describe, expect, it, vi } from 'vitest';
import type { ResourceStore } from '../../../../web/src/types/index.js';
import { FakeBrowser, quiet } from '../../support/fake_page.js';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';
import { ok, refusal, type ScriptedAnswer } from '../../support/scripted_server.js';

interface Clinic extends OpenPage {
  store: ResourceStore;
  api: ReferenceApi;
}

/** p1, p2, p3 loaded and everything at rest. */
async function clinic(browser = new FakeBrowser()): Promise<Clinic> {
  const open = openPage(browser);
  const rows = ['p1', 'p2', 'p3'].map((id) => ({ id, first_name: `name of ${id}` }));
  const api = new ReferenceApi(open.page.server, PATIENTS, rows);
  const store = open.client.resource(PATIENTS);
  await store.load();
  await open.page.settle();
  return { ...open, store, api };
}

const idsOf = (store: ResourceStore): unknown[] => store.getRows().map((row) => row['id']);

describe('loading', () => {
  it('reads every page and says what is going on', async () => {
    const { page, client } = openPage();
    const rows = Array.from({ length: 2500 }, (_, n) => ({ id: `p${n}`, n }));
    new ReferenceApi(page.server, PATIENTS, rows);
    const store = client.resource(PATIENTS);
    const states: object[] = [];
    store.subscribe(() => states.push(store.getState()));
    const loading = store.load();
    expect(store.getState()).toEqual({ rows: [], isLoading: true, error: null });
    expect(store.load()).toBe(loading);
    await loading;
    expect(store.getRows()).toHaveLength(2500);
    expect(page.server.sent('GET').map(({ url }) => url)).toEqual(
      [1, 2, 3].map((n) => `${PATIENTS}?limit=1000&page=${n}`),
    );
    expect(states).toHaveLength(2);
    expect(store.getState()).toMatchObject({ isLoading: false, error: null });
  });

  it('takes a plain array as one page', async () => {
    const { page, client } = openPage();
    page.server.on(`GET ${PATIENTS}`, { status: 200, body: [{ id: 7 }, { id: '8' }] });
    const store = client.resource(PATIENTS);
    await store.load();
    expect(store.getRows()).toEqual([{ id: 7 }, { id: '8' }]);
    expect(store.getById(7)).toBe(store.getById('7'));
  });

  it.each([
    ['an error', { status: 500, body: {} }],
    ['a page', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['no answer', 'network-error'],
    ['no list', { status: 200, body: { success: true, data: 3 } }],
  ] as const)('says in the language of the person that it failed %s', async (_, answer) => {
    const { page, client } = openPage();
    page.server.on(`GET ${PATIENTS}`, answer);
    const store = client.resource(PATIENTS);
    await store.load();
    expect(store.getState()).toEqual({
      rows: [],
      isLoading: false,
      error: 'Les données n’ont pas pu être chargées.',
    });
    await expect(store.refetch()).rejects.toMatchObject({ code: 'READ_FAILED' });
  });

  it('reads again by itself when the network is back', async () => {
    const { page, client } = openPage();
    page.server.on(`GET ${PATIENTS}`, 'network-error', ok([{ id: 'p1' }]));
    page.online = false;
    const store = client.resource(PATIENTS);
    await store.load();
    expect(store.getState().error).not.toBeNull();
    page.goOnline(true);
    await page.settle();
    expect(store.getState()).toEqual({ rows: [{ id: 'p1' }], isLoading: false, error: null });
  });

  it('puts rows through fromServer and survives one that throws', async () => {
    const { page, client } = openPage();
    const rows = [[{ id: 'p1', provider_id: 'd1' }], [{ id: 'bad' }]];
    const list = (items: unknown): ScriptedAnswer => ({ status: 200, body: { items, total: 1 } });
    page.server.on(`GET ${PATIENTS}`, ...rows.map(list));
    const fromServer = (record: Record<string, unknown>): Record<string, unknown> => {
      if (record['id'] === 'bad') throw new Error('unreadable');
      return { id: record['id'], practitionerId: record['provider_id'] };
    };
    const store = client.resource(PATIENTS, { fromServer });
    const received: string[] = [];
    client.queue.on('sync:diagnostic', ({ code }) => received.push(code));
    await store.load();
    expect(store.getRows()).toEqual([{ id: 'p1', practitionerId: 'd1' }]);
    await expect(store.refetch()).rejects.toMatchObject({ code: 'READ_FAILED' });
    expect(store.getRows()).toEqual([{ id: 'p1', practitionerId: 'd1' }]);
    await page.settle();
    expect(received).toEqual(['TRANSFORM_FAILED']);
  });
});

describe('rows', () => {
  it('a refused delete comes back where it was', async () => {
    const { page, client, store } = await clinic();
    page.server.on(`DELETE ${PATIENTS}/p2`, refusal(403, 'FORBIDDEN'));
    const promise = client.mutations(PATIENTS).delete('p2');
    expect(idsOf(store)).toEqual(['p1', 'p3']);
    await page.settle();
    await expect(promise).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(idsOf(store)).toEqual(['p1', 'p2', 'p3']);
    expect(store.syncState('p2')).toBe('error');
  });

  it('a refused create goes away', async () => {
    const { page, client, store } = await clinic();
    page.server.on(`POST ${PATIENTS}`, refusal(400, 'BAD'));
    client.mutations(PATIENTS).create({ first_name: 'Ana' });
    expect(store.getRows()).toHaveLength(4);
    await page.settle();
    expect(idsOf(store)).toEqual(['p1', 'p2', 'p3']);
  });

  it('a rollback takes one mutation out and keeps newer edits', async () => {
    const { page, client, store } = await clinic();
    const calls = client.mutations(PATIENTS);
    page.server.on(
      `PATCH ${PATIENTS}/p1`,
      refusal(400, 'BAD'),
      ok({ id: 'p1', last_name: 'New', version: 2 }),
    );
    calls.update('p1', { first_name: 'refused' });
    calls.update('p1', { last_name: 'New' });
    await page.settle();
    expect(store.getById('p1')).toEqual({
      id: 'p1',
      first_name: 'name of p1',
      last_name: 'New',
      version: 2,
    });
  });

  it('the key of a row stays when the server gives its own id', async () => {
    const { page, client, store } = await clinic();
    const { record } = client
      .mutations<{ id: string; first_name: string }>(PATIENTS)
      .create({ first_name: 'Ana' });
    const key = store.rowKey(store.getRows()[3] ?? {});
    expect(key).toBe(record.id);
    await page.settle();
    const row = store.getRows()[3] ?? {};
    expect(row['id']).toBe('s1');
    expect(store.rowKey(row)).toBe(key);
    expect(client.rowKey(row)).toBe(key);
    expect(store.getById(record.id)).toBe(row);
    expect(client.rowKey(store.getRows()[0] ?? {})).toBe('p1');
  });

  it('gives the badge of each row', async () => {
    const { page, client, store } = await clinic();
    page.server.on(
      `PATCH ${PATIENTS}/p2`,
      refusal(412, 'CONFLICT', 'changed', { current: { id: 'p2', version: 5 } }),
    );
    const calls = client.mutations(PATIENTS);
    expect(store.syncState('p1')).toBe('synced');
    calls.update('p1', { first_name: 'x' });
    calls.update('p2', { first_name: 'x' });
    expect([store.syncState('p1'), store.syncState('p2')]).toEqual(['pending', 'pending']);
    await page.settle();
    expect([store.syncState('p1'), store.syncState('p2')]).toEqual(['synced', 'conflict']);
  });

  it('notifies listeners once per batch', async () => {
    const { page, client, store } = await clinic();
    const calls = client.mutations(PATIENTS);
    const notified = vi.fn();
    store.subscribe(notified);
    calls.update('p1', { first_name: 'x' });
    expect(notified).toHaveBeenCalledTimes(1);
    page.server.on(`PATCH ${PATIENTS}/p1`, ok({ id: 'p1', first_name: 'x', version: 2 }));
    await page.settle();
    expect(notified).toHaveBeenCalledTimes(2);
  });

  it('gives back the room of many deleted rows and keeps the rest', async () => {
    const { page, client, store } = await clinic();
    store.setConfirmed(Array.from({ length: 2100 }, (_, n) => ({ id: `q${n}`, n })));
    page.server.onPrefix(`${PATIENTS}/q`, { status: 204 });
    const calls = client.mutations(PATIENTS);
    for (let n = 0; n < 2100; n += 2) calls.delete(`q${n}`);
    await page.advance(1000);
    expect(store.getRows()).toHaveLength(1050);
    expect(
      client['resources'].of(PATIENTS).stores[0]?.shown['table'].entries().length,
    ).toBeLessThan(2050);
    calls.update('q2099', { n: -1 });
    expect(store.getRows().at(-1)).toEqual({ id: 'q2099', n: -1 });
  });
});

describe('2.9: reads do not undo writes', () => {
  /** Starts a read, lets `during` happen, then lets the read's answer arrive. */
  async function lateRead(
    open: Clinic,
    during: () => unknown,
    answer: readonly object[],
  ): Promise<void> {
    open.page.server.on(`GET ${PATIENTS}`, ok(answer));
    open.page.server.holding = true;
    const read = open.store.refetch();
    await quiet();
    open.page.server.holding = false;
    during();
    await open.page.settle();
    open.page.server.release();
    await read;
  }
  const stale = [
    { id: 'p1', first_name: 'old', version: 1 },
    { id: 'p2', first_name: 'name of p2', version: 1 },
  ];

  it('an update confirmed meanwhile stays', async () => {
    const open = await clinic();
    await lateRead(
      open,
      () => open.client.mutations(PATIENTS).update('p1', { first_name: 'new' }),
      stale,
    );
    expect(open.store.getById('p1')).toEqual({ id: 'p1', first_name: 'new', version: 2 });
  });

  it('an update confirmed meanwhile makes way for a read of a newer version', async () => {
    const open = await clinic();
    const newer = { id: 'p1', first_name: 'newest', version: 9 };
    await lateRead(
      open,
      () => open.client.mutations(PATIENTS).update('p1', { first_name: 'new' }),
      [newer],
    );
    expect(open.store.getById('p1')).toEqual(newer);
  });

  it('what was deleted is not revived by a copy of the database that is behind', async () => {
    const { page, client, store, api } = await clinic();
    const former = api.rows.get('p2')!;
    client.mutations(PATIENTS).delete('p2');
    await page.settle();
    const read = async (): Promise<unknown[]> => {
      await Promise.all([store.refetch(), page.settle()]);
      return idsOf(store);
    };
    api.rows.set('p2', former);
    expect(await read()).toEqual(['p1', 'p3']);
    api.rows.set('p2', { ...former, version: Number(former['version']) + 1 });
    expect(await read()).toEqual(['p1', 'p3', 'p2']);
    client.mutations(PATIENTS).delete('p2');
    await page.settle();
    await page.advance(60_001);
    api.rows.set('p2', former);
    expect(await read()).toEqual(['p1', 'p3', 'p2']);
  });

  it('what was deleted meanwhile is not revived', async () => {
    const open = await clinic();
    await lateRead(open, () => open.client.mutations(PATIENTS).delete('p1'), stale);
    expect(idsOf(open.store)).toEqual(['p2']);
  });

  it('what was created meanwhile is not removed', async () => {
    const open = await clinic();
    await lateRead(
      open,
      () => open.client.mutations(PATIENTS).create({ first_name: 'Ana' }),
      stale,
    );
    expect(idsOf(open.store)).toEqual(['p1', 'p2', 's1']);
  });

  it('a later read replaces everything', async () => {
    const open = await clinic();
    open.client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await open.page.settle();
    open.page.server.on(`GET ${PATIENTS}`, ok(stale));
    await open.store.refetch();
    expect(idsOf(open.store)).toEqual(['p1', 'p2']);
  });

  it('a setter with an older version does not go back', async () => {
    const { page, client, store } = await clinic();
    client.mutations(PATIENTS).update('p1', { first_name: 'new' });
    await page.settle();
    store.setConfirmed(stale);
    expect(store.getById('p1')).toEqual({ id: 'p1', first_name: 'new', version: 2 });
  });

  it("the server's row that comes before its confirmation is shown once", async () => {
    const { page, client, store, api } = await clinic();
    page.server.holding = true;
    client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.settle();
    page.server.holding = false;
    expect(api.rows.has('s1')).toBe(true);
    await store.refetch();
    page.server.release();
    await page.settle();
    expect(idsOf(store).filter((id) => id === 's1')).toHaveLength(1);
    expect(store.getRows()).toHaveLength(4);
  });
});

describe('rows that are set or read while something is queued', () => {
  it('pending edits stay over fresh rows and the core takes them as the base', async () => {
    const { page, client, store } = await clinic();
    page.goOnline(false);
    const calls = client.mutations(PATIENTS);
    calls.update('p1', { first_name: 'mine' });
    calls.delete('p2');
    const { record } = calls.create({ first_name: 'Ana' });
    store.setConfirmed([
      { id: 'p1', first_name: 'name of p1', phone: '1', version: 2 },
      { id: 'p2', version: 2 },
    ]);
    expect(store.getRows()).toEqual([
      { id: 'p1', first_name: 'mine', phone: '1', version: 2 },
      record,
    ]);
    await client.queue.clear();
    expect(store.getRows()).toEqual([
      { id: 'p1', first_name: 'name of p1', phone: '1', version: 2 },
      { id: 'p2', version: 2 },
    ]);
  });

  it('3.8: an edit of a field that fresh rows have changed too is a conflict', async () => {
    const { page, client, store } = await clinic();
    page.goOnline(false);
    client.mutations(PATIENTS).update('p1', { first_name: 'mine' });
    store.setConfirmed([{ id: 'p1', first_name: 'theirs', version: 2 }]);
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'theirs', version: 2 }]);
    expect(store.syncState('p1')).toBe('conflict');
    expect(client.queue.getAll()[0]?.conflict).toMatchObject({
      base: { id: 'p1', first_name: 'name of p1', version: 1 },
      server: { id: 'p1', first_name: 'theirs', version: 2 },
    });
  });

  it('10: rows given back as they were shown are not taken for confirmed ones', async () => {
    const { page, client, store } = await clinic();
    page.goOnline(false);
    client.mutations(PATIENTS).update('p1', { first_name: 'mine' });
    store.setConfirmed((rows) => [...rows]);
    expect(store.getById('p1')).toMatchObject({ first_name: 'mine' });
    await client.queue.clear();
    expect(store.getById('p1')).toMatchObject({ first_name: 'name of p1' });
  });

  it('a read that brings nothing new leaves everything as it was, and notifies nobody', async () => {
    const { store } = await clinic();
    const before = store.getState();
    const listener = vi.fn();
    store.subscribe(listener);
    await store.refetch();
    expect(listener).not.toHaveBeenCalled();
    expect(store.getState()).toBe(before);
  });

  it('a read that brings nothing new after one that failed says that it is here', async () => {
    const { store, page } = await clinic();
    page.server.on(`GET ${PATIENTS}`, { status: 500, body: {} });
    await store.refetch().catch(() => undefined);
    expect(store.getState().error).not.toBeNull();
    const rows = ['p1', 'p2', 'p3'].map((id) => ({ id, first_name: `name of ${id}` }));
    page.server.on(`GET ${PATIENTS}`, ok(rows));
    const listener = vi.fn();
    store.subscribe(listener);
    await store.refetch();
    expect(listener).toHaveBeenCalled();
    expect(store.getState().error).toBeNull();
  });

  it('a read that brings the same rows in another order shows that order', async () => {
    const { store, page } = await clinic();
    const rows = ['p2', 'p1', 'p3'].map((id) => ({ id, first_name: `name of ${id}` }));
    page.server.on(`GET ${PATIENTS}`, ok(rows));
    await store.refetch();
    expect(idsOf(store)).toEqual(['p2', 'p1', 'p3']);
  });

  it('unchanged rows keep their object over a read', async () => {
    const { store } = await clinic();
    const before = store.getRows();
    await store.refetch();
    expect(store.getRows().every((row, index) => row === before[index])).toBe(true);
  });

  it('an update made before the list is loaded shows when it is', async () => {
    const { page, client } = openPage();
    page.goOnline(false);
    const store = client.resource(PATIENTS);
    client.mutations(PATIENTS).update('p1', { first_name: 'mine' });
    expect(store.getRows()).toEqual([]);
    store.setConfirmed([{ id: 'p1', first_name: 'theirs', version: 1 }]);
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'mine', version: 1 }]);
  });
});

describe('2.9: the objects of rows', () => {
  it('stay the same while the core repeats what is shown already', async () => {
    const { page, client, store } = await clinic();
    page.goOnline(false);
    client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    const shown = store.getById('p1');
    await page.settle();
    expect(store.getById('p1')).toBe(shown);
    store.setConfirmed((rows) => rows.map((row) => ({ ...row })));
    await page.settle();
    expect(store.getById('p2')).toEqual({ id: 'p2', first_name: 'name of p2', version: 1 });
    expect(store.getById('p1')).toBe(shown);
  });
});
