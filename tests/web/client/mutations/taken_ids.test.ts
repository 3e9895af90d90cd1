import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
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
