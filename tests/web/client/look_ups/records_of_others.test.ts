import { describe, expect, it } from 'vitest';
import { keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

describe('3.12a: a create that is looked up among records of others', () => {
  it.each([{}, { clientIds: true }])(
    'is not the record whose id its caller has chosen: %j',
    async (options) => {
      const open = keylessClinic(options);
      await readList(open);
      // A colleague has made her since: the list of this page does not show her.
      const zoe = { ...open.api.add({ name: 'Zoe', allergies: 'penicillin' }) };
      open.api.fate = once('POST', 'lost');
      const calls = open.client.mutations(PATIENTS);
      calls.create({ id: String(zoe['id']), name: 'Ana' });
      await open.page.advance(100);
      calls.update(String(zoe['id']), { allergies: 'none' });
      await open.page.advance(5 * MINUTE);
      expect(open.api.rows[0]).toEqual(zoe);
    },
  );

  it('is not the record of another create that holds more, and is on its way', async () => {
    const open = keylessClinic();
    await readList(open);
    const kept = { patient_id: 5, kind: 'visit', note: 'fever' };
    const calls = open.client.mutations(PATIENTS);
    open.browser.server.holding = true; // it is stored, and its answer is slow
    calls.create(kept);
    await open.page.settle();
    open.browser.server.holding = false;
    open.api.fate = once('POST', 'lost');
    calls.create({ patient_id: 5, kind: 'visit' });
    await open.page.advance(10_000);
    open.browser.server.release();
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(2);
    expect(open.api.rows[0]).toMatchObject(kept);
  });

  it.each([5, 30, 55])('is not a namesake who was made %i seconds before', async (seconds) => {
    const open = keylessClinic();
    const made = new Date(open.browser.now - seconds * 1000).toISOString();
    const there = {
      ...open.api.add({ name: 'Jean Martin', allergies: 'penicillin', created_at: made }),
    };
    open.api.fate = once('POST', 'lost');
    const { record } = open.client.mutations(PATIENTS).create({ name: 'Jean Martin' });
    open.client.mutations(PATIENTS).update(record['id'] as string, { allergies: 'none' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows[0]).toEqual(there);
  });

  it.each([
    ['patient_id', '7123456789012345678', '7123456789012345679'],
    ['file_no', '0012', '12'],
  ])('is not a record with another %s', async (field, sent, theirs) => {
    const open = keylessClinic();
    await readList(open);
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ [field]: sent, kind: 'visit' });
    open.api.add({ [field]: theirs, kind: 'visit' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).not.toHaveLength(0);
    expect(open.client.queue.getAll()).not.toMatchObject([
      { status: 'synced', entity: String(open.api.rows[0]?.['id']) },
    ]);
  });
});
