import { describe, expect, it, vi } from 'vitest';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';
import { ok, refusal } from '../../support/scripted_server.js';

const ROUTE = `PATCH ${PATIENTS}/p1`;

function clinicPage(): OpenPage & { api: ReferenceApi } {
  const open = openPage();
  return {
    ...open,
    api: new ReferenceApi(open.page.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]),
  };
}

/** A refused update of p1. */
async function refusedUpdate(open: OpenPage): Promise<string> {
  open.page.server.on(
    ROUTE,
    refusal(422, 'BAD_NAME', 'Nom invalide'),
    ok({ id: 'p1', version: 2 }),
  );
  const { mutationId } = open.client
    .mutations(PATIENTS)
    .update('p1', { first_name: 'J' }, { previousState: { id: 'p1', first_name: 'Jean' } });
  await open.page.settle();
  return mutationId;
}

describe('3.2: enqueue as existing code calls it', () => {
  it('works in the very first tick and gives the id', async () => {
    const { page, client } = clinicPage();
    const promise = client.queue.enqueue({
      id: 'create-p9-1699508400000',
      type: 'POST',
      endpoint: PATIENTS,
      data: { id: 'p9', first_name: 'Jean' },
    });
    expect(client.queue.getPendingCount()).toBe(1);
    expect(client.queue.getPending()).toMatchObject([
      {
        id: 'create-p9-1699508400000',
        type: 'POST',
        endpoint: PATIENTS,
        data: { id: 'p9', first_name: 'Jean' },
        retries: 0,
        status: 'pending',
        userId: null,
        reason: null,
      },
    ]);
    await expect(promise).resolves.toBe('create-p9-1699508400000');
    await page.settle();
    expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
    expect(client.queue.getPendingCount()).toBe(0);
    expect(client.queue.getAll()).toMatchObject([{ status: 'synced' }]);
  });

  it('shows in the rows of that resource', async () => {
    const { page, client } = clinicPage();
    const store = client.resource(PATIENTS);
    await store.load();
    page.goOnline(false);
    await client.queue.enqueue({
      type: 'PATCH',
      endpoint: `${PATIENTS}/p1`,
      data: { first_name: 'Jeanne' },
    });
    await client.queue.enqueue({ type: 'POST', endpoint: PATIENTS, data: { id: 'p9' } });
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'Jeanne', version: 1 }, { id: 'p9' }]);
    await client.queue.clear();
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'Jean', version: 1 }]);
  });

  it('an action under a record has no row', async () => {
    const { page, client } = clinicPage();
    page.server.on(`POST ${PATIENTS}/p1/archive`, { status: 204 });
    await client.queue.enqueue({ type: 'POST', endpoint: `${PATIENTS}/p1/archive` });
    expect(client.queue.getPending()).toMatchObject([
      { operation: 'action', endpoint: `${PATIENTS}/p1/archive` },
    ]);
    await page.settle();
    expect(client.queue.getPendingCount()).toBe(0);
  });

  it.each([
    [
      'a foreign origin',
      { type: 'POST', endpoint: 'https://elsewhere.example/x', data: {} },
      'FORBIDDEN_ORIGIN',
    ],
    ['no URL', { type: 'POST', endpoint: 'patients', data: {} }, 'INVALID_ENDPOINT'],
    ['another method', { type: 'GET', endpoint: PATIENTS, data: {} }, 'INVALID_ARGUMENT'],
    ['no endpoint', { type: 'POST', data: {} }, 'INVALID_ARGUMENT'],
    ['nothing', undefined, 'INVALID_ARGUMENT'],
    ['a function', { type: 'POST', endpoint: PATIENTS, data: { f: () => 1 } }, 'NOT_SERIALISABLE'],
  ])('rejects %s and queues nothing', async (_, request, code) => {
    const { client } = clinicPage();
    await expect(client.queue.enqueue(request as never)).rejects.toMatchObject({
      code,
      mutation: null,
    });
    expect(client.queue.getAll()).toEqual([]);
  });

  it('refuses an id that is taken', async () => {
    const { page, client } = clinicPage();
    page.goOnline(false);
    const request = { id: 'same', type: 'POST' as const, endpoint: PATIENTS, data: { id: 'p9' } };
    await client.queue.enqueue(request);
    await expect(client.queue.enqueue(request)).rejects.toMatchObject({ code: 'DUPLICATE_ID' });
  });
});

