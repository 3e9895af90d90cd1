import { describe, expect, it } from 'vitest';
import type { AnyRecord, EndpointOptions } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { openPage, PATIENTS } from '../../support/open_page.js';
import { refusal } from '../../support/scripted_server.js';

const MINUTE = 60_000;

/** The API answers so to its first POSTs, after or before it has made the record. */
interface Failing {
  status: number;
  /** How many POSTs fail; then the API is well. */
  times: number;
  makes: boolean;
}

/** @returns how many POSTs have arrived */
function failing({ api, browser }: KeylessClinic, { status, times, makes }: Failing): () => number {
  let posts = 0;
  browser.server.on(`POST ${PATIENTS}`, ({ body }) => {
    posts += 1;
    const { id: _, ...record } = body as AnyRecord;
    const fails = posts <= times;
    const made = makes || !fails ? api.add(api.stored(record)) : undefined;
    return fails
      ? { status, body: { error: 'the mail could not be sent' } }
      : { status: 201, body: made };
  });
  return () => posts;
}

const attention = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().filter(({ status }) => status === 'error');

describe('3.12a, 4: a create that fails in the server, of an API that ignores keys', () => {
  it.each([500, 501, 505, 507, 520, 599])(
    'is made once where %i came after the commit',
    async (status) => {
      const open = keylessClinic();
      await readList(open);
      const posts = failing(open, { status, times: 1, makes: true });
      const { record, synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
      open.client.mutations(PATIENTS).update(record['id'] as string, { phone: '1' });
      await open.page.advance(5 * MINUTE);
      expect(open.api.rows).toEqual([{ id: 101, name: 'Ana', phone: '1' }]);
      expect(posts()).toBe(1);
      await expect(synced).resolves.toMatchObject({ id: 101, name: 'Ana' });
      expect(attention(open)).toEqual([]);
    },
  );

  it('is sent again where nothing was made, and counts as an attempt', async () => {
    const open = keylessClinic();
    await readList(open);
    const posts = failing(open, { status: 500, times: 2, makes: false });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana' }]);
    expect(posts()).toBe(3);
    expect(attention(open)).toEqual([]);
  });

  it('is refused with the sentence of the API after three more, and can be corrected', async () => {
    const open = keylessClinic();
    await readList(open);
    const posts = failing(open, { status: 500, times: 4, makes: false });
    const { mutationId } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(posts()).toBe(4);
    expect(attention(open)).toMatchObject([
      { kind: 'refused', error: { message: 'the mail could not be sent', status: 500 } },
    ]);
    await open.client.queue.retry(mutationId, { data: { name: 'Anna' } });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Anna' }]);
  });

  it('is found by the last look before it would be refused', async () => {
    const open = keylessClinic();
    await readList(open);
    let posts = 0;
    open.browser.server.on(`POST ${PATIENTS}`, ({ body }) => {
      posts += 1;
      if (posts === 4) open.api.add({ name: (body as AnyRecord)['name'] });
      return { status: 500 };
    });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(posts).toBe(4);
    expect(open.api.rows).toHaveLength(1);
    expect(attention(open)).toEqual([]);
    expect(open.client.queue.getPendingCount()).toBe(0);
  });

  it('is asked about where a record may be it', async () => {
    const open = keylessClinic();
    await readList(open);
    open.api.stored = ({ phone: _, ...record }) => ({ ...record, phone: '+33612345678' });
    const posts = failing(open, { status: 500, times: 1, makes: true });
    open.client.mutations(PATIENTS).create({ name: 'Ana', phone: '06 12 34 56 78' });
    await open.page.advance(5 * MINUTE);
    expect(posts()).toBe(1);
    expect(attention(open)).toMatchObject([{ kind: 'uncertain' }]);
  });

  it.each([403, 405, 500])('counts as an attempt where the list answers %i', async (status) => {
    const open = keylessClinic();
    const posts = failing(open, { status: 500, times: 1, makes: false });
    open.browser.server.on(`GET ${PATIENTS}`, refusal(status, 'NO'));
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana' }]);
    expect(posts()).toBe(2);
    expect(attention(open)).toEqual([]);
  });

  it.each([500, 403, 408, 425])(
    'is looked for again before it is repeated, where the list has answered %i',
    async (status) => {
      const open = keylessClinic();
      await readList(open);
      const posts = failing(open, { status: 500, times: 1, makes: true });
      open.api.fate = once('GET', { status });
      const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
      await open.page.advance(5 * MINUTE);
      expect(posts()).toBe(1);
      await expect(synced).resolves.toEqual({ id: 101, name: 'Ana' });
      expect(attention(open)).toEqual([]);
    },
  );

  it.each(['reload', 'other tab'])('is not made again after a failed look: %s', async (next) => {
    const open = keylessClinic();
    await readList(open);
    const posts = failing(open, { status: 500, times: 1, makes: true });
    open.api.fate = ({ method }) => (method === 'GET' ? { status: 403 } : 'answered');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(1_000);
    expect(posts()).toBe(1);
    if (next === 'reload') open.page.end();
    const later = openPage(open.browser);
    later.client.start();
    if (next === 'other tab') await later.page.settle();
    open.page.end();
    open.api.fate = () => 'answered';
    await later.page.advance(5 * MINUTE);
    expect(posts()).toBe(1);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana' }]);
    expect(later.client.queue.getPendingCount()).toBe(0);
    expect(attention({ ...open, ...later })).toEqual([]);
  });

  it('is not made again after an answer that decides nothing came between', async () => {
    const open = keylessClinic();
    await readList(open);
    let posts = 0;
    open.browser.server.on(`POST ${PATIENTS}`, ({ body }) => {
      posts += 1;
      if (posts === 1) open.api.add({ name: (body as AnyRecord)['name'] });
      return { status: posts === 1 ? 500 : 429 };
    });
    let reads = 0;
    // The list cannot be read until the second attempt has left.
    open.api.fate = ({ method }) =>
      method === 'GET' && (reads += 1) <= 2 ? { status: 403 } : 'answered';
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(posts).toBe(2);
    expect(open.api.rows).toHaveLength(1);
    expect(open.client.queue.getPendingCount()).toBe(0);
    expect(attention(open)).toEqual([]);
  });

  it('is asked about of the application where it has a `verify`', async () => {
    const asked: string[] = [];
    const verify: EndpointOptions['verify'] = ({ id }) => {
      asked.push(id);
      return Promise.resolve({ applied: { id: 7, name: 'Ana' } });
    };
    const open = keylessClinic({ verify });
    const posts = failing(open, { status: 500, times: 1, makes: false });
    const { mutationId, synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    await expect(synced).resolves.toEqual({ id: 7, name: 'Ana' });
    expect(posts()).toBe(1);
    expect(asked).toEqual([mutationId]);
  });

  it('is what `classify` says', async () => {
    const open = keylessClinic({
      classify: ({ status }) => (status === 500 ? 'refused' : undefined),
    });
    await readList(open);
    const posts = failing(open, { status: 500, times: 1, makes: true });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(posts()).toBe(1);
    expect(attention(open)).toMatchObject([{ kind: 'refused' }]);
  });

  it('is repeated under its key where the API honours keys', async () => {
    const open = keylessClinic({ idempotencyHeader: true });
    await readList(open);
    const lists = (): number =>
      open.browser.server.requests.filter(({ method }) => method === 'GET').length;
    const before = lists();
    const posts = failing(open, { status: 500, times: 1, makes: false });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(MINUTE);
    expect(posts()).toBe(2);
    expect(lists()).toBe(before);
  });

  it('of a batch is looked for again before it is repeated', async () => {
    const open = keylessClinic({ batch: { endpoint: '/api/v1/batch' } });
    await readList(open);
    open.browser.server.on('POST /api/v1/batch', ({ body }) => {
      const { mutations } = body as { mutations: { id: string; body: AnyRecord }[] };
      for (const { body: record } of mutations) open.api.add({ name: record['name'] });
      const data = mutations.map(({ id }) => ({ id, status: 500, body: { error: 'mail' } }));
      return { status: 200, body: { success: true, data } };
    });
    open.api.fate = once('GET', { status: 500 });
    const calls = open.client.mutations(PATIENTS);
    for (const name of ['Ana', 'Ben']) calls.create({ name });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Ana', 'Ben']);
    expect(attention(open)).toEqual([]);
    expect(open.client.queue.getPendingCount()).toBe(0);
  });

  it('twins find their own', async () => {
    const open = keylessClinic();
    await readList(open);
    const posts = failing(open, { status: 500, times: 3, makes: true });
    const calls = open.client.mutations(PATIENTS);
    const twins = [1, 2, 3].map(() => calls.create({ name: 'RAS' }));
    await open.page.advance(10 * MINUTE);
    expect(open.api.rows).toHaveLength(3);
    expect(posts()).toBe(3);
    const ids = await Promise.all(twins.map(async ({ synced }) => (await synced)['id']));
    expect(new Set(ids).size).toBe(3);
  });

  it('of a batch is made once, and the list is read once for all', async () => {
    const open = keylessClinic({ batch: { endpoint: '/api/v1/batch' } });
    await readList(open);
    const lists = open.browser.server.sent('GET').length;
    let batches = 0;
    open.browser.server.on('POST /api/v1/batch', ({ body }) => {
      batches += 1;
      const { mutations } = body as { mutations: { id: string; body: AnyRecord }[] };
      for (const { body: record } of mutations) open.api.add({ name: record['name'] });
      const data = mutations.map(({ id }) => ({ id, status: 500, body: { error: 'mail' } }));
      return { status: 200, body: { success: true, data } };
    });
    const calls = open.client.mutations(PATIENTS);
    for (const name of ['Ana', 'Ben', 'Eva']) calls.create({ name });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Ana', 'Ben', 'Eva']);
    expect(batches).toBe(1);
    expect(open.browser.server.sent('GET').length).toBe(lists + 1);
    expect(attention(open)).toEqual([]);
  });
});
