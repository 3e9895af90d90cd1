import { describe, expect, it } from 'vitest';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

/** As `findOneAndUpdate` of MongoDB: it saves, and answers with the record of before. */
async function clinicOfFormerAnswers(): Promise<KeylessClinic> {
  const open = keylessClinic();
  const row = open.api.add({ name: 'Ana', phone: '1' });
  for (const method of ['PATCH', 'PUT'])
    open.browser.server.on(`${method} ${PATIENTS}/101`, ({ body }) => {
      const former = { ...row };
      Object.assign(row, body);
      return { status: 200, body: former };
    });
  await readList(open);
  return open;
}

const phones = ({ client }: KeylessClinic): unknown[] =>
  client
    .resource<{ phone: string }>(PATIENTS)
    .getRows()
    .map(({ phone }) => phone);

const reads = ({ browser }: KeylessClinic): number =>
  browser.server.sent(`GET ${PATIENTS}/101`).length;

describe('an update that is answered with the record as it was before (4, L3)', () => {
  it('is shown as it was saved', async () => {
    const open = await clinicOfFormerAnswers();
    open.client.mutations(PATIENTS).update('101', { phone: '2' });
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana', phone: '2' }]);
    expect(phones(open)).toEqual(['2']);
    expect(open.client.queue.getPendingCount()).toBe(0);
  });

  it('can be taken back', async () => {
    const open = await clinicOfFormerAnswers();
    const calls = open.client.mutations(PATIENTS);
    calls.update('101', { phone: '2' });
    await open.page.advance(MINUTE);
    calls.update('101', { phone: '1' });
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana', phone: '1' }]);
    expect(phones(open)).toEqual(['1']);
  });

  it('several in a row end as the last of them', async () => {
    const open = await clinicOfFormerAnswers();
    const calls = open.client.mutations(PATIENTS);
    for (const phone of ['2', '3', '4']) calls.update('101', { phone });
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana', phone: '4' }]);
    expect(phones(open)).toEqual(['4']);
    expect(open.client.queue.getAll().map(({ status }) => status)).toEqual(
      Array.from({ length: 3 }, () => 'synced'),
    );
  });

  it('one that was not taken over shows what the API has', async () => {
    const open = keylessClinic();
    const row = open.api.add({ name: 'Ana', phone: '1' });
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 200, body: row });
    await readList(open);
    open.client.mutations(PATIENTS).update('101', { phone: '2' });
    await open.page.advance(MINUTE);
    expect(phones(open)).toEqual(['1']);
  });

  it('is read again where a cache on the way has kept the record of before', async () => {
    const open = await clinicOfFormerAnswers();
    const kept = { status: 200, body: { ...open.api.rows[0] }, headers: { age: '40' } };
    let isFresh = false;
    open.browser.server.on(`GET ${PATIENTS}/101`, () =>
      isFresh ? { status: 200, body: open.api.rows[0] } : kept,
    );
    const { synced } = open.client.mutations(PATIENTS).update('101', { phone: '2' });
    await open.page.advance(10_000);
    expect(phones(open)).toEqual(['2']);
    expect(open.client.queue.getPendingCount()).toBe(1);
    isFresh = true;
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toMatchObject({ phone: '2' });
    expect(phones(open)).toEqual(['2']);
  });

  it('is shown at once by an answer whose age is within the second that its date counts', async () => {
    const open = await clinicOfFormerAnswers();
    open.browser.server.on(`GET ${PATIENTS}/101`, () => ({
      status: 200,
      body: open.api.rows[0],
      headers: { age: '1' },
    }));
    open.client.mutations(PATIENTS).update('101', { phone: '2' });
    await open.page.advance(5_000);
    expect(open.client.queue.getPendingCount()).toBe(0);
    expect(phones(open)).toEqual(['2']);
  });

  it('counts as it was sent, once, where the record cannot be read', async () => {
    const open = await clinicOfFormerAnswers();
    open.browser.server.on(`GET ${PATIENTS}/101`, { status: 403, body: { message: 'no' } });
    const { synced } = open.client.mutations(PATIENTS).update('101', { phone: '2' });
    await open.page.advance(2 * MINUTE);
    await expect(synced).resolves.toMatchObject({ phone: '2' });
    expect(phones(open)).toEqual(['2']);
    expect(open.browser.server.sent(`PATCH ${PATIENTS}/101`)).toHaveLength(1);
  });

  it('a value that the API writes in its own way is not read', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Ana', phone: '1' });
    open.api.stored = (record) =>
      'phone' in record ? { ...record, phone: `+${String(record['phone'])}` } : record;
    await readList(open);
    const calls = open.client.mutations(PATIENTS);
    calls.update('101', { name: 'Anna', phone: '2' });
    await open.page.advance(MINUTE);
    calls.update('101', { phone: '3' });
    await open.page.advance(MINUTE);
    expect(phones(open)).toEqual(['+3']);
    expect(reads(open)).toBe(0);
  });
});

describe('4: null as the answer to an edit', () => {
  const nothing = { status: 200, body: null };

  it('of a record that is gone refuses it, and keeps the change', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Ana', phone: '1' });
    await readList(open);
    open.api.rows.length = 0;
    open.browser.server.on(`PATCH ${PATIENTS}/101`, nothing);
    const { synced } = open.client.mutations(PATIENTS).update('101', { phone: '2' });
    const refused = expect(synced).rejects.toMatchObject({ code: 'NOT_CHANGED' });
    await open.page.advance(MINUTE);
    await refused;
    expect(open.client.queue.getSnapshot().attention).toBe(1);
  });

  it('of an API that answers so when all is well confirms it', async () => {
    const open = keylessClinic();
    const row = open.api.add({ name: 'Ana', phone: '1' });
    await readList(open);
    open.browser.server.on(`PATCH ${PATIENTS}/101`, ({ body }) => {
      Object.assign(row, body);
      return nothing;
    });
    const { synced } = open.client.mutations(PATIENTS).update('101', { phone: '2' });
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toMatchObject({ phone: '2' });
    expect(phones(open)).toEqual(['2']);
  });
});
