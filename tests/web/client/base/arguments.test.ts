import { describe, expect, it } from 'vitest';
import type { TestClient } from '../../support/test_client.js';
import { openPage, PATIENTS } from '../../support/open_page.js';

type Call = (client: TestClient) => unknown;

const anything = (value: unknown): never => value as never;

/** What the call throws or rejects with. */
async function outcomeOf(call: Call): Promise<unknown> {
  const { page, client } = openPage();
  page.goOnline(false);
  try {
    await call(client);
  } catch (error) {
    return error;
  }
  return undefined;
}

const WRONG_IDS = [undefined, null, '', NaN, {}, [], true, () => 1];

const withId: Record<string, (client: TestClient, id: never) => unknown> = {
  retry: ({ queue }, id) => queue.retry(id),
  discard: ({ queue }, id) => queue.discard(id),
  keepOffline: ({ queue }, id) => queue.keepOffline(id),
  resolveConflict: ({ queue }, id) => queue.resolveConflict(id, 'mine'),
  explain: ({ queue }, id) => queue.explain(id),
  getEntry: ({ queue }, id) => queue.getEntry(id),
};

describe('10: every value that reaches the module is checked', () => {
  it.each(Object.entries(withId))('%s names the id that does not fit', async (_, call) => {
    for (const id of WRONG_IDS)
      expect(await outcomeOf((client) => call(client, anything(id)))).toMatchObject({
        name: 'SyncMutationError',
        code: 'INVALID_ARGUMENT',
        field: 'id',
      });
  });

  it.each(Object.entries(withId))('%s takes a number for an id', async (name, call) => {
    const error = await outcomeOf((client) => call(client, anything(57)));
    if (name === 'explain' || name === 'getEntry') expect(error).toBeUndefined();
    else expect(error).toMatchObject({ code: 'UNKNOWN_MUTATION' });
  });

  it('numbers are accepted as ids of people, companies, records and entries', async () => {
    const { page, client } = openPage();
    page.goOnline(false);
    client.queue.setUser({ id: 42, companyId: 7 });
    expect(client.queue.getSnapshot()).toMatchObject({ userId: '42', companyId: '7' });
    expect(client.queue.resolveId(57)).toBeUndefined();
    expect(client.queue.explain(57)).toBeUndefined();
    const request = { id: 42, type: 'POST' as const, endpoint: PATIENTS, data: { id: 1 } };
    expect(await client.queue.enqueue(request)).toBe('42');
    expect(client.queue.getEntry(42)).toMatchObject({ id: '42', entity: '1' });
    client.queue.setUser(null);
    expect(client.queue.getSnapshot().userId).toBeNull();
  });

  const raw = (members: object): Call => {
    const request = { type: 'POST', endpoint: PATIENTS, data: { id: 'x' }, ...members };
    return ({ queue }) => queue.enqueue(anything(request));
  };
  const create = (options: unknown, record: unknown = { a: 1 }): Call => {
    return (client) =>
      client.mutations(PATIENTS).create(anything(record), anything(options)).synced;
  };
  const configure = (options: unknown): Call => {
    return ({ queue }) => queue.configure(anything(options));
  };
  const endpoints = (options: unknown): Call => configure({ endpoints: { [PATIENTS]: options } });
  const prefix = `endpoints['${PATIENTS}']`;

  it.each<[string, string, Call]>([
    ['enqueue()', 'request', ({ queue }) => queue.enqueue(anything(undefined))],
    ['enqueue("x")', 'request', ({ queue }) => queue.enqueue(anything('x'))],
    ['a method', 'type', raw({ type: 'GET' })],
    ['an endpoint', 'endpoint', raw({ endpoint: 12 })],
    ['an id', 'id', raw({ id: {} })],
    ['a previousState', 'previousState', raw({ previousState: 'old' })],
    ['a reason', 'reason', raw({ reason: 7 })],
    ['a hold', 'holdMs', raw({ holdMs: '5' })],
    ['a validity', 'notAfter', raw({ notAfter: new Date() })],
    ['options of a create', 'options', create('reason')],
    ['a reason of a create', 'reason', create({ reason: {} })],
    ['a wait of a create', 'awaitMs', create({ awaitMs: NaN })],
    ['a previousState of a create', 'previousState', create({ previousState: [] })],
    ['an id in the record', 'id', create({}, { id: { a: 1 } })],
    ['changes of a retry', 'changes', ({ queue }) => queue.retry('x', anything(7))],
    ['a choice', 'choice', ({ queue }) => queue.resolveConflict('x', anything('theirs'))],
    ['no choice', 'choice', ({ queue }) => queue.resolveConflict('x', anything(null))],
    ['a filter', 'filter', ({ queue }) => queue.discardAll(anything(null))],
    ['a filter of text', 'filter', ({ queue }) => queue.retryAll(anything('refused'))],
    ['a flag', 'on', ({ queue }) => queue.setOfflineMode(anything('false'))],
    ['a local id', 'localId', ({ queue }) => queue.resolveId(anything(undefined))],
    ['a listener', 'listener', ({ queue }) => queue.subscribe(anything(undefined))],
    ['a listener of an event', 'listener', ({ queue }) => queue.on('sync:status', anything({}))],
    ['an event', 'name', ({ queue }) => queue.on(anything('sync:nothing'), () => undefined)],
    ['a user', 'user', ({ queue }) => queue.setUser(anything('alice'))],
    ['a user without id', 'user.id', ({ queue }) => queue.setUser(anything({}))],
    ['an empty id', 'user.id', ({ queue }) => queue.setUser({ id: '' })],
    [
      'a company',
      'user.companyId',
      ({ queue }) => queue.setUser({ id: 'a', companyId: anything({}) }),
    ],
    ['options of logout', 'options', ({ queue }) => queue.logout(anything('sync'))],
    ['a choice of logout', 'unsynced', ({ queue }) => queue.logout(anything({ unsynced: 'no' }))],
    ['a head', 'head', ({ queue }) => queue.verifyAudit(anything({}))],
    ['configure()', 'options', configure(undefined)],
    ['an app', 'app', configure({ app: 7 })],
    ['a base URL with a query', 'baseUrl', configure({ baseUrl: '/api?key=1' })],
    ['a base URL with a fragment', 'baseUrl', configure({ baseUrl: 'https://a.example/#x' })],
    ['a relative base URL', 'baseUrl', configure({ baseUrl: 'api' })],
    ['a base URL of another host', 'baseUrl', configure({ baseUrl: '//a.example' })],
    ['credentials', 'credentials', configure({ credentials: true })],
    ['a time limit', 'timeoutMs', configure({ timeoutMs: -1 })],
    ['origins', 'origins', configure({ origins: 'https://a.example' })],
    ['encryption', 'encryption', configure({ encryption: null })],
    ['a key', 'encryption.key', configure({ encryption: { key: 'secret' } })],
    ['a language', 'language', configure({ language: 'de' })],
    ['endpoints', 'endpoints', configure({ endpoints: [] })],
    ['options of an endpoint', prefix, endpoints('PUT')],
    ['a method of an endpoint', `${prefix}.method`, endpoints({ method: 'POST' })],
    ['references', `${prefix}.references`, endpoints({ references: [1] })],
    ['a transform', `${prefix}.toServer`, endpoints({ toServer: {} })],
    ['a batch', `${prefix}.batch.endpoint`, endpoints({ batch: {} })],
    ['a create path', `${prefix}.create.path`, endpoints({ create: {} })],
    ['a row', 'row', (client) => client.rowKey(anything(undefined))],
    ['rows', 'rows', (client) => client.resource(PATIENTS).setConfirmed(anything(undefined))],
  ])('%s that does not fit is %s', async (_, field, call) => {
    const error = await outcomeOf(call);
    expect(error).toMatchObject({ name: 'SyncMutationError', code: 'INVALID_ARGUMENT', field });
    expect((error as Error).message).toContain(field);
  });

  const unreadable = (name: string, others: object = {}): never =>
    Object.defineProperty({ ...others }, name, {
      enumerable: true,
      get: () => {
        throw new RangeError('of the application');
      },
    }) as never;

  it.each<[string, string, Call]>([
    ['the id of a user', 'user', ({ queue }) => queue.setUser(unreadable('id'))],
    ['a company', 'user', ({ queue }) => queue.setUser(unreadable('companyId', { id: 'a' }))],
    ['the base URL', 'options', configure(unreadable('baseUrl'))],
    ['headers', 'options', configure(unreadable('headers'))],
    ['a key', 'options', configure({ encryption: unreadable('key') })],
    ['an endpoint', 'options', configure({ endpoints: unreadable(PATIENTS) })],
    ['a method', 'request', ({ queue }) => queue.enqueue(unreadable('type'))],
    [
      'data',
      'request',
      ({ queue }) => queue.enqueue(unreadable('data', { type: 'POST', endpoint: PATIENTS })),
    ],
    ['data of a retry', 'changes', ({ queue }) => queue.retry('x', unreadable('data'))],
  ])('%s whose getter throws is in %s', async (_, field, call) => {
    const error = await outcomeOf(call);
    expect(error).toMatchObject({ name: 'SyncMutationError', code: 'INVALID_ARGUMENT', field });
  });

  it('a wrong configuration changes nothing, not even what is right in it', async () => {
    const { page, client } = openPage();
    expect(() => client.queue.configure({ baseUrl: '/api', language: 'de' as never })).toThrow(
      /language/,
    );
    client.mutations(PATIENTS).create({ a: 1 });
    await page.settle();
    expect(page.server.sent('POST')[0]?.url).toBe(PATIENTS);
  });

  const isOver = (): never => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return anything(proxy);
  };
  const throwing = Object.defineProperty({}, 'reason', {
    get: () => {
      throw new Error('mine');
    },
  });

  it.each<[string, string, Call]>([
    ['changes', '(record)', (client) => client.mutations(PATIENTS).update('p1', isOver())],
    ['a record', '(record)', (client) => client.mutations(PATIENTS).create(isOver())],
    ['options', 'options', (client) => client.mutations(PATIENTS).delete('p1', isOver())],
    ['a base', 'previousState', create({ previousState: isOver() })],
    ['a request', 'request', ({ queue }) => queue.enqueue(isOver())],
    ['a reason', 'reason', create(throwing)],
  ])('%s that cannot be read, such as a draft that is over: %s', async (_, field, call) => {
    expect(await outcomeOf(call)).toMatchObject({ name: 'SyncMutationError', field });
  });

  it('options that are null are none', async () => {
    const { page, client } = openPage();
    page.goOnline(false);
    const calls = client.mutations(PATIENTS);
    calls.create({ a: 1 }, anything(null));
    calls.update('p1', { a: 1 }, anything(null));
    calls.delete('p1', anything(null));
    expect(client.queue.getPendingCount()).toBe(3);
    await expect(client.queue.logout(anything(null))).resolves.toMatchObject({ unsynced: 3 });
  });

  it('an id that is neither text nor number is not an id of a new record either', async () => {
    for (const id of [{}, { toString: false }, [], true])
      expect(await outcomeOf((client) => client.mutations(PATIENTS).create({ id }))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        field: 'id',
      });
  });
});
