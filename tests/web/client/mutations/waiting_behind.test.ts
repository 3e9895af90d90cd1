import { describe, expect, it } from 'vitest';
import { keylessClinic } from '../../support/keyless_clinic.js';
import { PATIENTS, openPage } from '../../support/open_page.js';

const APPOINTMENTS = '/api/v1/appointments';

/** Ana's create is refused; one edit was made before its answer came, others are made after it. */
async function refusedCreate() {
  const open = keylessClinic();
  const { client, browser, page } = open;
  browser.server.on(`POST ${PATIENTS}`, { status: 422, body: { message: 'no birth date' } });
  browser.server.on(`POST ${APPOINTMENTS}`, { status: 201, body: { id: 1 } });
  const patients = client.mutations(PATIENTS);
  const { record } = patients.create({ name: 'Ana' });
  const id = (record as { id: string }).id;
  patients.update(id, { phone: '1' });
  await page.advance(1_000);
  patients.update(id, { phone: '2' });
  const appointments = client.mutations(APPOINTMENTS);
  appointments.create({ patient_id: id });
  await page.advance(1_000);
  const entry = client.queue.getAll().find(({ operation }) => operation === 'create');
  return { ...open, patients, appointments, create: entry?.id ?? '', id };
}

describe('2.4, 3.4a: what waits behind a refused create', () => {
  it('is pending, and does not count as on its way', async () => {
    const { client, patients, appointments } = await refusedCreate();
    const waits = client.queue.getPending().map(({ id }) => client.queue.explain(id)?.waiting);
    expect(waits).toEqual(['parked-before', 'parked-before', 'parked-before']);
    expect(patients.getState()).toMatchObject({ isPending: false, isSending: false });
    expect(appointments.getState().isPending).toBe(false);
  });

  it('does not count after a reload either', async () => {
    const first = await refusedCreate();
    first.page.end();
    const next = openPage(first.browser);
    expect(next.client.mutations(PATIENTS).getState().isPending).toBe(false);
    next.client.queue.pause();
    next.client.mutations(PATIENTS).update(8, { name: 'Eva' });
    await next.page.settle();
    expect(next.client.mutations(PATIENTS).getState().isPending).toBe(true);
  });

  it('counts again when a person retries the create, and is sent after it', async () => {
    const { client, browser, page, patients, appointments, create } = await refusedCreate();
    browser.server.on(`POST ${PATIENTS}`, { status: 201, body: { id: 9, name: 'Ana' } });
    browser.server.on(`PATCH ${PATIENTS}/9`, ({ body }) => ({ status: 200, body }));
    client.queue.pause();
    await Promise.all([client.queue.retry(create), page.settle()]);
    expect(patients.getState().isPending).toBe(true);
    expect(appointments.getState().isPending).toBe(true);
    client.queue.resume();
    await page.advance(60_000);
    expect(browser.server.sent('PATCH').map(({ url }) => url)).toEqual([
      `${PATIENTS}/9`,
      `${PATIENTS}/9`,
    ]);
    expect(client.queue.getAll().map(({ status }) => status)).toEqual(Array(4).fill('synced'));
    expect(patients.getState().isPending).toBe(false);
  });

  it('goes with it when a person discards it', async () => {
    const { client, page, patients, create } = await refusedCreate();
    await Promise.all([client.queue.discard(create), page.settle()]);
    expect(patients.getState().isPending).toBe(false);
    expect(client.queue.getPending()).toEqual([]);
  });
});
