import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { FakeBrowser } from '../../support/fake_page.js';
import { KeylessApi } from '../../support/keyless_api.js';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';

const MINUTE = 60_000;
const KEPT = /^synchrone:1:[^:]+:k:/;

const states = ({ client }: OpenPage): unknown[] =>
  client.queue.getAll().map(({ operation, status, kind }) => [operation, status, kind ?? '']);
const sent = ({ browser }: KeylessClinic, method: string): number =>
  browser.server.requests.filter((request) => request.method === method).length;
const keptIn = (browser: FakeBrowser): string[] =>
  [...browser.storage.values].filter(([key]) => KEPT.test(key)).map(([, value]) => value);

/** The page dies, and another one opens in the same browser, which reads no list. */
function reopened({ page, browser }: KeylessClinic, prepare = (_: OpenPage) => {}): OpenPage {
  page.end();
  browser.server.holding = false;
  const later = openPage(browser);
  prepare(later);
  later.client.start();
  return later;
}

/** Jean Martin is there, and is made once more: that request never arrives, or its answer is lost. */
function makeNamesake(open: KeylessClinic, fate: 'lost' | 'reset'): AnyRecord {
  open.api.fate = once('POST', fate);
  const { record } = open.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
  return record;
}

describe('3.12a: a namesake who may have been there before', () => {
  it.each(['update', 'delete'] as const)(
    'is not taken for the record where the list was never read: %s',
    async (later) => {
      const open = keylessClinic();
      const there = open.api.add({ name: 'Jean Martin', allergies: 'penicillin' });
      const { id } = makeNamesake(open, 'lost');
      const calls = open.client.mutations(PATIENTS);
      if (later === 'delete') calls.delete(id as string);
      else calls.update(id as string, { allergies: 'none' });
      await open.page.advance(5 * MINUTE);
      expect(open.api.rows).toEqual([there]);
      expect(states(open)[0]).toEqual(['create', 'error', 'uncertain']);
      expect(sent(open, 'PATCH') + sent(open, 'DELETE')).toBe(0);
    },
  );

  it.each<[string, (open: KeylessClinic) => void]>([
    [
      'a page of it',
      ({ client, api }) => client.resource(PATIENTS).setConfirmed(api.rows.slice(0, 1)),
    ],
    [
      'some of what it had read',
      ({ client }) => client.resource(PATIENTS).setConfirmed((rows) => rows.slice(0, 1)),
    ],
    [
      'a list with a query',
      ({ client, page }) => {
        void client.resource(`${PATIENTS}?ward=2`).load();
        void page.settle();
      },
    ],
  ])('is not taken for it where the page shows %s', async (_, show) => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    const list = open.api.rows.slice();
    open.browser.server.on(`GET ${PATIENTS}?ward=2&limit=1000&page=1`, { status: 200, body: list });
    open.api.add({ name: 'Jean Martin' });
    if (_ === 'some of what it had read') await readList(open);
    show(open);
    await open.page.settle();
    makeNamesake(open, 'lost');
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(0);
    expect(states(open)).toEqual([['create', 'error', 'uncertain']]);
  });

  it.each([true, false])('is not taken for it after a reload: list read %s', async (read) => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin' });
    if (read) await readList(open);
    open.browser.server.holding = true;
    const { id } = makeNamesake(open, 'lost');
    open.client.mutations(PATIENTS).update(id as string, { phone: '555' });
    await open.page.settle();
    const later = reopened(open);
    await later.page.advance(5 * MINUTE);
    // What the first page knew is kept: he was there before, so the record is sent again.
    const expected = read
      ? [
          { id: 101, name: 'Jean Martin' },
          { id: 102, name: 'Jean Martin', phone: '555' },
        ]
      : [{ id: 101, name: 'Jean Martin' }];
    expect(open.api.rows).toEqual(expected);
    expect(states(later)[0]).toEqual(
      read ? ['create', 'synced', ''] : ['create', 'error', 'uncertain'],
    );
  });

  it('is not taken for it by another tab, which has read no list', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin' });
    open.client.start();
    await open.page.settle();
    const other = openPage(open.browser);
    await readList(other);
    open.api.fate = once('POST', 'lost');
    other.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
    for (let second = 0; second < 60; second += 1) {
      await other.page.advance(0);
      await open.page.advance(1_000);
    }
    expect(open.api.rows).toHaveLength(2);
    expect(states(other)).toEqual([['create', 'synced', '']]);
  });

  it('is not taken for it where the change waited offline, and the page was reloaded', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin' });
    await readList(open);
    open.page.goOnline(false);
    open.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
    await open.page.advance(2_000);
    open.api.fate = once('POST', 'lost');
    const later = reopened(open);
    await later.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(2);
    expect(states(later)).toEqual([['create', 'synced', '']]);
  });

  it('is asked about where a colleague made him shortly before', async () => {
    const open = keylessClinic();
    await readList(open);
    open.api.add({ name: 'Jean Martin', created_at: new Date(open.page.now()).toISOString() });
    await open.page.advance(30 * MINUTE);
    makeNamesake(open, 'lost');
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(0);
    expect(states(open)).toEqual([['create', 'error', 'uncertain']]);
  });

  it.each<[string, AnyRecord]>([
    ['a time in a list that the page never read', { createdAt: '2023-05-01T08:00:00Z' }],
    ['a day', { date_created: '2023-05-01' }],
    ['when it was written last', { updated_at: '2023-05-01 10:00:00' }],
    ['its metadata', { meta: { lastUpdated: '2023-05-01T08:00:00Z' } }],
  ])('is no other person by %s', async (_, says) => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin', phone: '0102030405', ...says });
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Jean Martin', phone: '0611223344' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(2);
    expect(states(open)).toEqual([['create', 'synced', '']]);
  });
});

