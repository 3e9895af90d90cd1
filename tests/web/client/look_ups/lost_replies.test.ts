import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type Fate, KeylessApi, numbers } from '../../support/keyless_api.js';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';
import { ok, refusal } from '../../support/scripted_server.js';

const MINUTE = 60_000;

const namesIn = (api: KeylessApi): unknown[] => api.rows.map((row) => row['name']).sort();
const asked = ({ page }: OpenPage): unknown[] =>
  page.dispatched.filter(({ name }) => name === 'mutation:error');

describe('3.12a: a POST whose answer was lost, to an API that ignores keys', () => {
  it.each<[Fate, number]>([
    ['lost', 1],
    ['reset', 1],
    ['timeout', 1],
    ['gateway', 1],
  ])('ends as one record without a question: %s', async (fate, posts) => {
    const open = keylessClinic();
    await readList(open);
    open.api.fate = once('POST', fate);
    const { record, synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana' }]);
    expect(open.api.posts).toBe(posts);
    await expect(synced).resolves.toEqual({ id: 101, name: 'Ana' });
    expect(open.client.queue.resolveId(record['id'] as string)).toBe('101');
    expect(asked(open)).toEqual([]);
  });

  it('releases what waits for the record, under its id', async () => {
    const open = keylessClinic();
    await readList(open);
    open.api.fate = once('POST', 'reset');
    const visits = new KeylessApi(open.browser.server, '/api/v1/visits');
    const { record } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.client.mutations(PATIENTS).update(record['id'] as string, { phone: '1' });
    open.client.mutations('/api/v1/visits').create({ patient_id: record['id'], at: '09:00' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana', phone: '1' }]);
    expect(visits.rows).toMatchObject([{ patient_id: 101, at: '09:00' }]);
  });

  it('finds the record as the application and the API spell it', async () => {
    const open = keylessClinic({
      toServer: ({ firstName, born }: AnyRecord) => ({ first_name: firstName, birth_date: born }),
      fromServer: ({ id, first_name, birth_date }: AnyRecord) => ({
        id,
        firstName: first_name,
        born: String(birth_date).slice(0, 10),
      }),
    });
    await readList(open);
    open.api.stored = ({ first_name, birth_date }) => ({
      first_name: String(first_name).trim().toUpperCase(),
      birth_date: `${String(birth_date)}T00:00:00.000Z`,
    });
    open.api.fate = once('POST', 'reset');
    const { synced } = open.client
      .mutations(PATIENTS)
      .create({ firstName: ' Ana ', born: '1990-01-05' });
    await open.page.advance(5 * MINUTE);
    await expect(synced).resolves.toMatchObject({ firstName: 'ANA', born: '1990-01-05' });
    expect(open.api.posts).toBe(1);
  });

  it('adds the company, which the list need not name', async () => {
    const open = keylessClinic({}, { companyId: 'c1' });
    await readList(open);
    open.api.stored = ({ company_id: _, ...record }) => record;
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(1);
    expect(asked(open)).toEqual([]);
  });

  it('does not take a record that was known before for it', async () => {
    const open = keylessClinic();
    const other = open.api.add({ name: 'RAS' });
    const store = open.client.resource(PATIENTS);
    await store.load();
    open.api.fate = once('POST', 'lost');
    const { synced } = open.client.mutations(PATIENTS).create({ name: 'RAS' });
    await open.page.advance(5 * MINUTE);
    expect(namesIn(open.api)).toEqual(['RAS', 'RAS']);
    await expect(synced).resolves.not.toMatchObject({ id: other['id'] });
  });

  it('does not take what another change has made for it', async () => {
    const open = keylessClinic();
    const calls = open.client.mutations(PATIENTS);
    const made = calls.create({ name: 'RAS' });
    await open.page.settle();
    const first = await made;
    open.api.fate = once('POST', 'lost');
    const { synced } = calls.create({ name: 'RAS' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(2);
    await expect(synced).resolves.not.toMatchObject({ id: first['id'] });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('twins find their own: seed %i', async (seed) => {
    const open = keylessClinic();
    await readList(open);
    const unit = numbers(seed);
    const fates: Fate[] = ['lost', 'reset', 'timeout', 'gateway', 'answered'];
    open.api.fate = ({ method }) =>
      method === 'POST' && open.api.posts < 8
        ? (fates[Math.floor(unit() * fates.length)] ?? 'answered')
        : 'answered';
    const calls = open.client.mutations(PATIENTS);
    const twins = [1, 2, 3].map(() => calls.create({ name: 'RAS' }));
    const other = calls.create({ name: 'other' });
    await open.page.advance(20 * MINUTE);
    expect(namesIn(open.api)).toEqual(['RAS', 'RAS', 'RAS', 'other']);
    const ids = await Promise.all(
      [...twins, other].map(async ({ synced }) => (await synced)['id']),
    );
    expect(new Set(ids).size).toBe(4);
    expect(asked(open)).toEqual([]);
  });

  it('asks where several records may be it', async () => {
    const open = keylessClinic();
    open.api.fate = (request) => {
      if (request.method === 'POST') {
        open.api.add({ name: 'RAS' });
        open.api.fate = () => 'answered';
        return 'reset';
      }
      return 'answered';
    };
    open.client.mutations(PATIENTS).create({ name: 'RAS' });
    await open.page.advance(5 * MINUTE);
    expect(open.client.queue.getAll()).toMatchObject([{ status: 'error', kind: 'uncertain' }]);
    expect(open.api.posts).toBe(1);
  });

  it('asks where the record may have been changed by the API', async () => {
    const open = keylessClinic();
    open.api.stored = ({ phone: _, ...record }) => ({ ...record, phone: '+33612345678' });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana', phone: '06 12 34 56 78' });
    await open.page.advance(5 * MINUTE);
    expect(open.client.queue.getAll()).toMatchObject([{ kind: 'uncertain' }]);
    expect(open.api.posts).toBe(1);
  });

  it.each<[string, (open: KeylessClinic) => void]>([
    ['there is no list', ({ browser }) => browser.server.on(`GET ${PATIENTS}`, { status: 405 })],
    [
      'it may not be read',
      ({ browser }) => browser.server.on(`GET ${PATIENTS}`, refusal(403, 'NO')),
    ],
    [
      'it is cut',
      ({ browser }) =>
        browser.server.on(`GET ${PATIENTS}`, { status: 200, body: { data: [], total: 9 } }),
    ],
  ])('asks where the list decides nothing: %s', async (_, spoil) => {
    const open = keylessClinic();
    spoil(open);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.client.queue.getAll()).toMatchObject([
      { kind: 'uncertain', error: { message: expect.stringContaining('peut-être enregistré') } },
    ]);
    expect(open.api.posts).toBe(1);
  });

  it('waits for a sign-in that the look-up needs, then looks', async () => {
    const open = keylessClinic();
    open.api.fate = once('POST', 'reset');
    open.browser.server.on(`GET ${PATIENTS}`, { status: 401 });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(10_000);
    expect(open.client.queue.getSnapshot().waiting).toBe('login');
    expect(open.page.dispatched.map(({ name }) => name)).toContain('sync:auth-required');
    open.browser.server.on(`GET ${PATIENTS}`, { status: 200, body: [{ id: 7, name: 'Ana' }] });
    open.client.queue.resume();
    await open.page.advance(MINUTE);
    expect(open.client.queue.getPendingCount()).toBe(0);
    expect(open.api.posts).toBe(1);
  });

  it.each([500, 503, 0])('waits while the list answers %i, then looks', async (status) => {
    const open = keylessClinic();
    await readList(open);
    open.api.fate = once('POST', 'reset');
    const list = { status: 200, body: [{ id: 7, name: 'Ana' }] };
    open.browser.server.on(`GET ${PATIENTS}`, status === 0 ? 'network-error' : { status }, list);
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.client.queue.getPendingCount()).toBe(0);
    expect(open.api.posts).toBe(1);
    expect(asked(open)).toEqual([]);
  });

  it('looks for what an earlier page has sent before it was killed', async () => {
    const open = keylessClinic();
    await readList(open);
    open.browser.server.holding = true;
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.client.mutations(PATIENTS).create({ name: 'Ben' });
    open.api.fate = once('POST', 'lost');
    await open.page.settle();
    open.page.end();
    open.browser.server.holding = false;
    const later = openPage(open.browser);
    later.client.start();
    await later.page.advance(5 * MINUTE);
    expect(namesIn(open.api)).toEqual(['Ana', 'Ben']);
    expect(later.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
  });

  it('is looked for by the tab that sends, whichever made it', async () => {
    const open = keylessClinic();
    open.client.start();
    await open.page.settle();
    const other = openPage(open.browser);
    other.client.start();
    await readList(other);
    open.api.fate = once('POST', 'reset');
    other.client.mutations(PATIENTS).create({ name: 'Ana' });
    for (let second = 0; second < 60; second += 1) {
      await other.page.settle();
      await open.page.advance(1_000);
    }
    expect(open.api.rows).toHaveLength(1);
    expect(other.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
  });

  it('a batch whose answer was lost is looked up record by record', async () => {
    const open = keylessClinic({ batch: { endpoint: '/api/v1/batch' } });
    await readList(open);
    open.browser.server.on('POST /api/v1/batch', ({ body }) => {
      const [first] = (body as { mutations: { body: AnyRecord }[] }).mutations;
      open.api.add({ name: first?.body['name'] });
      return { status: 504 };
    });
    const calls = open.client.mutations(PATIENTS);
    for (const name of ['Ana', 'Ben', 'Eva']) calls.create({ name });
    await open.page.advance(5 * MINUTE);
    expect(namesIn(open.api)).toEqual(['Ana', 'Ben', 'Eva']);
    expect(asked(open)).toEqual([]);
  });

  it.each([1, 2, 3, 4])(
    'an hour of a bad network asks no person anything: seed %i',
    async (seed) => {
      const open = keylessClinic();
      // Where the list was read an hour ago, only the time of creation shows what was made since.
      open.api.stored = (record) => ({
        ...record,
        created_at: new Date(open.page.now()).toISOString(),
      });
      await readList(open);
      const unit = numbers(seed);
      const fates: Fate[] = ['lost', 'reset', 'timeout', 'gateway', 'answered'];
      open.api.fate = () => fates[Math.floor(unit() * fates.length)] ?? 'answered';
      const calls = open.client.mutations(PATIENTS);
      const made = [];
      for (let n = 0; n < 50; n += 1) {
        made.push(calls.create({ name: `Patient ${n}`, city: 'Lyon', born: '1990-01-05' }));
        await open.page.advance(72_000);
      }
      open.api.fate = () => 'answered';
      await open.page.advance(10 * MINUTE);
      expect(asked(open)).toEqual([]);
      expect(open.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
      expect(namesIn(open.api)).toEqual(made.map(({ record }) => record['name']).sort());
    },
  );
});

describe('3.12a: an API that shows that it honours keys', () => {
  it.each<[string, (key: string) => Record<string, string>]>([
    ['repeats the key', (key) => ({ 'Idempotency-Key': key })],
    ['says that it was replayed', () => ({ 'Idempotent-Replayed': 'true' })],
  ])('is sent the same again: it %s', async (_, headers) => {
    const { page, client } = openPage();
    page.server.on(
      `POST ${PATIENTS}`,
      ({ headers: sent }) => ({
        status: 201,
        body: { id: 1 },
        headers: headers(sent['idempotency-key'] ?? ''),
      }),
      'network-error',
      ok({ id: 2 }, 201),
    );
    page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
    client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.settle();
    client.mutations(PATIENTS).create({ name: 'Ben' });
    await page.advance(MINUTE);
    const posts = page.server.sent(`POST ${PATIENTS}`);
    expect(posts).toHaveLength(3);
    expect(posts[2]?.headers['idempotency-key']).toBe(posts[1]?.headers['idempotency-key']);
    expect(page.server.sent('GET')).toEqual([]);
  });

  it('is not believed when it repeats another key', async () => {
    const open = keylessClinic();
    open.browser.server.on(`POST ${PATIENTS}`, {
      status: 201,
      body: { id: 1 },
      headers: { 'Idempotency-Key': 'another' },
    });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    open.browser.server.on(`POST ${PATIENTS}`, 'network-error');
    open.client.mutations(PATIENTS).create({ name: 'Ben' });
    await open.page.advance(10_000);
    expect(open.browser.server.sent('GET').length).toBeGreaterThan(0);
  });

  it('may be declared', async () => {
    const open = keylessClinic({ idempotencyHeader: true });
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(MINUTE);
    expect(open.api.posts).toBe(1);
    expect(open.browser.server.sent('GET')).toEqual([]);
  });
});

describe('3.12a: an edit or a delete whose answer was lost, to an API that ignores keys', () => {
  it('is for a person to decide where the read shows another record', async () => {
    const open = keylessClinic();
    const { id } = open.api.add({ name: 'Ana', phone: '1' });
    open.api.fate = once('PATCH', 'lost');
    const other = { status: 200, body: { id: 999, name: 'Ben', phone: '2' } };
    open.browser.server.on(`GET ${PATIENTS}/${String(id)}`, other);
    open.client.mutations(PATIENTS).update(id as number, { phone: '2' });
    await open.page.advance(5 * MINUTE);
    expect(open.client.queue.getAll()).toMatchObject([{ status: 'error', kind: 'uncertain' }]);
    expect(open.api.rows).toEqual([{ id, name: 'Ana', phone: '1' }]);
  });

  it.each<Fate>(['lost', 'reset', 'timeout', 'gateway'])('is made once: %s', async (fate) => {
    const open = keylessClinic();
    const { id } = open.api.add({ name: 'Ana', phone: '1' });
    const { id: gone } = open.api.add({ name: 'Ben' });
    open.api.fate = once('PATCH', fate);
    const edit = open.client.mutations(PATIENTS).update(id as number, { phone: '2' });
    open.client.mutations(PATIENTS).delete(gone as number);
    await open.page.advance(5 * MINUTE);
    await expect(edit.synced).resolves.toMatchObject({ name: 'Ana', phone: '2' });
    expect(open.api.rows).toEqual([{ id, name: 'Ana', phone: '2' }]);
    expect(asked(open)).toEqual([]);
  });

  /** An edit of a record with versions, by an API that keeps another spelling of what is sent. */
  async function editOfVersions(
    before: AnyRecord,
    changes: AnyRecord,
    kept: AnyRecord,
    fate: Fate,
  ) {
    const open = keylessClinic();
    const { id } = open.api.add({ ...before, version: 1 });
    await open.client.resource(PATIENTS).load();
    let tries = 0;
    open.browser.server.on(`PATCH ${PATIENTS}/${String(id)}`, (request) => {
      const row = open.api.rows[0] as AnyRecord;
      if (request.headers['if-match'] !== `"${String(row['version'])}"`)
        return { status: 412, body: { error: { code: 'STALE', details: { current: row } } } };
      tries += 1;
      if (tries === 1 && fate === 'reset') return 'network-error';
      Object.assign(row, kept, { version: 2 });
      return tries === 1 ? 'network-error' : { status: 200, body: row };
    });
    open.client.mutations(PATIENTS).update(id as number, changes);
    await open.page.advance(5 * MINUTE);
    return { open, tries };
  }

  it.each<[AnyRecord, AnyRecord, AnyRecord]>([
    [{ phone: '0102030405' }, { phone: '06 12 34 56 78' }, { phone: '+33612345678' }],
    [{}, { phone: '06 12 34 56 78' }, { phone: '+33612345678' }],
    [{ weight: 80 }, { weight: 80.456 }, { weight: 80.46 }],
    [{ seen_on: '2026-01-05' }, { seen_on: '2026-02-05' }, { seen_on: '2026-02-05T00:00:00Z' }],
  ])(
    'is not a conflict with itself in the spelling of the server: %j %j',
    async (before, sent, kept) => {
      const { open, tries } = await editOfVersions(before, sent, kept, 'lost');
      expect(open.client.queue.getAll()).toMatchObject([{ status: 'synced' }]);
      expect(open.api.rows[0]).toMatchObject(kept);
      expect(tries).toBe(1);
    },
  );

  it('is sent again where the record holds what it held before', async () => {
    const before = { notes: 'Allergic to penicillin' };
    const sent = { notes: 'Allergic to penicillin and to aspirin' };
    const { open, tries } = await editOfVersions(before, sent, sent, 'reset');
    expect(open.api.rows[0]).toMatchObject(sent);
    expect(tries).toBe(2);
  });
});
