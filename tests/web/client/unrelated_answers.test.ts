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

  it.each<[string, unknown]>([
    ['0, where nothing is set', 0],
    ['the nil UUID', '00000000-0000-0000-0000-000000000000'],
    ['no text', ''],
    ['an object', { $oid: 'a' }],
    ['a flag', true],
  ])('is looked up where its id names no record: %s', async (_, id) => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`POST ${PATIENTS}`, ({ body }) => {
      open.api.add(body as AnyRecord);
      return { status: 201, body: { ...(body as AnyRecord), id } };
    });
    const calls = open.client.mutations(PATIENTS);
    for (const name of ['Ana', 'Luc']) {
      const { record } = calls.create({ name });
      calls.update(record['id'] as string, { phone: name });
    }
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([
      ZOE,
      { id: 102, name: 'Ana', phone: 'Ana' },
      { id: 103, name: 'Luc', phone: 'Luc' },
    ]);
    expect(shown(open)).toEqual(open.api.rows);
  });

  it('a record whose id is 0 in the list, too, is called so', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    const made = { id: 0, name: 'Ana' };
    open.browser.server.on(`POST ${PATIENTS}`, () => {
      open.api.rows.push(made);
      return { status: 201, body: made };
    });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(MINUTE);
    expect([entries(open), shown(open)]).toEqual([['synced'], [ZOE, made]]);
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

describe('3.5a: an update that is answered with another record', () => {
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

describe('3.5a: an update that is answered with another record of the same values', () => {
  it('leaves the other one alone', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    const { id } = open.api.add({ name: 'Ana', state: 'new' });
    await open.client.resource(PATIENTS).refetch();
    const zoe = { ...ZOE, state: 'done' };
    open.browser.server.on(`PATCH ${PATIENTS}/102`, ({ body }) => {
      Object.assign(open.api.rows[1] ?? {}, body);
      return { status: 200, body: zoe };
    });
    const calls = open.client.mutations(PATIENTS);
    calls.update(id as number, { state: 'done' });
    await open.page.advance(MINUTE);
    calls.delete(id as number);
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([ZOE]);
    expect(shown(open)).toEqual([ZOE]);
  });

  it('is called by the new id where the API keeps the former version', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    const amended = { ...ZOE, id: 201, name: 'Zoé' };
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 200, body: amended });
    open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await open.page.advance(MINUTE);
    expect(shown(open)).toEqual([amended]);
  });
});

describe('4: a write that says that it has changed nothing', () => {
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
    ['a flag', { deleted: false, updated: false }],
    ['a flag of its own', { valid: false, hasError: false }],
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

/** Answers that show no record and do not say that all went well. */
const WORDS: [string, unknown][] = [
  ['a sentence', { message: 'cannot change: has appointments' }],
  ['a code of its own', { result: 'KO', message: 'cannot change: has appointments' }],
  ['an object within', { data: { message: 'cannot change: has appointments' } }],
  ['text in JSON', '"cannot change: has appointments"'],
];

describe('4: a write that is answered with words in place of the record', () => {
  it.each(WORDS)('is for a person to judge where nothing has changed: %s', async (_, body) => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 200, body });
    const update = open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    update.synced.catch(() => undefined);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['uncertain']);
    expect(shown(open)).toEqual([{ ...ZOE, name: 'Zoé' }]);
    await Promise.all([open.client.queue.discard(update.mutationId), open.page.advance(MINUTE)]);
    expect(shown(open)).toEqual([ZOE]);
  });

  it.each(WORDS)('deletes nothing that is still there: %s', async (_, body) => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`DELETE ${PATIENTS}/101`, { status: 200, body });
    const { mutationId, synced } = open.client.mutations(PATIENTS).delete(101);
    synced.catch(() => undefined);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['uncertain']);
    await Promise.all([open.client.queue.discard(mutationId), open.page.advance(MINUTE)]);
    expect(shown(open)).toEqual([ZOE]);
  });

  it('shows the words', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    const body = { message: 'has appointments' };
    open.browser.server.on(`DELETE ${PATIENTS}/101`, { status: 200, body });
    open.client
      .mutations(PATIENTS)
      .delete(101)
      .synced.catch(() => undefined);
    await open.page.advance(MINUTE);
    expect(open.client.queue.getAll()[0]?.error?.message).toMatch(/has appointments$/);
  });

  it.each<[string, unknown]>([
    ...WORDS,
    ['a sentence of success', { message: 'Patient updated' }],
    ['a member of another record', { updated_by: 'Dr. Ana' }],
  ])('is confirmed by the record: %s', async (_, body) => {
    const open = await clinicThatAnswers({ status: 500 });
    const { server } = open.browser;
    server.on(`PATCH ${PATIENTS}/101`, ({ body: sent }) => {
      Object.assign(open.api.rows[0] ?? {}, sent);
      return { status: 200, body };
    });
    server.on(`DELETE ${PATIENTS}/101`, () => {
      open.api.rows.length = 0;
      return { status: 200, body };
    });
    const calls = open.client.mutations(PATIENTS);
    calls.update(101, { name: 'Zoé' });
    await open.page.advance(MINUTE);
    expect(shown(open)).toEqual([{ ...ZOE, name: 'Zoé' }]);
    calls.delete(101);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['synced', 'synced']);
    expect(shown(open)).toEqual([]);
  });

  it('is confirmed where the API keeps what it deletes, and the record has changed', async () => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`DELETE ${PATIENTS}/101`, () => {
      Object.assign(open.api.rows[0] ?? {}, { name: '(name removed)' });
      return { status: 200, body: { message: 'Patient closed' } };
    });
    open.client.mutations(PATIENTS).delete(101);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['synced']);
  });

  it.each<[string, unknown]>([
    ['a flag', { deleted: true, updated: true, message: 'bye' }],
    ['a count', { affectedRows: 1, message: 'bye' }],
    ['a word', { status: 'success', message: 'bye' }],
    ['no error', { error: false, message: 'bye' }],
    ['a status', { code: 200, message: 'bye' }],
    ['nothing', { data: null, error: null }],
  ])('needs no read where it says that all went well: %s', async (_, body) => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`DELETE ${PATIENTS}/101`, { status: 200, body });
    open.client.mutations(PATIENTS).delete(101);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['synced']);
    expect(open.browser.server.sent('GET')).toHaveLength(1);
  });

  it.each([200, 201, 202, 204, 207])(
    'asks a person about a create with %i that no list shows',
    async (status) => {
      const answer = status === 204 ? { status } : { status, body: { valid: false } };
      const open = await clinicThatAnswers(answer, false);
      const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
      synced.catch(() => undefined);
      await open.page.advance(MINUTE);
      expect(entries(open)).toEqual(['uncertain']);
      expect(open.client.queue.getAll()[0]?.error?.message).toMatch(/ne l’a pas confirmé/);
      expect(shown(open)).toMatchObject([ZOE, { name: 'Ana' }]);
    },
  );
});

