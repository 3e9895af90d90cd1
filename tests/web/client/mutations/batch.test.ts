import { describe, expect, it } from 'vitest';
import type { AnyRecord, EndpointOptions } from '../../../../web/src/types/index.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ok, type ScriptedAnswer, type SentRequest } from '../../support/scripted_server.js';

const BATCH = '/api/v1/batch';

interface Sent {
  id: string;
  key: string;
  method: string;
  path: string;
  body?: AnyRecord;
  ifMatch?: string;
}
const mutationsOf = ({ body }: SentRequest): Sent[] => (body as { mutations: Sent[] }).mutations;

/** Answers each entry as its own request would have been answered. */
const each =
  (answer: (entry: Sent, index: number) => object) =>
  (request: SentRequest): ScriptedAnswer =>
    ok(mutationsOf(request).map((entry, i) => ({ id: entry.id, ...answer(entry, i) })));

/** The id that an update names, or a new one. */
const idOf = ({ method, path }: Sent, index: number): string =>
  method === 'POST' ? `s${index}` : (path.split('/').at(-1) ?? '');

const made = (entry: Sent, index: number): object => ({
  status: 201,
  body: { success: true, data: { ...entry.body, id: idOf(entry, index), version: 1 } },
});

function pageWithBatch(options: EndpointOptions = {}) {
  const { page, client } = openPage();
  client.queue.configure({
    endpoints: { [PATIENTS]: { batch: { endpoint: BATCH, maxEntries: 50 }, ...options } },
  });
  page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
  page.goOnline(false);
  const calls = client.mutations(PATIENTS);
  const create = (name: string) => calls.create({ first_name: name });
  return { page, client, calls, create, server: page.server };
}

