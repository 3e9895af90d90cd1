import { describe, expect, it } from 'vitest';
import type { AnyRecord, EndpointOptions } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';
import type { ScriptedAnswer, SentRequest } from '../../support/scripted_server.js';

const MINUTE = 60_000;
const ORIGIN = 'https://clinic.example';

type Change = 'create' | 'update' | 'delete';

const ends = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().map(({ status, error }) => error?.code ?? status);

/** Zoe (101) is edited or deleted, or Ana is created; the API answers that, and has done it or not. */
async function answered(
  kind: Change,
  answer: ScriptedAnswer,
  isDone: boolean,
  options: EndpointOptions = {},
): Promise<KeylessClinic & { attempts: number }> {
  const open = keylessClinic(options);
  open.api.add({ name: 'Zoe' });
  await readList(open);
  const { api, browser, client, page } = open;
  const carry = {
    create: ({ body }: SentRequest) => api.add({ name: (body as AnyRecord)['name'] }),
    update: () => Object.assign(api.rows[0] ?? {}, { name: 'Zoé' }),
    delete: () => api.rows.shift(),
  };
  const method = { create: 'POST', update: options.method ?? 'PATCH', delete: 'DELETE' }[kind];
  let attempts = 0;
  browser.server.on(`${method} ${PATIENTS}${kind === 'create' ? '' : '/101'}`, (request) => {
    attempts += 1;
    if (isDone) carry[kind](request);
    return answer;
  });
  const calls = client.mutations(PATIENTS);
  const made = {
    create: () => calls.create({ name: 'Ana' }),
    update: () => calls.update(101, { name: 'Zoé' }),
    delete: () => calls.delete(101),
  };
  made[kind]().synced.catch(() => undefined);
  await page.advance(15 * MINUTE);
  return { ...open, attempts };
}

const redirected = (status: number, path: string, body: string, type = 'text/html') => ({
  ...{ status, body, redirected: true, url: ORIGIN + path },
  headers: { 'content-type': type },
});
const kSignIn = redirected(200, '/login', '<!doctype html><html>Sign in</html>');

describe('3.12a: a create that was carried out and then led to a sign-in', () => {
  it.each<[string, ScriptedAnswer]>([
    ['a page', kSignIn],
    ['401', redirected(401, `${PATIENTS}/102`, '{}', 'application/json')],
    ['429', redirected(429, `${PATIENTS}/102`, '{}', 'application/json')],
    ['423', redirected(423, `${PATIENTS}/102`, '{}', 'application/json')],
  ])('is looked up before anything is sent again: %s', async (_, answer) => {
    const open = await answered('create', answer, true);
    expect([open.attempts, ends(open)]).toEqual([1, ['synced']]);
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Zoe', 'Ana']);
  });

  it('is for a person to decide where its maker may not read the record', async () => {
    const answer = redirected(403, `${PATIENTS}/102`, '{}', 'application/json');
    const open = await answered('create', answer, true);
    expect([open.attempts, ends(open)]).toEqual([1, ['REDIRECTED']]);
  });

  it('a direct 401 is one before any work: it is sent again without a look', async () => {
    const open = await answered('create', { status: 401, body: {} }, false);
    expect(open.attempts).toBeGreaterThan(5);
    expect(open.browser.server.sent('GET')).toHaveLength(1);
  });

  it('is sent once a person has signed in, where nothing was done before', async () => {
    const open = await answered('create', kSignIn, false);
    expect(open.client.queue.getSnapshot().waiting).toBe('login');
    open.browser.server.on(`POST ${PATIENTS}`, () => ({
      status: 201,
      body: open.api.add({ name: 'Ana' }),
    }));
    open.client.queue.resume();
    await open.page.advance(MINUTE);
    expect([ends(open), open.api.rows]).toMatchObject([['synced'], [{}, { name: 'Ana' }]]);
  });
});

