import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

/**
 * The list comes from a copy of the database, or an index, that shows records this long after they were made.
 */
function lateClinic(lateMs: number): KeylessClinic {
  const open = keylessClinic();
  const { api, browser } = open;
  const madeAt = new Map<unknown, number>();
  const add = api.add.bind(api);
  api.add = (record) => {
    const row = add(record);
    madeAt.set(row['id'], browser.now);
    return row;
  };
  browser.server.on(`GET ${PATIENTS}`, () => ({
    status: 200,
    body: api.rows.filter(({ id }) => (madeAt.get(id) ?? 0) + lateMs <= browser.now),
  }));
  api.add({ name: 'Ben' });
  browser.now += MINUTE;
  return open;
}

const answerOnce = ({ api, browser }: KeylessClinic, answer: { status: number; body?: unknown }) =>
  browser.server.on(
    `POST ${PATIENTS}`,
    ({ body }) => {
      const { id: _, ...record } = body as AnyRecord;
      api.add(api.stored(record));
      return answer;
    },
    ({ body }) => {
      const { id: _, ...record } = body as AnyRecord;
      return { status: 201, body: api.add(api.stored(record)) };
    },
  );

async function expectOneAna(open: KeylessClinic): Promise<void> {
  await readList(open);
  const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
  await open.page.advance(5 * MINUTE);
  expect(open.api.rows).toMatchObject([{ name: 'Ben' }, { name: 'Ana' }]);
  expect(open.client.queue.getAll().map(({ status }) => status)).toEqual(['synced']);
  await expect(synced).resolves.toMatchObject({ id: 102 });
}

describe.each([300, 2_500, 4_900])('3.12a: a list that is %i ms late', (lateMs) => {
  it.each(['reset', 'gateway', 'lost'] as const)(
    'is read again before a create is repeated: %s',
    async (fate) => {
      const open = lateClinic(lateMs);
      open.api.fate = once('POST', fate);
      await expectOneAna(open);
    },
  );

  it.each<[number, unknown]>([
    [201, undefined],
    [200, { message: 'Saved' }],
  ])('is read again where a create was answered with %i and no record', async (status, body) => {
    const open = lateClinic(lateMs);
    answerOnce(open, { status, body });
    await expectOneAna(open);
  });

  it('is read again where the server took long to make a create and to answer no record', async () => {
    const open = lateClinic(lateMs);
    const { api, browser, client, page } = open;
    await readList(open);
    browser.server.on(`POST ${PATIENTS}`, { status: 201 });
    browser.server.holding = true;
    const { synced } = client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.advance(20_000);
    api.add({ name: 'Ana' });
    browser.server.release();
    await page.advance(5 * MINUTE);
    await expect(synced).resolves.toMatchObject({ id: 102 });
  });

  it('has records that say when they were made', async () => {
    const open = lateClinic(lateMs);
    const { api, browser } = open;
    api.stored = (record) => ({ ...record, created_at: new Date(browser.now).toISOString() });
    api.fate = once('POST', 'reset');
    await expectOneAna(open);
  });
});

describe('3.12a, 4: a list that is a second late', () => {
  it('is read again before a create is repeated that has failed in the server', async () => {
    const open = lateClinic(1_000);
    answerOnce(open, { status: 500, body: { error: 'the mail could not be sent' } });
    await expectOneAna(open);
  });
});