describe('what a person decides', () => {
  it('retry shows the change again and sends it under a new key', async () => {
    const open = clinicPage();
    const id = await refusedUpdate(open);
    const store = open.client.resource(PATIENTS);
    await store.load();
    expect(store.getById('p1')).toMatchObject({ first_name: 'Jean' });
    await open.client.queue.retry(id, { data: { first_name: 'Jeannot' } });
    expect(store.getById('p1')).toMatchObject({ first_name: 'Jeannot' });
    await open.page.settle();
    const sent = open.page.server.sent(ROUTE);
    expect(sent.map(({ body }) => body)).toEqual([{ first_name: 'J' }, { first_name: 'Jeannot' }]);
    expect(sent[0]?.headers['idempotency-key']).not.toBe(sent[1]?.headers['idempotency-key']);
    expect(open.client.queue.getEntry(id)?.status).toBe('synced');
  });

  it('discard keeps the entry as rolled back', async () => {
    const open = clinicPage();
    const id = await refusedUpdate(open);
    await open.client.queue.discard(id);
    expect(open.client.queue.getEntry(id)).toMatchObject({ status: 'rolled-back' });
    await expect(open.client.queue.discard(id)).rejects.toMatchObject({ code: 'UNKNOWN_MUTATION' });
  });

  it('keep offline shows it again and holds it until retry', async () => {
    const open = clinicPage();
    const id = await refusedUpdate(open);
    const overlay = open.client.overlay(PATIENTS);
    await open.client.queue.keepOffline(id);
    expect(open.client.queue.getEntry(id)).toMatchObject({ status: 'pending', keptOffline: true });
    expect(overlay.apply([{ id: 'p1', first_name: 'Jean' }])).toEqual([
      { id: 'p1', first_name: 'J' },
    ]);
    await open.page.advance(60_000);
    expect(open.page.server.sent(ROUTE)).toHaveLength(1);
    await open.client.queue.retry(id);
    await open.page.settle();
    expect(open.page.server.sent(ROUTE)).toHaveLength(2);
  });

  it('retry all and discard all take those that match', async () => {
    const { page, client } = clinicPage();
    for (const id of ['a', 'b', 'c'])
      page.server.on(`PATCH ${PATIENTS}/${id}`, refusal(400, 'BAD'), ok({ id }));
    const calls = client.mutations(PATIENTS);
    for (const id of ['a', 'b', 'c']) calls.update(id, { n: 1 });
    await page.settle();
    await expect(client.queue.retryAll({ entity: 'a' })).resolves.toBe(1);
    await expect(client.queue.discardAll((entry) => entry.entity === 'b')).resolves.toBe(1);
    await page.settle();
    await expect(client.queue.retryAll()).resolves.toBe(1);
    await page.settle();
    expect(
      client.queue
        .getAll()
        .map(({ entity, status }) => `${entity} ${status}`)
        .sort(),
    ).toEqual(['a synced', 'b rolled-back', 'c synced']);
  });

  it.each([
    ['mine' as const, 'mine'],
    ['server' as const, 'theirs'],
    [{ first_name: 'both' }, 'both'],
  ])('resolves a conflict with %j', async (choice, outcome) => {
    const { page, client } = clinicPage();
    const server = { id: 'p1', first_name: 'theirs', version: 7 };
    page.server.on(
      ROUTE,
      refusal(412, 'VERSION_CONFLICT', 'changed', { current: server }),
      (request) => ok({ ...server, ...(request.body as object), version: 8 }),
    );
    const store = client.resource(PATIENTS);
    store.setConfirmed([{ id: 'p1', first_name: 'base', version: 6 }]);
    const promise = client.mutations(PATIENTS).update('p1', { first_name: 'mine' });
    await page.settle();
    await expect(promise).rejects.toMatchObject({ code: 'CONFLICT', status: 412 });
    expect(store.getById('p1')).toEqual(server);
    expect(client.queue.getEntry(promise.mutationId)).toMatchObject({
      kind: 'conflict',
      conflict: { base: { first_name: 'base' }, mine: { first_name: 'mine' }, server },
    });
    await client.queue.resolveConflict(promise.mutationId, choice);
    await page.settle();
    expect(store.getById('p1')).toMatchObject({ first_name: outcome });
  });

  it('a command on an unknown entry rejects in the language of the person', async () => {
    const { client } = clinicPage();
    await expect(client.queue.retry('nobody')).rejects.toMatchObject({
      code: 'UNKNOWN_MUTATION',
      message: 'Ce changement n’est plus dans la file.',
    });
  });
});