/** Ids that say when they were given. */
const timedIds: [string, (ms: number) => string][] = [
  ['an ObjectId', (ms) => `${Math.floor(ms / 1000).toString(16)}a1b2c3d4e5f60718`],
  [
    'a UUID of version 7',
    (ms) => {
      const hex = ms.toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8def-0123456789ab`;
    },
  ],
  [
    'a ULID',
    (ms) => {
      const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
      const time = Array.from(
        { length: 10 },
        (_, n) => letters[Math.floor(ms / 32 ** (9 - n)) % 32],
      );
      return `${time.join('')}0123456789ABCDEF`;
    },
  ],
];

describe('3.12a: a record that proves that it was made since', () => {
  it.each<[string, (ms: number) => AnyRecord]>([
    ['by its creation time', (ms) => ({ createdAt: new Date(ms).toISOString() })],
    ['by a count of seconds', (ms) => ({ created: Math.floor(ms / 1000) })],
    ['in its metadata', (ms) => ({ metadata: { created_at: new Date(ms).toISOString() } })],
    ...timedIds.map(([name, idAt]): [string, (ms: number) => AnyRecord] => [
      `by ${name}`,
      (ms) => ({ id: idAt(ms) }),
    ]),
  ])('is taken although the list was never read: %s', async (_, proof) => {
    const open = keylessClinic();
    open.api.fate = once('POST', 'reset');
    open.browser.server.on(`GET ${PATIENTS}`, () => ({
      status: 200,
      body: open.api.rows.map((row) => ({ ...row, ...proof(made) })),
    }));
    const made = open.page.now();
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual([['create', 'synced', '']]);
  });

  it.each(timedIds)('is not one whose id was given before: %s', async (_, idAt) => {
    const open = keylessClinic();
    const row = { id: idAt(open.page.now() - 90 * MINUTE), name: 'Ana' };
    open.browser.server.on(`GET ${PATIENTS}`, { status: 200, body: [row] });
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(states(open)).toEqual([['create', 'error', 'uncertain']]);
  });

  it('is not believed by a time that was sent with it', async () => {
    const open = keylessClinic();
    const created = new Date(open.page.now()).toISOString();
    open.api.add({ name: 'Ana', created });
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana', created });
    await open.page.advance(5 * MINUTE);
    expect(states(open)).toEqual([['create', 'error', 'uncertain']]);
  });

  it('is known by the clock of the server, where its answers say it', async () => {
    const open = keylessClinic();
    open.browser.serverAhead = -20 * MINUTE;
    open.api.stored = (record) => ({
      ...record,
      created_at: new Date(open.browser.now + open.browser.serverAhead).toISOString(),
    });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(states(open)).toEqual([['create', 'synced', '']]);
  });

  it('is taken after a reload by what the first page had read', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    await readList(open);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    const later = reopened(open);
    await later.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(2);
    expect(states(later)).toEqual([['create', 'synced', '']]);
  });

  it('needs one reading of the list for all that follows it', async () => {
    const open = keylessClinic();
    open.api.fate = once('POST', 'lost');
    const calls = open.client.mutations(PATIENTS);
    calls.create({ name: 'Ana' });
    await open.page.advance(MINUTE);
    for (const name of ['Ben', 'Eva', 'Zoe']) {
      open.api.fate = once('POST', 'reset');
      calls.create({ name });
      await open.page.advance(MINUTE);
    }
    expect(open.api.rows).toHaveLength(4);
    expect(states(open).every((state) => (state as string[])[1] === 'synced')).toBe(true);
  });
});

describe('3.12a: what is kept of the time before', () => {
  it('costs no request, and is gone when the create is settled', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Ana', allergies: 'penicillin' });
    await readList(open);
    open.browser.server.holding = true;
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    const [kept = ''] = keptIn(open.browser);
    expect(JSON.parse(kept)).toMatchObject({
      v: 1,
      wholeAt: open.page.now(),
      at: { device: open.page.now(), server: open.page.now() },
      ids: ['101'],
    });
    expect(kept).not.toMatch(/Ana|penicillin/);
    open.browser.server.release();
    await open.page.settle();
    expect(keptIn(open.browser)).toEqual([]);
    expect(sent(open, 'GET')).toBe(1);
  });

  it('is nothing where nothing is known, or the API keeps keys or our ids', async () => {
    for (const options of [{}, { idempotencyHeader: true }, { clientIds: true }] as const) {
      const open = keylessClinic(options);
      open.api.add({ name: 'Ana' });
      if ('idempotencyHeader' in options || 'clientIds' in options) await readList(open);
      open.browser.server.holding = true;
      open.client.mutations(PATIENTS).create({ name: 'Ana' });
      await open.page.advance(5_000);
      expect(keptIn(open.browser)).toEqual([]);
    }
  });

  it('is of one user', async () => {
    const open = keylessClinic();
    open.client.queue.setUser({ id: 'alice', companyId: 'c/1' });
    await readList(open);
    open.browser.server.holding = true;
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    const keys = [...open.browser.storage.values.keys()].filter((key) => KEPT.test(key));
    expect(keys).toEqual([expect.stringMatching(/^synchrone:1:c%2F1\/alice:k:t[0-9a-f]+:\d+$/)]);
  });

  it('goes with the work to the user who takes it over', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin' });
    await readList(open);
    open.page.goOnline(false);
    makeNamesake(open, 'lost');
    await open.page.advance(2_000);
    open.client.queue.setUser({ id: 'alice' });
    await open.page.settle();
    const later = reopened(open, ({ client }) => client.queue.setUser({ id: 'alice' }));
    await later.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(2);
    expect(states(later)).toEqual([['create', 'synced', '']]);
    expect(keptIn(open.browser)).toEqual([]);
  });

  it('stays without a user where another user comes first', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin' });
    await readList(open);
    open.page.goOnline(false);
    makeNamesake(open, 'lost');
    await open.page.advance(2_000);
    const alice = reopened(open, ({ client }) => client.queue.setUser({ id: 'alice' }));
    alice.client.mutations(PATIENTS).create({ name: 'Zoe' });
    await alice.page.advance(MINUTE);
    expect(keptIn(open.browser)).toHaveLength(1);
  });

  it('is removed where a page has left it behind', async () => {
    const open = keylessClinic();
    await readList(open);
    open.browser.storage.values.set('synchrone:1:-/-:k:abc:1', '{"v":1,"id":"gone","wholeAt":1}');
    open.browser.storage.values.set('synchrone:1:-/-:k:abc:2', 'x');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5_000);
    expect(keptIn(open.browser)).toEqual([]);
  });

  it('is sealed where records are', async () => {
    const open = keylessClinic({}, { encryption: { key: new Uint8Array(32).fill(7) } });
    open.api.add({ name: 'Ana' });
    await readList(open);
    open.browser.server.holding = true;
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    expect(keptIn(open.browser)).toEqual([expect.stringMatching(/^synchrone:sealed:1:/)]);
  });

  it.each([
    '',
    'x',
    '{}',
    '{"v":2,"id":"ID","wholeAt":NOW,"at":{"device":NOW},"ids":[]}',
    '{"v":1,"id":"other","wholeAt":NOW,"at":{"device":NOW},"ids":[]}',
    '{"v":1,"id":"ID","wholeAt":"yes","at":{"device":NOW},"ids":[]}',
    '{"v":1,"id":"ID","wholeAt":NOW,"at":{"device":NOW},"ids":[1]}',
    '{"v":1,"id":"ID","wholeAt":NOW,"at":NOW,"ids":[]}',
    '{"v":1,"id":"ID","wholeAt":NOW,"at":{"device":NOW,"server":"now"},"ids":[]}',
    '{"v":1,"id":"ID","wholeAt":NOW,"ids":[]}',
  ])('is not believed when it is none: %s', async (text) => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin' });
    await readList(open);
    open.browser.server.holding = true;
    makeNamesake(open, 'lost');
    await open.page.settle();
    const [entry] = open.client.queue.getAll();
    for (const key of open.browser.storage.values.keys())
      if (KEPT.test(key))
        open.browser.storage.values.set(
          key,
          text.replace('ID', entry?.id ?? '').replaceAll('NOW', String(open.page.now())),
        );
    const later = reopened(open);
    await later.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(0);
    expect(states(later)).toEqual([['create', 'error', 'uncertain']]);
  });

  it('comes back with the work when other code has cleared the storage', async () => {
    const browser = new FakeBrowser();
    browser.indexedDb = new IDBFactory();
    const open = { ...openPage(browser), browser, api: new KeylessApi(browser.server, PATIENTS) };
    const rest = async ({ page }: OpenPage): Promise<void> => {
      for (let turn = 0; turn < 3; turn += 1) {
        await indexedDbRests();
        await page.settle();
      }
    };
    open.api.add({ name: 'Jean Martin' });
    await readList(open);
    browser.server.holding = true;
    makeNamesake(open, 'lost');
    await rest(open);
    expect(keptIn(browser)).toHaveLength(1);
    browser.storage.values.clear();
    open.page.signal('window', 'pagehide');
    await rest(open);
    expect(keptIn(browser)).toHaveLength(1);
  });

  // In a short list one name in common says as much as another one that differs.
  it('holds those that differ in a name, so that a page after a reload asks nothing', async () => {
    const open = keylessClinic();
    for (const last of ['Dossier', 'Hors', 'Onglet', 'Semence'])
      open.api.add({ first_name: last === 'Semence' ? 'Jean' : `A ${last}`, last_name: last });
    await readList(open);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ first_name: 'Jean', last_name: 'Semence1' });
    await open.page.settle();
    const later = reopened(open);
    await later.page.advance(5 * MINUTE);
    expect(states(later)).toEqual([['create', 'synced', '']]);
    expect(open.api.rows).toHaveLength(5);
  });

  it('costs a create of a long list nothing where its answer is soon there', async () => {
    const open = keylessClinic();
    for (let row = 0; row < 2_001; row += 1) open.api.add({ name: `Patient ${row}` });
    open.api.add({ name: 'Jean Martin' });
    await readList(open);
    open.browser.server.holding = true;
    open.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
    await open.page.settle();
    expect(keptIn(open.browser)).toEqual([]);
    await open.page.advance(1_100);
    expect(keptIn(open.browser)).toEqual([expect.stringContaining('"ids":["2102"]')]);
    open.browser.server.holding = false;
    open.browser.server.release();
    await open.page.advance(MINUTE);
    expect(keptIn(open.browser)).toEqual([]);
  });

  it('is nothing any more where too many look like it by the time that it leaves', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin' });
    await readList(open);
    open.page.goOnline(false);
    open.api.fate = () => 'lost';
    open.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
    await open.page.advance(2_000);
    expect(keptIn(open.browser)).toHaveLength(1);
    for (let n = 0; n < 201; n += 1) open.api.add({ name: 'Jean Martin' });
    open.client.resource(PATIENTS).setConfirmed(open.api.rows);
    open.browser.server.holding = true;
    open.page.goOnline(true);
    await open.page.advance(10_000);
    expect(keptIn(open.browser)).toEqual([]);
  });

  it('is kept of each of many creates that wait', async () => {
    const open = keylessClinic();
    await readList(open);
    open.page.goOnline(false);
    for (let count = 0; count < 50; count += 1)
      open.client.mutations(PATIENTS).create({ name: `Ana ${count}` });
    await open.page.advance(2_000);
    expect(keptIn(open.browser)).toHaveLength(50);
  });
});
