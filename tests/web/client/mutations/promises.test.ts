import { afterEach, describe, expect, it, vi } from 'vitest';
import { SyncMutationError } from '../../../../web/src/types/errors.js';
import type { ResourceMutations } from '../../../../web/src/types/index.js';
import { quiet } from '../../support/fake_page.js';
import { PATIENTS, type OpenPage, type Patient, openPage } from '../../support/open_page.js';
import { ok, refusal } from '../../support/scripted_server.js';

const ROUTE = `PATCH ${PATIENTS}/p1`;

function pageWithJean(): OpenPage & { calls: ResourceMutations; rows: () => readonly object[] } {
  const open = openPage();
  const store = open.client.resource(PATIENTS);
  store.setConfirmed([{ id: 'p1', first_name: 'Jean', version: 1 }]);
  open.page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
  return { ...open, calls: open.client.mutations(PATIENTS), rows: () => store.getRows() };
}

/** What a promise has come to by now. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  const open = {};
  return Promise.race([promise, Promise.resolve(open)]).then(
    (value) => (value === open ? 'open' : 'resolved'),
    () => 'rejected',
  );
}

const unhandled = vi.fn();
process.on('unhandledRejection', unhandled);
afterEach(() => {
  expect(unhandled).not.toHaveBeenCalled();
});

describe('2.3: the promise of a call', () => {
  it('resolves with the confirmed record merged over what was sent', async () => {
    const { page, calls } = pageWithJean();
    page.server.on(ROUTE, ok({ id: 'p1', version: 2, updated_at: 'now' }));
    const promise = calls.update('p1', { first_name: 'Jeanne' });
    await expect(promise.applied).resolves.toEqual({ durable: true });
    await page.settle();
    const confirmed = { id: 'p1', first_name: 'Jeanne', version: 2, updated_at: 'now' };
    await expect(promise).resolves.toEqual(confirmed);
    await expect(promise.synced).resolves.toEqual(confirmed);
    await expect(promise.settled).resolves.toEqual({ status: 'synced', record: confirmed });
  });

  it('waits through automatic retries', async () => {
    const { page, calls } = pageWithJean();
    page.server.on(ROUTE, { status: 500 }, { status: 500 }, ok({ id: 'p1', version: 2 }));
    const promise = calls.update('p1', { first_name: 'Jeanne' });
    await page.settle();
    expect(await stateOf(promise)).toBe('open');
    await page.advance(10_000);
    await expect(promise).resolves.toEqual({ id: 'p1', first_name: 'Jeanne', version: 2 });
  });

  it('rejects after the view has been rolled back and the change is kept', async () => {
    const { page, client, calls, rows } = pageWithJean();
    page.server.on(
      ROUTE,
      refusal(400, 'NAME_TOO_SHORT', 'Nom trop court', { field: 'first_name' }),
    );
    const promise = calls.update('p1', { first_name: 'J' });
    const seenAtRejection = promise.then(
      () => [],
      () => rows(),
    );
    await page.settle();
    expect(await seenAtRejection).toEqual([{ id: 'p1', first_name: 'Jean', version: 1 }]);
    const error = await promise.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SyncMutationError);
    expect(error).toMatchObject({
      code: 'NAME_TOO_SHORT',
      message: 'Nom trop court',
      status: 400,
      retryable: false,
    });
    expect((error as SyncMutationError).mutation?.data).toEqual({ first_name: 'J' });
    await expect(promise.synced).rejects.toBe(error);
    await expect(promise.settled).resolves.toEqual({ status: 'error', error });
    expect(client.queue.getEntry(promise.mutationId)?.status).toBe('error');
  });

  it('delete resolves with its id', async () => {
    const { page, calls } = pageWithJean();
    page.server.on(`DELETE ${PATIENTS}/p1`, { status: 204 });
    const promise = calls.delete('p1');
    await page.settle();
    await expect(promise).resolves.toEqual({ id: 'p1', deleted: true });
  });

  it.each([
    ['offline', (open: OpenPage) => open.page.goOnline(false)],
    ['paused', (open: OpenPage) => open.client.queue.pause()],
    ['in offline mode', (open: OpenPage) => open.client.queue.setOfflineMode(true)],
  ])('resolves with the optimistic record while %s', async (_, makeItWait) => {
    const open = pageWithJean();
    open.client.queue.getPending();
    makeItWait(open);
    const promise = open.calls.update('p1', { first_name: 'Jeanne' });
    await quiet();
    await expect(promise).resolves.toEqual({ id: 'p1', first_name: 'Jeanne', version: 1 });
    expect(await stateOf(promise.synced)).toBe('open');
  });

  it('goes on with the optimistic record when the server is unreachable, and synced follows later', async () => {
    const { page, calls } = pageWithJean();
    page.server
      .on(ROUTE, 'network-error', ok({ id: 'p1', version: 2 }))
      .on(`GET ${PATIENTS}/p1`, ok({ id: 'p1', first_name: 'Jean', version: 1 }))
      .on(`HEAD ${PATIENTS}`, 'network-error', { status: 200 });
    const promise = calls.update('p1', { first_name: 'Jeanne' });
    await page.settle();
    await expect(promise).resolves.toEqual({ id: 'p1', first_name: 'Jeanne', version: 1 });
    await page.advance(120_000);
    await expect(promise.synced).resolves.toEqual({ id: 'p1', first_name: 'Jeanne', version: 2 });
  });

  it.each([
    [undefined, undefined, 30_000],
    [5_000, undefined, 5_000],
    [undefined, 7_000, 7_000],
    [5_000, 7_000, 5_000],
  ])(
    'ends with the optimistic record after awaitMs (call %s, endpoint %s: %s)',
    async (ofCall, ofEndpoint, patience) => {
      const { page, client } = pageWithJean();
      page.server.on(ROUTE, 'never');
      client.queue.configure({
        timeoutMs: 60_000,
        endpoints: ofEndpoint === undefined ? {} : { [PATIENTS]: { awaitMs: ofEndpoint } },
      });
      const promise = client
        .mutations(PATIENTS)
        .update('p1', { first_name: 'Jeanne' }, ofCall === undefined ? {} : { awaitMs: ofCall });
      await page.advance(patience - 1);
      expect(await stateOf(promise)).toBe('open');
      await page.advance(1);
      await expect(promise).resolves.toEqual({ id: 'p1', first_name: 'Jeanne', version: 1 });
    },
  );

  it.each([-3_600_000, 86_400_000])(
    'ends after awaitMs also where the clock is set meanwhile: by %i ms',
    async (by) => {
      const { page, calls } = pageWithJean();
      page.server.on(ROUTE, 'never');
      const promise = calls.update('p1', { first_name: 'Jeanne' }, { awaitMs: 10_000 });
      await page.advance(5_000);
      page.browser.setClock(by);
      await page.advance(4_999);
      expect(await stateOf(promise)).toBe('open');
      await page.advance(1);
      await expect(promise).resolves.toMatchObject({ first_name: 'Jeanne' });
    },
  );

  it('a held mutation resolves at once and is sent after its time', async () => {
    const { page, calls } = pageWithJean();
    page.server.on(ROUTE, ok({ id: 'p1', version: 2 }));
    const promise = calls.update('p1', { first_name: 'Jeanne' }, { holdMs: 5_000 });
    await page.settle();
    await expect(promise).resolves.toMatchObject({ first_name: 'Jeanne' });
    expect(page.server.sent(ROUTE)).toHaveLength(0);
    await page.advance(5_000);
    await expect(promise.synced).resolves.toMatchObject({ version: 2 });
  });

  it('discard rejects synced and settles rolled back', async () => {
    const { page, client, calls } = pageWithJean();
    page.goOnline(false);
    const promise = calls.update('p1', { first_name: 'Jeanne' });
    await page.settle();
    await client.queue.discard(promise.mutationId);
    await expect(promise.synced).rejects.toMatchObject({ code: 'DISCARDED' });
    await expect(promise.settled).resolves.toMatchObject({ status: 'rolled-back' });
  });

  it('then gives a plain promise', async () => {
    const { page, calls } = pageWithJean();
    page.server.on(ROUTE, ok({ id: 'p1' }));
    const promise = calls.update('p1', { first_name: 'Jeanne' });
    expect(promise).toBeInstanceOf(Promise);
    expect(promise.then(() => 1).constructor).toBe(Promise);
    await page.settle();
  });
});

describe('a wrong call (2.3, bad input)', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = { again: cycle };

  it.each([
    ['a cycle', { a: cycle }, 'a.self.again'],
    ['a function', { address: { format: () => '' } }, 'address.format'],
    ['a BigInt', { list: [1, 10n] }, 'list.1'],
    ['a symbol', { tag: Symbol('x') }, 'tag'],
    ['a Map', { map: new Map() }, 'map'],
    ['a forgotten await', { doctor: Promise.resolve(1) }, 'doctor'],
  ])('%s is refused with the path of the field and nothing is applied', async (_, data, field) => {
    const { page, client, calls, rows } = pageWithJean();
    const promise = calls.update('p1', data);
    expect(promise.mutationId).toBe('');
    const error = await promise.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'NOT_SERIALISABLE', mutation: null });
    expect((error as Error).message).toContain(`« ${field} »`);
    await expect(promise.applied).rejects.toBe(error);
    await expect(promise.synced).rejects.toBe(error);
    await expect(promise.settled).resolves.toEqual({ status: 'rolled-back', error });
    expect(rows()).toEqual([{ id: 'p1', first_name: 'Jean', version: 1 }]);
    expect(client.queue.getAll()).toEqual([]);
    await page.settle();
  });

  it.each([[undefined], [null], [''], [NaN], [{}]])(
    'an update of id %s is MISSING_ID',
    async (id) => {
      const { calls } = pageWithJean();
      await expect(calls.update(id as unknown as string, { a: 1 })).rejects.toMatchObject({
        code: 'MISSING_ID',
      });
      await expect(calls.delete(id as unknown as string)).rejects.toMatchObject({
        code: 'MISSING_ID',
      });
    },
  );

  it.each([[null], ['text'], [[1]], [undefined]])(
    'a create of %s is NOT_SERIALISABLE',
    async (data) => {
      const { calls } = pageWithJean();
      await expect(calls.create(data as unknown as object)).rejects.toMatchObject({
        code: 'NOT_SERIALISABLE',
      });
    },
  );

  it.each([
    ['no slash', 'INVALID_ENDPOINT'],
    ['//elsewhere.example/x', 'INVALID_ENDPOINT'],
    ['https://elsewhere.example/x', 'FORBIDDEN_ORIGIN'],
  ])('the endpoint %s is %s', async (endpoint, code) => {
    const { client } = openPage();
    await expect(client.mutations(endpoint).create({ a: 1 })).rejects.toMatchObject({ code });
    expect(client.queue.getAll()).toEqual([]);
  });

  it('5.4: an entry over 256 KiB is refused before it is applied', async () => {
    const { calls, rows } = pageWithJean();
    await expect(calls.update('p1', { notes: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    expect(rows()).toEqual([{ id: 'p1', first_name: 'Jean', version: 1 }]);
  });

  it('shows in failure until the next right call', async () => {
    const { calls } = pageWithJean();
    calls.update('', { a: 1 });
    expect(calls.getState().failure).toMatchObject({ code: 'MISSING_ID' });
    calls.update('p1', { a: 1 });
    expect(calls.getState().failure).toBeNull();
  });

  it('half a surrogate pair becomes U+FFFD, on screen and on the wire', async () => {
    const { page, calls } = pageWithJean();
    page.server.on(ROUTE, ok({ id: 'p1' }));
    const promise = calls.update('p1', { note: 'a\ud800b \\ud800 \ud83d\ude00' });
    expect(promise.record['note']).toBe('a\ufffdb \\ud800 \ud83d\ude00');
    await page.settle();
    expect(page.server.sent(ROUTE)[0]?.body).toMatchObject({
      note: 'a\ufffdb \\ud800 \ud83d\ude00',
    });
  });

  it('an update without changes asks the server nothing', async () => {
    const { page, client, calls } = pageWithJean();
    await expect(calls.update('p1', { id: 'p1' } as Partial<Patient>)).resolves.toEqual({
      id: 'p1',
      first_name: 'Jean',
      version: 1,
    });
    await page.settle();
    expect(client.queue.getAll()).toEqual([]);
  });
});