describe('waiting', () => {
  it('pause keeps changes from being sent until resume', async () => {
    const { page, client } = clinicPage();
    client.queue.pause();
    client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    await page.settle();
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'paused', pending: 1 });
    client.queue.resume();
    await page.settle();
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: null, pending: 0 });
  });

  it('explain says why in words and in data', async () => {
    const { page, client } = clinicPage();
    page.goOnline(false);
    const { mutationId } = client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    expect(client.queue.explain(mutationId)).toMatchObject({
      id: mutationId,
      waiting: 'offline',
      message: 'En attente de connexion…',
    });
    client.queue.configure({ language: 'en' });
    expect(client.queue.explain(mutationId)).toMatchObject({ message: 'Waiting for connection…' });
    expect(client.queue.explain('nobody')).toBeUndefined();
    page.goOnline(true);
    await page.settle();
  });

  it('process ends a backoff early', async () => {
    const { page, client } = clinicPage();
    page.server.on(ROUTE, { status: 500 }, ok({ id: 'p1' }));
    client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    await page.settle();
    expect(page.server.sent(ROUTE)).toHaveLength(1);
    await client.queue.process();
    await page.settle();
    expect(page.server.sent(ROUTE)).toHaveLength(2);
  });
});

describe('10: the snapshot', () => {
  it('is the same object until something changes, and then subscribers are notified', async () => {
    const { page, client } = clinicPage();
    const notified = vi.fn();
    client.queue.subscribe(notified);
    client.queue.getSnapshot();
    await page.settle();
    notified.mockClear();
    const before = client.queue.getSnapshot();
    expect(client.queue.getSnapshot()).toBe(before);
    expect(before).toEqual({
      online: true,
      waiting: null,
      pending: 0,
      sending: 0,
      held: 0,
      attention: 0,
      sealed: 0,
      notShown: 0,
      stale: 0,
      storage: { durable: true },
      lastSyncedAt: null,
      sender: true,
      userId: null,
      companyId: null,
    });
    client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    expect(notified).not.toHaveBeenCalled();
    await page.settle();
    expect(notified).toHaveBeenCalled();
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, lastSyncedAt: page.now() });
  });

  it('5.4: says that storage is full', async () => {
    const { page, client } = clinicPage();
    client.queue.getPending();
    await page.settle();
    page.browser.storage.quota = 1;
    const promise = client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    await expect(promise.applied).resolves.toEqual({ durable: false });
    expect(client.queue.getSnapshot().storage).toEqual({ durable: false, reason: 'full' });
    expect(page.signal('window', 'beforeunload').defaultPrevented).toBe(true);
    page.browser.storage.quota = Infinity;
    await page.settle();
    expect(client.queue.getSnapshot().storage).toEqual({ durable: true });
    expect(page.signal('window', 'beforeunload').defaultPrevented).toBe(false);
  });
});

describe('3.10: the trail', () => {
  it('has one line per mutation without contents', async () => {
    const { page, client } = clinicPage();
    client
      .mutations(PATIENTS)
      .update('p1', { first_name: 'Confidentiel' }, { reason: 'correction' });
    await page.settle();
    const lines = client.queue
      .exportAudit()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([{ reason: 'correction', status: 'synced' }]);
    expect(client.queue.exportAudit()).not.toContain('Confidentiel');
  });
});
