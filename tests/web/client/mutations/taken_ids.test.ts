import { describe, expect, it } from 'vitest';
import type { AnyRecord, ContextSink } from '../../../../web/src/types/index.js';
import { FakeContext } from '../../support/context_fake.js';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const ANN = { id: 101, name: 'Ann', allergies: 'penicillin' };
const BOB = { id: 102, name: 'Bob', allergies: 'none' };
const TAKEN = { code: 'DUPLICATE_ID', field: 'id' };

/** The list shows Ann and Bob. */
async function clinic(): Promise<KeylessClinic> {
  const open = keylessClinic();
  for (const { id: _, ...record } of [ANN, BOB]) open.api.add(record);
  await readList(open);
  return open;
}

const shown = ({ client }: KeylessClinic): readonly AnyRecord[] =>
  client.resource(PATIENTS).getRows();
const writes = ({ browser }: KeylessClinic): unknown[] =>
  browser.server.requests.flatMap(({ method, url, body }) =>
    method === 'GET' || method === 'HEAD' ? [] : [`${method} ${url} ${JSON.stringify(body)}`],
  );

describe('3.5a: the id of another record is no name', () => {
  it.each<[string, AnyRecord]>([
    ['a copy with a change', { ...ANN, name: 'Ann II' }],
    ['the id as text', { id: '101', name: 'Ann II' }],
  ])('a create with it is refused, and its record stays what it is: %s', async (_, copy) => {
    const open = await clinic();
    const calls = open.client.mutations(PATIENTS);
    await expect(calls.create(copy)).rejects.toMatchObject(TAKEN);
    void calls.update(101, { phone: '5' });
    await open.page.advance(5_000);
    expect(writes(open)).toEqual([`PATCH ${PATIENTS}/101 {"phone":"5"}`]);
    expect(shown(open)).toEqual([{ ...ANN, phone: '5' }, BOB]);
  });

  it('an edit with the form of another record is refused', async () => {
    const open = await clinic();
    const form = { ...BOB, phone: '5' };
    await expect(open.client.mutations(PATIENTS).update(101, form)).rejects.toMatchObject(TAKEN);
    expect(shown(open)).toEqual([ANN, BOB]);
    expect(writes(open)).toEqual([]);
  });

  it('an id that nobody has is a change, as of a code that people give', async () => {
    const open = await clinic();
    void open.client.mutations(PATIENTS).update(101, { id: 'A-7' });
    await open.page.advance(5_000);
    expect(writes(open)).toEqual([`PATCH ${PATIENTS}/101 {"id":"A-7"}`]);
  });

  it('a form that was opened before the record had its id changes no id', async () => {
    const open = await clinic();
    const calls = open.client.mutations(PATIENTS);
    const { record } = calls.create({ name: 'Eve' });
    await open.page.advance(5_000);
    const { id } = shown(open)[2] as { id: number };
    void calls.update(id, { ...record, phone: '5' });
    void calls.update(id, { id: '', phone: '6' });
    await open.page.advance(5_000);
    expect(writes(open).slice(1)).toEqual([
      `PATCH ${PATIENTS}/${id} {"phone":"5"}`,
      `PATCH ${PATIENTS}/${id} {"phone":"6"}`,
    ]);
  });

  it('a record that is deleted may be made again under its id', async () => {
    const open = await clinic();
    const calls = open.client.mutations(PATIENTS);
    void calls.delete(101);
    void calls.create({ ...ANN });
    await open.page.advance(5_000);
    expect(open.client.queue.getPendingCount()).toBe(0);
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Bob', 'Ann']);
  });

  it('the id of an empty form is used for one record after the other', async () => {
    const open = await clinic();
    const calls = open.client.mutations(PATIENTS);
    for (const name of ['Eve', 'Luc']) {
      void calls.create({ id: 'new', name });
      await open.page.advance(5_000);
    }
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Eve', 'Luc']);
  });
});

describe('3.5a: the id of a row that a context shows may still be free', () => {
  const birth = new Date('2001-02-03T00:00:00Z');
  const nested = { city: 'Lyon', street: undefined };

  it.each<[string, AnyRecord, AnyRecord]>([
    ['dates', { id: 't1', birth }, { id: 't1', birth }],
    ['members that JSON leaves out', { id: 't1', nested }, { id: 't1', nested }],
    ['an id that is a number there', { id: 5, name: 'Eve' }, { id: '5', name: 'Eve' }],
    ['an id that is text there', { id: '5', name: 'Eve' }, { id: 5, name: 'Eve' }],
  ])('it is the new record itself, put there before by the application: %s', async (...row) => {
    const [, own, record] = row;
    const open = keylessClinic();
    const { client, page } = open;
    void client.mutations(PATIENTS).create(record, {}, new FakeContext([own]).sink());
    await page.advance(5_000);
    expect(client.mutations(PATIENTS).getState().failure).toBeNull();
    expect(writes(open)).toHaveLength(1);
  });

  const archives = (context: FakeContext): ContextSink => {
    const sink = context.sink();
    return { ...sink, remove: (id) => sink.patch(id, { isArchived: true }) };
  };

  it('its record was deleted, and the context keeps the row as archived', async () => {
    const open = keylessClinic();
    const row = open.api.add({ name: 'Ann', isArchived: false });
    const sink = archives(new FakeContext([row]));
    const calls = open.client.mutations(PATIENTS);
    void calls.delete(101, {}, sink);
    await open.page.advance(5_000);
    void calls.create({ ...row }, {}, sink);
    await open.page.advance(5_000);
    expect(open.api.rows).toMatchObject([{ name: 'Ann', isArchived: false }]);
  });

  it('its create was refused and discarded, and the context keeps the row', async () => {
    const open = keylessClinic();
    const { api, client, page } = open;
    const sink = archives(new FakeContext());
    const calls = client.mutations(PATIENTS);
    api.fate = () => ({ status: 422 });
    const { mutationId } = calls.create({ id: 't1', name: '' }, {}, sink);
    await page.advance(5_000);
    await client.queue.discard(mutationId);
    api.fate = () => 'answered';
    void calls.create({ id: 't1', name: 'Eve' }, {}, sink);
    await page.advance(5_000);
    expect(api.rows.map(({ name }) => name)).toEqual(['Eve']);
  });

  it('its record has another id now, and the context cannot change ids', async () => {
    const open = keylessClinic();
    const sink = new FakeContext().sink({ replaceId: true });
    for (const name of ['Eve', 'Luc']) {
      void open.client.mutations(PATIENTS).create({ id: 'new', name }, {}, sink);
      await open.page.advance(5_000);
    }
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Eve', 'Luc']);
  });
});
