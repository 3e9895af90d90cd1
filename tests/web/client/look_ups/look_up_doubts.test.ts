import { describe, expect, it } from 'vitest';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

const questions = ({ client }: OpenPage): unknown[] =>
  client.queue.getAll().filter(({ kind }) => kind === 'uncertain');
const sent = ({ browser }: KeylessClinic, method: string): number =>
  browser.server.requests.filter((request) => request.method === method).length;

describe('3.12a: a look-up that decides nothing', () => {
  it('takes no namesake who was there before the change was made', async () => {
    const open = keylessClinic();
    const made = new Date(open.page.now() - YEAR).toISOString();
    open.api.add({ name: 'Jean Martin', created_at: made });
    open.api.fate = once('POST', 'lost');
    const { record } = open.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
    open.client.mutations(PATIENTS).delete(record['id'] as string);
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(1);
    expect(sent(open, 'DELETE')).toBe(0);
    expect(questions(open)).toHaveLength(1);
  });

  it.each([
    ['ISO 8601', (at: number) => new Date(at).toISOString()],
    ['seconds', (at: number) => Math.round(at / 1000)],
    ['milliseconds', (at: number) => at],
  ])('sends again where the older row is another person: created in %s', async (_, written) => {
    const open = keylessClinic();
    const made = written(open.page.now() - YEAR);
    open.api.add({ name: 'Jean Martin', phone: '0102030405', created_at: made });
    // The list shows rows in part; the record shows the rest.
    open.browser.server.on(`GET ${PATIENTS}`, () => ({
      status: 200,
      body: open.api.rows.map(({ id, name, created_at }) => ({ id, name, created_at })),
    }));
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Jean Martin', phone: '0611223344' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(2);
    expect(questions(open)).toEqual([]);
  });

  it.each([
    ['seconds', (at: number) => Math.round(at / 1000)],
    ['milliseconds', (at: number) => at],
  ])('reads a creation time in %s', async (_, written) => {
    const open = keylessClinic();
    open.api.add({ name: 'Jean Martin', created: written(open.page.now() - YEAR) });
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
    await open.page.advance(5 * MINUTE);
    expect(questions(open)).toHaveLength(1);
  });

  it('takes the record that says it was made since', async () => {
    const open = keylessClinic();
    open.api.stored = (record) => ({
      ...record,
      created_at: new Date(open.page.now()).toISOString(),
    });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(1);
    expect(questions(open)).toEqual([]);
  });

  it('finds a record whose id only the application knows', async () => {
    const open = keylessClinic({
      fromServer: ({ _id, ...record }) => ({ ...record, id: _id }) as never,
    });
    await readList(open);
    open.api.fate = once('POST', 'reset');
    open.browser.server.on(`GET ${PATIENTS}`, () => ({
      status: 200,
      body: open.api.rows.map(({ id, ...row }) => ({ ...row, _id: `m${String(id)}` })),
    }));
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(1);
    expect(open.client.queue.getAll().map(({ status }) => status)).toEqual(['synced']);
  });

  it('asks where a row has no id at all', async () => {
    const open = keylessClinic();
    open.api.fate = once('POST', 'reset');
    open.browser.server.on(`GET ${PATIENTS}`, () => ({
      status: 200,
      body: open.api.rows.map(({ id: _, ...row }) => row),
    }));
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(1);
    expect(questions(open)).toHaveLength(1);
  });

  it('sends a delete again where the record may only have no route of its own', async () => {
    const open = keylessClinic();
    const row = open.api.add({ name: 'Ana' });
    await Promise.all([open.client.resource(PATIENTS).load(), open.page.settle()]);
    open.browser.server.on(`GET ${PATIENTS}/${String(row['id'])}`, {
      status: 404,
      body: { error: 'Not Found' },
    });
    open.api.fate = once('DELETE', 'lost');
    open.client.mutations(PATIENTS).delete(String(row['id']));
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([]);
    expect(open.client.queue.getAll().map(({ status }) => status)).toEqual(['synced']);
  });

  it.each([undefined, true, 'yes', null, 7])(
    'asks where verify says something else: %s',
    async (said) => {
      const open = keylessClinic({ verify: (() => said) as never });
      open.api.fate = once('POST', 'reset');
      open.client.mutations(PATIENTS).create({ name: 'Ana' });
      await open.page.advance(5 * MINUTE);
      expect(questions(open)).toHaveLength(1);
      expect(open.api.rows).toHaveLength(1);
    },
  );
});
