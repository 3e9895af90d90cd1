import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, readList } from '../support/keyless_clinic.js';
import { PATIENTS } from '../support/open_page.js';
import type { ScriptedAnswer } from '../support/scripted_server.js';

const MINUTE = 60_000;
const ZOE = { id: 101, name: 'Zoe', allergies: 'penicillin' };

const entries = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);
const shown = ({ client }: KeylessClinic): readonly AnyRecord[] =>
  client.resource(PATIENTS).getRows();

/** The list has Zoe. A POST makes a record, and is answered in another way. */
async function clinicThatAnswers(
  answer: Exclude<ScriptedAnswer, string | ((request: never) => unknown)>,
  makes = true,
): Promise<KeylessClinic> {
  const open = keylessClinic();
  open.api.add({ name: ZOE.name, allergies: ZOE.allergies });
  await readList(open);
  open.browser.server.on(`POST ${PATIENTS}`, ({ body }) => {
    if (makes) open.api.add(body as AnyRecord);
    return answer;
  });
  return open;
}

describe('an answer to a create that is about something else (3.5a: no id beats a wrong one)', () => {
  it.each<[string, Exclude<ScriptedAnswer, string | ((request: never) => unknown)>]>([
    [
      'a redirect to the list, which has one record',
      {
        status: 200,
        body: { data: [ZOE] },
        redirected: true,
        url: `https://clinic.example${PATIENTS}`,
      },
    ],
    ['a list without it', { status: 200, body: { data: [ZOE] } }],
    ['a bare list without it', { status: 201, body: [ZOE] }],
    ['two answers in one', { status: 200, body: '{"id":102,"name":"Ana"}{"id":101,"ok":1}' }],
    ['a record whose id has another name', { status: 201, body: { ID: 102, name: 'Ana' } }],
    ['an id in place of the record', { status: 201, body: { success: true, data: 102 } }],
  ])('is looked up: %s', async (_, answer) => {
    const open = await clinicThatAnswers(answer);
    const { record } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.client.mutations(PATIENTS).update(record['id'] as string, { phone: '5' });
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([ZOE, { id: 102, name: 'Ana', phone: '5' }]);
    expect(shown(open)).toEqual(open.api.rows);
  });

  it.each<[string, unknown]>([
    ['an id of its own', { id: 101, state: 'queued' }],
    ['a text as id', { id: 'job-1', state: 'queued' }],
  ])('a job that was accepted (202) does not name the record: %s', async (_, body) => {
    const open = await clinicThatAnswers({ status: 202, body }, false);
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['uncertain']);
    expect(shown(open)).toMatchObject([ZOE, { name: 'Ana' }]);
  });

  it('a job under the number of the patient does not confirm the edit', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    const job = { id: 101, state: 'queued' };
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 202, body: job });
    open.client.mutations(PATIENTS).update(101, { phone: '5' });
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['uncertain']);
    expect(shown(open)).toEqual([{ ...ZOE, phone: '5' }]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a sentence', { message: 'Validation failed' }, /Validation failed/],
    ['that no row was inserted', { affectedRows: 0 }, /./],
  ])('with 200 and no record in the list, a person is asked: %s', async (_, body, message) => {
    const open = await clinicThatAnswers({ status: 200, body }, false);
    const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    synced.catch(() => undefined);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['uncertain']);
    expect(open.client.queue.getAll()[0]?.error?.message).toMatch(message);
    expect(shown(open)).toMatchObject([ZOE, { name: 'Ana' }]);
  });
});

describe('an update that is answered with another record (3.5a)', () => {
  it('changes and deletes its own record afterwards', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    const { id } = open.api.add({ name: 'Ana' });
    await open.client.resource(PATIENTS).refetch();
    const { server } = open.browser;
    server.on(`PATCH ${PATIENTS}/102`, ({ body }) => {
      Object.assign(open.api.rows[1] ?? {}, body);
      return { status: 200, body: ZOE };
    });
    const calls = open.client.mutations(PATIENTS);
    calls.update(id as number, { name: 'Anna' });
    await open.page.advance(MINUTE);
    expect(shown(open)).toEqual([ZOE, { id: 102, name: 'Anna' }]);
    calls.delete(id as number);
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([ZOE]);
    expect(shown(open)).toEqual([ZOE]);
  });
});

describe('a write that says that it has changed nothing (4)', () => {
  const NOTHING: [string, unknown][] = [
    ['MySQL', { affectedRows: 0, changedRows: 0, insertId: 0 }],
    ['MongoDB', { acknowledged: true, matchedCount: 0, modifiedCount: 0 }],
    ['TypeORM', { raw: [], affected: 0, generatedMaps: [] }],
    ['SQL Server', { recordsets: [], rowsAffected: [0] }],
    ['Prisma', { success: true, data: { count: 0 } }],
    ['an API of its own', { updated: 0, message: 'ok' }],
    ['Sequelize', [0]],
    ['a number', '0'],
    ['a word', 'false'],
  ];

  it.each(NOTHING)('is refused where the record is as before: %s', async (_, body) => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 200, body });
    open.browser.server.on(`DELETE ${PATIENTS}/101`, { status: 200, body });
    const calls = open.client.mutations(PATIENTS);
    calls.update(101, { name: 'Zoé' });
    await open.page.advance(MINUTE);
    calls.delete(101);
    await open.page.advance(MINUTE);
    expect(open.client.queue.getAll().map(({ error }) => error?.code)).toEqual([
      'NOT_CHANGED',
      'NOT_CHANGED',
    ]);
    expect(shown(open)).toEqual([ZOE]);
  });

  it.each<[string, unknown]>([
    ...NOTHING,
    ['MySQL, with a row', { fieldCount: 0, affectedRows: 1, changedRows: 0 }],
    ['MongoDB, the same values', { acknowledged: true, matchedCount: 1, modifiedCount: 0 }],
  ])('is confirmed where the record shows the change: %s', async (_, body) => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`PATCH ${PATIENTS}/101`, ({ body: sent }) => {
      Object.assign(open.api.rows[0] ?? {}, sent);
      return { status: 200, body };
    });
    open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['synced']);
    expect(shown(open)).toEqual([{ ...ZOE, name: 'Zoé' }]);
  });

  it('a count that was sent is a member of the record', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 200, body: { count: 0 } });
    open.client.mutations(PATIENTS).update(101, { count: 0 });
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['synced']);
    expect(open.browser.server.sent('GET')).toHaveLength(1);
  });
});