describe('4: an answer that shows the record, and an error beside it', () => {
  const torn = (record: AnyRecord): object => ({
    data: record,
    errors: [{ message: 'locked by Dr. Ana' }],
  });

  it.each([true, false])('is decided by the record for an edit: %s', async (isMade) => {
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`PATCH ${PATIENTS}/101`, ({ body }) => {
      if (isMade) Object.assign(open.api.rows[0] ?? {}, body);
      return { status: 200, body: torn({ id: 101 }) };
    });
    const { synced } = open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    synced.catch(() => undefined);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual([isMade ? 'synced' : 'uncertain']);
    if (!isMade) expect(open.client.queue.getAll()[0]?.error?.message).toMatch(/locked by/);
  });

  it.each([true, false])('is decided by the list for a create: %s', async (isMade) => {
    const open = await clinicThatAnswers({ status: 200, body: torn({ id: 102 }) }, isMade);
    const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    synced.catch(() => undefined);
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual([isMade ? 'synced' : 'uncertain']);
    expect(shown(open)).toMatchObject([ZOE, { name: 'Ana' }]);
  });

  it.each([null, '', [], {}, false])('is the record where the error is none: %j', async (error) => {
    const body = { data: { id: 101, name: 'Zoé' }, error, errors: error };
    const open = await clinicThatAnswers({ status: 500 });
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 200, body });
    open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await open.page.advance(MINUTE);
    expect(entries(open)).toEqual(['synced']);
    expect(open.browser.server.sent('GET')).toHaveLength(1);
  });
});

describe('2.6: an edit that makes a record again', () => {
  it.each(['PUT', 'PATCH'] as const)('is reported: %s', async (method) => {
    const open = keylessClinic({ method });
    const codes: string[] = [];
    open.client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    open.api.add({ name: ZOE.name });
    await readList(open);
    open.browser.server.on(`${method} ${PATIENTS}/101`, ({ body }) => ({ status: 201, body }));
    open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await open.page.advance(MINUTE);
    expect(codes).toContain('RECORD_MADE_ANEW');
  });
});

describe('3.5a: a UUID that the API writes in another case', () => {
  const UPPER = 'AAAAAAAA-0000-4000-8000-00000000000A';
  const lower = UPPER.toLowerCase();

  it.each([
    [UPPER, lower],
    [lower, UPPER],
  ])('is one record: %s', async (mine, theirs) => {
    const open = keylessClinic({ clientIds: true });
    const { server } = open.browser;
    server.on(`GET ${PATIENTS}`, () => ({ status: 200, body: open.api.rows }));
    const answers: ScriptedAnswer[] = ['network-error', { status: 204 }];
    server.on(`POST ${PATIENTS}`, ({ body }) => {
      if (open.api.rows.length === 0) open.api.rows.push({ ...(body as AnyRecord), id: theirs });
      return answers.shift() ?? { status: 500 };
    });
    server.on(`GET ${PATIENTS}/${mine}`, () => ({ status: 200, body: open.api.rows[0] }));
    server.on(`PATCH ${PATIENTS}/${theirs}`, ({ body }) => ({
      status: 200,
      body: Object.assign(open.api.rows[0] ?? {}, body),
    }));
    await readList(open);
    const calls = open.client.mutations(PATIENTS);
    calls.create({ id: mine, name: 'Ana' });
    calls.update(mine, { phone: '5' });
    await open.page.advance(5 * MINUTE);
    await Promise.all([open.client.resource(PATIENTS).refetch(), open.page.settle()]);
    expect(server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
    expect(shown(open)).toEqual([{ id: theirs, name: 'Ana', phone: '5' }]);
  });
});
