import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;
const ANA = { _id: '65f0', name: 'Ana' };

const open = (): KeylessClinic =>
  keylessClinic({
    fromServer: ({ _id, ...record }: AnyRecord) => ({ ...record, id: _id }),
  });

describe('3.5a, 4: an answer that wraps a record whose id has another name', () => {
  it.each<[string, (record: AnyRecord) => unknown]>([
    ['not at all', (record) => record],
    ['in data', (data) => ({ data })],
    ['after the resource', (patient) => ({ patient })],
    ['beside a note', (patient) => ({ message: 'Saved', patient })],
    ['beside a flag', (patient) => ({ success: true, patient })],
    ['inside data', (patient) => ({ status: 'success', data: { patient } })],
    ['beside a token', (patient) => ({ patient, token: 'x' })],
    ['in a list of one', (patient) => ({ patients: [patient] })],
    ['as a result', (result) => ({ result })],
    ['beside another record', (patient) => ({ patient, user: { _id: '3', name: 'Dr Noor' } })],
  ])('names the record of a create, and shows that of an edit: %s', async (_, wrap) => {
    const { browser, client, page } = open();
    browser.server.on(`GET ${PATIENTS}`, { status: 403 });
    browser.server.on(`POST ${PATIENTS}`, { status: 201, body: wrap(ANA) });
    const edited = { ...ANA, phone: '5', age: 3 };
    browser.server.on(`PATCH ${PATIENTS}/65f0`, { status: 200, body: wrap(edited) });
    const { record, synced } = client.mutations(PATIENTS).create({ name: 'Ana' });
    const edit = client.mutations(PATIENTS).update(record['id'] as string, { phone: '5' });
    await page.advance(MINUTE);
    await expect(synced).resolves.toEqual({ id: '65f0', name: 'Ana' });
    await expect(edit.synced).resolves.toEqual({ id: '65f0', name: 'Ana', phone: '5', age: 3 });
  });

  it.each([
    { user: { _id: '3', name: 'Dr Noor' } },
    { data: { data: {} } },
    { patient: { name: 'Ana' } },
  ])('gives no other id, whatever fromServer makes of it: %j', async (body) => {
    const { browser, client, page } = keylessClinic({
      fromServer: ({ _id, ...record }: AnyRecord) => ({ ...record, id: String(_id) }),
    });
    browser.server.on(`GET ${PATIENTS}`, { status: 403 });
    browser.server.on(`POST ${PATIENTS}`, { status: 201, body });
    const { record } = client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.advance(MINUTE);
    expect(client.queue.resolveId(record['id'] as string)).toBeUndefined();
  });

  it.each([
    { ...ANA, patient: { _id: '1', name: 'Eva' } },
    { data: { ...ANA, patient: { _id: '1', name: 'Eva' } } },
    { ...ANA, patients: [{ _id: '1', name: 'Ana' }] },
  ])('takes no record that is part of the created one for it: %j', async (body) => {
    const { browser, client, page } = open();
    browser.server.on(`GET ${PATIENTS}`, { status: 403 });
    browser.server.on(`POST ${PATIENTS}`, { status: 201, body });
    const { synced } = client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.advance(MINUTE);
    await expect(synced).resolves.toMatchObject({ id: '65f0', name: 'Ana' });
  });

  it.each([
    ['', { ok: 1, n: 0, message: '' }],
    [0, { ok: 1, n: 0 }],
  ])('takes no word of a report for an id that is missing: %j', async (none, body) => {
    const { browser, client, page } = keylessClinic({
      fromServer: ({ _id, ...record }: AnyRecord) => ({ ...record, id: _id ?? none }),
    });
    browser.server.on(`GET ${PATIENTS}/65f0`, { status: 200, body: ANA });
    browser.server.on(`PATCH ${PATIENTS}/65f0`, { status: 200, body });
    const { synced } = client.mutations(PATIENTS).update('65f0', { name: 'Anna' });
    await page.advance(MINUTE);
    await expect(synced).resolves.toEqual({ id: '65f0', name: 'Ana' });
  });
});