describe('3.13: a batch', () => {
  it('carries what each request would have carried', async () => {
    const { page, client, calls, create, server } = pageWithBatch();
    client.resource(PATIENTS).setConfirmed([{ id: 'p1', first_name: 'Jean', version: 4 }]);
    const ana = create('Ana');
    calls.update('p1', { first_name: 'Jeanne' });
    calls.delete('p2');
    server.on(`POST ${BATCH}`, each(made));
    page.goOnline(true);
    await page.settle();
    const [request] = server.sent(`POST ${BATCH}`);
    expect(mutationsOf(request!)).toEqual([
      {
        id: ana.mutationId,
        key: expect.stringMatching(/./),
        method: 'POST',
        path: PATIENTS,
        body: { first_name: 'Ana' },
      },
      {
        id: expect.any(String),
        key: expect.any(String),
        method: 'PATCH',
        path: `${PATIENTS}/p1`,
        body: { first_name: 'Jeanne' },
        ifMatch: '"4"',
      },
      {
        id: expect.any(String),
        key: expect.any(String),
        method: 'DELETE',
        path: `${PATIENTS}/p2`,
      },
    ]);
    expect(client.queue.getPendingCount()).toBe(0);
  });

  it('confirms and refuses each on its own', async () => {
    const { page, client, create, server } = pageWithBatch();
    const promises = ['Ana', 'B', 'Cléo'].map(create);
    server.on(
      `POST ${BATCH}`,
      each((entry, i) =>
        i === 1
          ? { status: 422, body: { error: { code: 'SHORT', message: 'trop court' } } }
          : made(entry, i),
      ),
    );
    page.goOnline(true);
    await page.settle();
    await expect(promises[0]!.synced).resolves.toMatchObject({ id: 's0', first_name: 'Ana' });
    await expect(promises[1]!.synced).rejects.toMatchObject({
      code: 'SHORT',
      message: 'trop court',
      status: 422,
    });
    await expect(promises[2]!.synced).resolves.toMatchObject({ id: 's2' });
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 1 });
  });

  it('goes through the transforms of the endpoint', async () => {
    const { page, create, server } = pageWithBatch({
      toServer: (record) => ({ prenom: record['first_name'] }),
      fromServer: (record) => ({ id: record['id'], first_name: record['prenom'] }),
    });
    const promise = create('Ana');
    create('Bob');
    server.on(
      `POST ${BATCH}`,
      each((entry, i) => ({
        status: 201,
        body: { success: true, data: { id: `s${i}`, ...entry.body } },
      })),
    );
    page.goOnline(true);
    await page.settle();
    expect(mutationsOf(server.sent(`POST ${BATCH}`)[0]!)[0]!.body).toEqual({ prenom: 'Ana' });
    await expect(promise.synced).resolves.toEqual({ id: 's0', first_name: 'Ana' });
  });

  it('takes each item whatever header another one could not have', async () => {
    const { page, client, create, server } = pageWithBatch();
    create('Ana');
    create('Luc');
    const odd = { location: `${PATIENTS}/Zoé\u2713`, etag: '"1\n"', retryAfter: '3' };
    server.on(
      `POST ${BATCH}`,
      each((entry, index) => ({ ...made(entry, index), ...(index === 0 ? odd : {}) })),
    );
    page.goOnline(true);
    await page.settle();
    expect(client.queue.getAll().map(({ status }) => status)).toEqual(['synced', 'synced']);
    expect(server.sent(`POST ${BATCH}`)).toHaveLength(1);
  });

  it('falls back to single requests with the same keys when the API has no batches', async () => {
    const { page, client, create, server } = pageWithBatch();
    const codes: string[] = [];
    client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    create('Ana');
    create('Bob');
    server.on(`POST ${BATCH}`, { status: 404, body: { success: false } });
    server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201), ok({ id: 's2' }, 201));
    page.goOnline(true);
    await page.settle();
    const keys = mutationsOf(server.sent(`POST ${BATCH}`)[0]!).map(({ key }) => key);
    const alone = server.sent(`POST ${PATIENTS}`).map(({ headers }) => headers['idempotency-key']);
    expect(alone.sort()).toEqual(keys.sort());
    expect(codes).toContain('BATCH_NOT_UNDERSTOOD');
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
  });

  it.each([200, 500])('falls back when the answer is not one to a batch (%i)', async (status) => {
    const { page, client, create, server } = pageWithBatch({ idempotencyHeader: true });
    create('Ana');
    create('Bob');
    server.on(`POST ${BATCH}`, { status, body: { success: true, data: 'what?' } });
    server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201), ok({ id: 's2' }, 201));
    page.goOnline(true);
    await page.settle();
    expect(server.sent(`POST ${PATIENTS}`)).toHaveLength(2);
    expect(client.queue.getPendingCount()).toBe(0);
  });

  it('asks for the login once and goes on afterwards', async () => {
    const { page, client, create, server } = pageWithBatch();
    let asked = 0;
    client.queue.on('sync:auth-required', () => (asked += 1));
    create('Ana');
    create('Bob');
    server.on(`POST ${BATCH}`, { status: 401 }, each(made));
    page.goOnline(true);
    await page.settle();
    expect(asked).toBe(1);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'login', pending: 2 });
    client.queue.resume();
    await page.settle();
    expect(server.sent(`POST ${BATCH}`)).toHaveLength(2);
    expect(client.queue.getPendingCount()).toBe(0);
  });

  it.each([
    ['redirect', 'login', { redirected: true, url: 'https://clinic.example/login' }],
    ['direct', 'unreachable', {}],
  ])('that a sign-in page has answered is carried out later: %s', async (_, waiting, from) => {
    const { page, client, create, server } = pageWithBatch({ idempotencyHeader: true });
    create('Ana');
    create('Bob');
    const headers = { 'content-type': 'text/html' };
    const signIn = { status: 200, body: '<!doctype html><html>Sign in</html>', headers, ...from };
    server.on(`POST ${BATCH}`, signIn, each(made));
    page.goOnline(true);
    await page.settle();
    expect(client.queue.getSnapshot()).toMatchObject({ waiting, pending: 2, attention: 0 });
    client.queue.resume();
    await page.advance(10_000);
    expect(client.queue.getPendingCount()).toBe(0);
  });

  it('sends again with the same keys what the answer forgot', async () => {
    const { page, client, create, server } = pageWithBatch({ idempotencyHeader: true });
    create('Ana');
    create('Bob');
    server.on(
      `POST ${BATCH}`,
      (request) => ok([{ id: mutationsOf(request)[0]!.id, ...made(mutationsOf(request)[0]!, 0) }]),
      each(made),
    );
    server.on(`POST ${PATIENTS}`, ok({ id: 's9' }, 201));
    page.goOnline(true);
    await page.settle();
    const forgotten = mutationsOf(server.sent(`POST ${BATCH}`)[0]!)[1]!.key;
    await page.advance(10_000);
    expect(server.sent(`POST ${PATIENTS}`)[0]!.headers['idempotency-key']).toBe(forgotten);
    expect(client.queue.getPendingCount()).toBe(0);
  });

  it('notifies the rows once for all of it', async () => {
    const { page, client, create, server } = pageWithBatch();
    for (let i = 0; i < 40; i += 1) create(`Patient ${i}`);
    server.on(`POST ${BATCH}`, each(made));
    await page.settle();
    let received = 0;
    client.resource(PATIENTS).subscribe(() => (received += 1));
    page.goOnline(true);
    await page.settle();
    expect(client.queue.getPendingCount()).toBe(0);
    expect(received).toBeLessThanOrEqual(2);
  });
});
