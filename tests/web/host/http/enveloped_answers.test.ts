import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;
const ANA = { id: 101, name: 'Ana' };

/** The API makes what is sent, and answers a create with `body`. */
function makesAndSays(open: KeylessClinic, body: unknown): void {
  open.browser.server.on(`POST ${PATIENTS}`, ({ body: sent }) => {
    open.api.add(sent as AnyRecord);
    return { status: 201, body };
  });
}

describe('3.5a, 4: an answer that wraps the record under another name', () => {
  it.each<[string, unknown]>([
    ['after the resource', { patient: ANA }],
    ['after the resource, beside a note', { message: 'created', status: 201, patient: ANA }],
    ['inside data', { success: true, data: { patient: ANA } }],
    ['in data twice', { data: { data: ANA } }],
    ['in data three times', { data: { data: { data: ANA } } }],
    ['as a result', { result: ANA, meta: { took: 3 } }],
    ['in a list of one', { patients: [ANA] }],
    ['beside another record', { patient: ANA, user: { id: 3, name: 'Dr Noor' } }],
    ['in another case', { Patient: ANA }],
    ['after a mutation of GraphQL', { data: { createPatient: ANA } }],
    ['after a mutation of Relay', { data: { createPatient: { patient: ANA } } }],
    ['after a mutation of Hasura', { data: { insert_patients_one: ANA } }],
    ['beside values of the answer', { patient: ANA, created: true, token: 'x' }],
  ])('names the record of a create: %s', async (_, body) => {
    const open = keylessClinic();
    await readList(open);
    const reads = open.browser.server.sent('GET').length;
    makesAndSays(open, body);
    const { record, synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.client.mutations(PATIENTS).update(record['id'] as string, { phone: '5' });
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toEqual(ANA);
    expect(open.api.rows).toEqual([{ ...ANA, phone: '5' }]);
    expect(open.client.resource(PATIENTS).getRows()).toEqual([{ ...ANA, phone: '5' }]);
    expect(open.browser.server.sent('GET')).toHaveLength(reads);
  });

  it.each([
    { id: 101, message: 'Patient created' },
    { ok: true, id: 101 },
    { success: true, id: 101 },
  ])('names the record of a create by its id, and tells the rest to people: %j', async (body) => {
    const open = keylessClinic({ method: 'PUT' });
    await readList(open);
    makesAndSays(open, body);
    const { record, synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.client.mutations(PATIENTS).update(record['id'] as string, { phone: '5' });
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toEqual(ANA);
    expect(open.client.resource(PATIENTS).getRows()).toEqual([{ ...ANA, phone: '5' }]);
    const [put] = open.browser.server.sent('PUT');
    expect(put?.body).toEqual({ ...ANA, phone: '5' });
  });

  it('keeps a message that is a field', async () => {
    const open = keylessClinic();
    await readList(open);
    const note = { id: 101, message: 'Call back' };
    open.browser.server.on(`POST ${PATIENTS}`, { status: 201, body: note });
    const { synced } = open.client.mutations(PATIENTS).create({ message: 'Call back' });
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toEqual(note);
  });

  it.each<[string, unknown]>([
    ['another record', { user: { id: 3, name: 'Dr Noor' } }],
    ['another record inside data', { data: { visit: { id: 3 } } }],
    [
      'a list of several',
      [
        { id: 3, name: 'Zoe' },
        { id: 4, name: 'Eva' },
      ],
    ],
    ['nothing', { data: { data: {} } }],
    ['a record without an id', { patient: { name: 'Ana' } }],
    ['what MySQL says', { insertId: 7 }],
    ['all that MySQL says', { data: { fieldCount: 0, affectedRows: 1, insertId: 7, info: '' } }],
    ['what MongoDB says', { acknowledged: true, insertedId: '65f0c0ffee' }],
    ['what SQLite says', { success: true, lastInsertRowid: 7, changes: 1 }],
    ['what TypeORM says', { identifiers: [{ id: 7 }], generatedMaps: [{ id: 7 }], raw: [] }],
    ['what libSQL says', { columns: [], rows: [], rowsAffected: 1, lastInsertRowid: '7' }],
    ['a note', { message: 'Patient created', status: 201 }],
    ['that it went well', { success: true, data: null }],
    ['a word as JSON', '"created"'],
    ['a number as JSON', '7'],
    ['no word at all', undefined],
  ])('is about something else, so the record is looked up: %s', async (_, body) => {
    const open = keylessClinic();
    await readList(open);
    makesAndSays(open, body);
    const { record, synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.client.mutations(PATIENTS).update(record['id'] as string, { phone: '5' });
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toEqual(ANA);
    expect(open.api.rows).toEqual([{ ...ANA, phone: '5' }]);
    expect(open.api.posts).toBe(0); // the script has answered the only one
  });

  it('is looked up inside a batch, too', async () => {
    const open = keylessClinic({ batch: { endpoint: '/api/v1/batch' } });
    await readList(open);
    open.browser.server.on('POST /api/v1/batch', ({ body }) => {
      const { mutations } = body as { mutations: { id: string; body: AnyRecord }[] };
      const data = mutations.map(({ id, body: sent }) => {
        open.api.add({ name: sent['name'] });
        return { id, status: 201, body: { insertId: 7 } };
      });
      return { status: 200, body: { success: true, data } };
    });
    const calls = open.client.mutations(PATIENTS);
    const made = ['Ana', 'Ben'].map((name) => calls.create({ name }));
    await open.page.advance(MINUTE);
    const records = await Promise.all(made.map(({ synced }) => synced));
    expect(records).toEqual([ANA, { id: 102, name: 'Ben' }]);
    expect(open.api.rows).toEqual(records);
  });

  it('says nothing of the record of an edit, where a database says what it did', async () => {
    const open = keylessClinic();
    const { id } = open.api.add({ name: 'Ana' });
    await readList(open);
    open.browser.server.on(`PATCH ${PATIENTS}/${String(id)}`, {
      status: 200,
      body: { affectedRows: 1 },
    });
    const { synced } = open.client.mutations(PATIENTS).update(id as number, { phone: '5' });
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toEqual({ ...ANA, phone: '5' });
  });

  it('gives a visit no patient’s id', async () => {
    const open = keylessClinic();
    open.browser.server.on('POST /api/v1/visits', {
      status: 201,
      body: { patient: { id: 7, name: 'Ana' } },
    });
    open.browser.server.on('GET /api/v1/visits', { status: 403 });
    const rows = open.client.resource('/api/v1/visits');
    const made = open.client.mutations('/api/v1/visits').create({ patient_id: 7, at: '09:00' });
    await open.page.advance(MINUTE);
    await expect(made.synced).resolves.toEqual({ ...made.record });
    expect(rows.getRows()).toEqual([made.record]);
  });

  it('gives a line of an order no item’s id', async () => {
    const open = keylessClinic();
    const rows = open.client.resource('/api/v1/lines');
    open.browser.server.on('POST /api/v1/lines', {
      status: 201,
      body: { quantity: 2, item: { id: 5 } },
    });
    const made = open.client.mutations('/api/v1/lines').create({ quantity: 2 });
    await open.page.advance(MINUTE);
    expect(rows.getRows()).toMatchObject([{ id: made.record['id'], quantity: 2 }]);
  });

  it.each<[string, unknown, AnyRecord]>([
    ['alone', { patient: { id: 7, name: 'Ana' } }, {}],
    [
      'beside the record',
      { patient: { id: 7, name: 'Ana' }, visit: { id: 7, at: '10:00', room: 3 } },
      { room: 3 },
    ],
  ])('takes no patient with the number of a visit for it: %s', async (_, body, more) => {
    const open = keylessClinic();
    const visits = open.client.resource('/api/v1/visits');
    open.browser.server.on('GET /api/v1/visits', { status: 200, body: [{ id: 7, at: '09:00' }] });
    await Promise.all([visits.load(), open.page.settle()]);
    open.browser.server.on('PATCH /api/v1/visits/7', { status: 200, body });
    open.client.mutations('/api/v1/visits').update(7, { at: '10:00' });
    await open.page.settle();
    expect(visits.getRows()).toEqual([{ id: 7, at: '10:00', ...more }]);
  });

  it.each<[string, (id: number) => unknown]>([
    ['after the resource', (id) => ({ patient: { id, name: 'Ana', phone: '2', age: 3 } })],
    ['in data twice', (id) => ({ data: { data: { id, name: 'Ana', phone: '2', age: 3 } } })],
    ['beside its visit', (id) => ({ visit: { id: 9 }, person: { id, phone: '2', age: 3 } })],
  ])('holds the record of an update: %s', async (_, bodyOf) => {
    const open = keylessClinic();
    const id = open.api.add({ name: 'Ana', phone: '1' })['id'] as number;
    await readList(open);
    open.browser.server.on(`PATCH ${PATIENTS}/${id}`, { status: 200, body: bodyOf(id) });
    open.client.mutations(PATIENTS).update(id, { phone: '2' });
    await open.page.settle();
    expect(open.client.resource(PATIENTS).getRows()).toEqual([
      { id, name: 'Ana', phone: '2', age: 3 },
    ]);
  });

  it.each<[string, unknown]>([
    ['another patient', { patient: { id: 999, name: 'Ben', phone: '7' } }],
    ['an entry of a log', { audit: { id: 3, what: 'changed' } }],
    ['nothing', { data: { data: {} } }],
  ])('leaves no stray member in the row of an update: %s', async (_, body) => {
    const open = keylessClinic();
    const id = open.api.add({ name: 'Ana', phone: '1' })['id'] as number;
    await readList(open);
    open.browser.server.on(`PATCH ${PATIENTS}/${id}`, { status: 200, body });
    open.client.mutations(PATIENTS).update(id, { phone: '2' });
    await open.page.settle();
    expect(open.client.resource(PATIENTS).getRows()).toEqual([{ id, name: 'Ana', phone: '2' }]);
  });

  it.each<[string, unknown, AnyRecord]>([
    [
      'a member that was sent',
      { address: { id: 4, city: 'Lyon' } },
      { address: { id: 4, city: 'Lyon' } },
    ],
    ['members beside values', { version: 3, doctor: { id: 9 } }, { version: 3, doctor: { id: 9 } }],
  ])('is the record itself where it has %s', async (_, body, shown) => {
    const open = keylessClinic();
    const id = open.api.add({ name: 'Ana' })['id'] as number;
    await readList(open);
    open.browser.server.on(`PATCH ${PATIENTS}/${id}`, { status: 200, body });
    open.client.mutations(PATIENTS).update(id, { address: { id: 4, city: 'Lyon' } });
    await open.page.settle();
    expect(open.client.resource(PATIENTS).getRows()).toMatchObject([{ id, name: 'Ana', ...shown }]);
  });

  it('is unwrapped where a record is read', async () => {
    const open = keylessClinic();
    const id = open.api.add({ name: 'Ana', phone: '1' })['id'] as number;
    open.browser.server.on(`GET ${PATIENTS}/${id}`, () => ({
      status: 200,
      body: { patient: open.api.rows[0] },
    }));
    open.api.fate = once('PATCH', 'reset');
    const { synced } = open.client.mutations(PATIENTS).update(id, { phone: '2' });
    await open.page.advance(5 * MINUTE);
    await expect(synced).resolves.toMatchObject({ name: 'Ana', phone: '2' });
    expect(open.browser.server.sent(`PATCH ${PATIENTS}/${id}`)).toHaveLength(1);
  });

  it('is left whole to fromServer, which knows its fields', async () => {
    const open = keylessClinic({
      toServer: ({ text, ...rest }) => ({ ...rest, message: text }),
      fromServer: ({ message, ...rest }) => ({ ...rest, text: message }),
    });
    open.browser.server.on(`POST ${PATIENTS}`, {
      status: 201,
      body: { id: 101, message: 'Call back.' },
    });
    const { synced } = open.client.mutations(PATIENTS).create({ text: 'call back' });
    await open.page.settle();
    await expect(synced).resolves.toEqual({ id: 101, text: 'Call back.' });
  });

  it('is left to the application’s unwrap', async () => {
    const open = keylessClinic({ unwrap: (json) => (json as AnyRecord)['user'] as AnyRecord });
    open.browser.server.on(`POST ${PATIENTS}`, {
      status: 201,
      body: { patient: { id: 7 }, user: { id: 3, name: 'Ana' } },
    });
    const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    await expect(synced).resolves.toMatchObject({ id: 3 });
  });
});