describe('4: a change of a record that a redirect led elsewhere', () => {
  const kNoRoute = (status: number) => redirected(status, '/login', '{}', 'application/json');
  const kCases: [Change, ScriptedAnswer][] = [
    ['delete', kNoRoute(404)],
    ['delete', kNoRoute(405)],
    ['delete', redirected(204, '/login', '')],
    ['update', kNoRoute(404)],
    ['update', redirected(405, '/login', '<!doctype html><html>no</html>')],
    ['update', redirected(204, '/login', '')],
  ];

  it.each(kCases)('is found where it was carried out: %s %j', async (kind, answer) => {
    const open = await answered(kind, answer, true);
    expect([open.attempts, ends(open)]).toEqual([1, ['synced']]);
  });

  it.each(kCases)('is not taken for done where nothing was: %s %j', async (kind, answer) => {
    const open = await answered(kind, answer, false);
    expect([open.attempts, ends(open)]).toEqual([4, ['OUTCOME_UNKNOWN']]);
    expect(open.browser.server.sent('PUT')).toEqual([]);
  });

  it.each(kCases)(
    'waits for a sign-in where the record cannot be read: %s %j',
    async (kind, answer) => {
      const open = keylessClinic();
      open.api.add({ name: 'Zoe' });
      await readList(open);
      const { server } = open.browser;
      for (const path of [PATIENTS, `${PATIENTS}/101`]) server.on(`GET ${path}`, kSignIn);
      server.on(`${kind === 'delete' ? 'DELETE' : 'PATCH'} ${PATIENTS}/101`, answer);
      const calls = open.client.mutations(PATIENTS);
      if (kind === 'delete') calls.delete(101);
      else calls.update(101, { name: 'Zoé' });
      await open.page.advance(MINUTE);
      expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: 'login', attention: 0 });
    },
  );
});

describe('4: a sign-in page in place of every answer', () => {
  it('is one to a look-up, too: a person is asked to sign in, and not about the change', async () => {
    const open = keylessClinic();
    const times: unknown[] = [];
    open.client.queue.on('sync:auth-required', (detail) => times.push(detail));
    const { server } = open.browser;
    for (const method of ['HEAD', 'GET', 'POST']) server.on(`${method} ${PATIENTS}`, kSignIn);
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(MINUTE);
    open.client.queue.resume();
    await open.page.advance(10 * MINUTE);
    expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: 'login', attention: 0 });
    expect(times).toHaveLength(2);
    expect(server.sent('POST')).toHaveLength(1);
  });
});

describe('4: a success in half a document', () => {
  const kHalf = { status: 200, body: '{"id":101,"na' };

  it.each<[Change, EndpointOptions]>([
    ['create', {}],
    ['update', {}],
    ['update', { method: 'PUT' }],
    ['delete', {}],
  ])('that was carried out is found: %s %j', async (kind, options) => {
    const open = await answered(kind, kHalf, true, options);
    expect([open.attempts, ends(open)]).toEqual([1, ['synced']]);
  });

  it.each<[Change, EndpointOptions]>([
    ['create', {}],
    ['create', { idempotencyHeader: true }],
    ['update', {}],
    ['update', { method: 'PUT' }],
    ['delete', {}],
  ])('is tried as often as a failure where nothing was done: %s %j', async (kind, options) => {
    const open = await answered(kind, kHalf, false, options);
    expect([open.attempts, ends(open)]).toEqual([4, ['OUTCOME_UNKNOWN']]);
    expect(open.client.queue.getAll()[0]?.kind).toBe('uncertain');
  });

  it('of an edit whose record cannot be read is not sent again', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    await readList(open);
    const { server } = open.browser;
    for (const path of [PATIENTS, `${PATIENTS}/101`])
      server.on(`GET ${path}`, { status: 403, body: { message: 'no' } });
    server.on(`PATCH ${PATIENTS}/101`, kHalf);
    open.client
      .mutations(PATIENTS)
      .update(101, { name: 'Zoé' })
      .synced.catch(() => undefined);
    await open.page.advance(15 * MINUTE);
    expect([server.sent('PATCH').length, ends(open)]).toEqual([1, ['OUTCOME_UNKNOWN']]);
  });
});
