import { describe, expect, it } from 'vitest';
import type { SyncEvents } from '../../../../web/src/types/index.js';
import { FakeBrowser } from '../../support/fake_page.js';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';
import { ok, refusal } from '../../support/scripted_server.js';

const ROUTE = `PATCH ${PATIENTS}/p1`;
const names = [
  'mutation:queued',
  'mutation:synced',
  'mutation:error',
  'mutation:conflict',
  'mutation:discarded',
  'sync:auth-required',
  'sync:status',
  'sync:storage',
  'sync:diagnostic',
  'sync:stopped',
] as const;

/** Everything that `on()` emits, in order. */
function listen({ client }: OpenPage): { name: keyof SyncEvents; detail: object }[] {
  const heard: { name: keyof SyncEvents; detail: object }[] = [];
  for (const name of names)
    client.queue.on(name, (detail) => {
      heard.push({ name, detail });
    });
  return heard;
}

describe('9.4: events', () => {
  it('say what happened with the same object on window and to listeners', async () => {
    const open = openPage();
    const heard = listen(open);
    open.page.server.on(ROUTE, ok({ id: 'p1', version: 2 }));
    const { mutationId } = open.client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    expect(heard).toEqual([]);
    await open.page.settle();
    const mutations = heard.filter(({ name }) => name.startsWith('mutation:'));
    expect(mutations.map(({ name }) => name)).toEqual(['mutation:queued', 'mutation:synced']);
    expect(mutations[0]?.detail).toMatchObject({
      foreign: false,
      mutation: { id: mutationId, data: { first_name: 'x' } },
    });
    expect(mutations[1]?.detail).toMatchObject({
      record: { first_name: 'x', version: 2 },
      mutation: { id: mutationId, status: 'synced' },
    });
    const onWindow = open.page.dispatched.filter(({ name }) => name.startsWith('mutation:'));
    expect(onWindow.map(({ detail }) => detail)).toEqual(mutations.map(({ detail }) => detail));
    expect(onWindow[1]?.detail).toBe(mutations[1]?.detail);
  });

  it('a refusal is emitted once in every tab as existing listeners expect', async () => {
    const browser = new FakeBrowser();
    const [first, second] = [openPage(browser), openPage(browser)];
    for (const open of [first, second]) open.client.queue.getPending();
    await first.page.settle();
    const [here, there] = [listen(first), listen(second)];
    browser.server.on(ROUTE, refusal(400, 'BAD', 'Nom invalide'));
    first.client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    await first.page.settle();
    await second.page.settle();
    for (const heard of [here, there]) {
      const errors = heard.filter(({ name }) => name === 'mutation:error');
      expect(errors).toHaveLength(1);
      expect(errors[0]?.detail).toMatchObject({
        mutation: { entity: 'p1', status: 'error', kind: 'refused' },
        error: { code: 'BAD', message: 'Nom invalide' },
      });
    }
  });

  it('a conflict is emitted as conflict and as error', async () => {
    const open = openPage();
    const heard = listen(open);
    open.page.server.on(
      ROUTE,
      refusal(409, 'CHANGED', 'changed', { current: { id: 'p1', first_name: 'theirs' } }),
    );
    open.client
      .mutations(PATIENTS)
      .update('p1', { first_name: 'x' }, { previousState: { id: 'p1', first_name: 'base' } });
    await open.page.settle();
    const received = heard.filter(
      ({ name }) => name === 'mutation:conflict' || name === 'mutation:error',
    );
    expect(received.map(({ name }) => name)).toEqual(['mutation:conflict', 'mutation:error']);
    expect(received[0]?.detail).toMatchObject({
      error: {
        code: 'CONFLICT',
        message: 'Quelqu’un d’autre a modifié cet enregistrement entre-temps.',
      },
      conflict: {
        base: { first_name: 'base' },
        mine: { first_name: 'x' },
        server: { first_name: 'theirs' },
      },
    });
  });

  it('a discarded change and each status are emitted', async () => {
    const open = openPage();
    const heard = listen(open);
    open.page.goOnline(false);
    const { mutationId } = open.client.mutations(PATIENTS).update('p1', { first_name: 'x' });
    await open.page.settle();
    await open.client.queue.discard(mutationId);
    await open.page.settle();
    expect(
      heard.filter(({ name }) => name === 'mutation:discarded').map(({ detail }) => detail),
    ).toMatchObject([{ mutation: { id: mutationId } }]);
    const status = heard.filter(({ name }) => name === 'sync:status').map(({ detail }) => detail);
    expect(status).toContainEqual(expect.objectContaining({ waiting: 'offline', pending: 1 }));
    expect(status.at(-1)).toBe(open.client.queue.getSnapshot());
  });

  it('login is asked for once and resume goes on', async () => {
    const open = openPage();
    const heard = listen(open);
    open.page.server
      .on(ROUTE, { status: 401, body: {} }, ok({ id: 'p1' }))
      .on(`HEAD ${PATIENTS}`, { status: 401 });
    open.page.server.on(`PATCH ${PATIENTS}/p2`, { status: 401, body: {} }, ok({ id: 'p2' }));
    const calls = open.client.mutations(PATIENTS);
    const promise = calls.update('p1', { a: 1 });
    calls.update('p2', { a: 1 });
    await open.page.settle();
    await expect(promise).resolves.toMatchObject({ a: 1 });
    expect(heard.filter(({ name }) => name === 'sync:auth-required')).toHaveLength(1);
    expect(calls.getState()).toMatchObject({ isPending: true, waiting: 'login' });
    open.client.queue.resume();
    await open.page.settle();
    await expect(promise.synced).resolves.toMatchObject({ id: 'p1' });
    expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: null, pending: 0 });
  });

  it('does not call a listener that was removed', async () => {
    const open = openPage();
    const heard: string[] = [];
    const end = open.client.queue.on('mutation:queued', () => heard.push('queued'));
    end();
    open.client.mutations(PATIENTS).update('p1', { a: 1 });
    await open.page.settle();
    expect(heard).toEqual([]);
  });

  it('7.3: the library prints nothing unless asked to', async () => {
    const open = openPage();
    const print = (): void => open.client.report({ code: 'TEST', message: 'a sentence' });
    print();
    open.client.queue.configure({ diagnose: true });
    print();
    expect(open.page.printed).toEqual(['synchrone TEST: a sentence']);
  });
});
