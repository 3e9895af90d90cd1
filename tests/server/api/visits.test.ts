import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json, TestAnswer, TestClinic } from '../support/clinic.ts';
import { startClinic } from '../support/clinic.ts';
import { personOf } from '../support/people.ts';
import { created, createPractitioner, sampleAppointment, slotOfNow } from '../support/samples.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic({ requireIfMatch: [] });
});
afterAll(() => clinic.close());

const change = (id: string, body: Json) => clinic.send('PATCH', `/api/v1/appointments/${id}`, body);

const appointment = async (changes: Json = {}): Promise<string> =>
  created(clinic, '/api/v1/appointments', await sampleAppointment(clinic, changes));

/** An appointment whose visit can be noted. */
const visit = (changes: Json = {}): Promise<string> => appointment({ ...slotOfNow(), ...changes });

describe('8: visits', () => {
  it('keep the moment of the click and fill in what is missing', async () => {
    const id = await visit();
    const clicked = new Date(Date.now() - 90_000).toISOString();
    const arrived = await change(id, { status: 'arrived', arrived_at: clicked });
    expect(arrived.record).toMatchObject({ status: 'arrived', arrived_at: clicked, seen_at: null });
    const seen = await change(id, { status: 'in_care' });
    expect(Date.parse(String(seen.record['seen_at']))).toBeLessThanOrEqual(Date.now());
    // A desk whose clock is ahead notes nothing in the future.
    const ahead = new Date(Date.now() + 2 * 3_600_000).toISOString();
    const left = await change(id, { status: 'completed', left_at: ahead });
    expect(Date.parse(String(left.record['left_at']))).toBeLessThanOrEqual(Date.now() + 1000);
    const back = await change(id, { status: 'in_care' });
    expect(back.record).toMatchObject({ arrived_at: clicked, left_at: null });
  });

  it('have no moments of what has not happened', async () => {
    const id = await appointment({ arrived_at: '2020-01-01T00:00:00Z' });
    const read = await clinic.send('GET', `/api/v1/appointments/${id}`);
    expect(read.record).toMatchObject({ status: 'scheduled', arrived_at: null });
  });

  it.each([
    ['in_care', 'cancelled'],
    ['in_care', 'no_show'],
    ['in_care', 'scheduled'],
    ['completed', 'cancelled'],
    ['completed', 'no_show'],
    ['cancelled', 'arrived'],
    ['cancelled', 'completed'],
    ['no_show', 'completed'],
  ])('refuse to go from %s to %s', async (from, to) => {
    const id = await visit({ status: from });
    const refused = await change(id, { status: to });
    expect([refused.status, refused.body.error.code]).toEqual([422, 'STATUS_ORDER']);
    expect(refused.body.error.details).toMatchObject({ from, to });
  });

  it.each([
    ['arrived', 'confirmed'],
    ['in_care', 'arrived'],
    ['completed', 'in_care'],
    ['cancelled', 'confirmed'],
    ['no_show', 'arrived'],
  ])('take a step back from %s to %s', async (from, to) => {
    const id = await visit({ status: from });
    expect((await change(id, { status: to })).status).toBe(200);
  });

  it.each(['arrived', 'in_care', 'completed', 'no_show'])(
    'are not noted as %s before their day, by any way',
    async (status) => {
      const refusal = async (answer: Promise<TestAnswer>) => {
        const { status: code, body } = await answer;
        return [code, body.error.code];
      };
      const refused = [422, 'VISIT_TO_COME'];
      const toCome = await sampleAppointment(clinic);
      const body = { ...toCome, status };
      expect(await refusal(clinic.send('POST', '/api/v1/appointments', body))).toEqual(refused);
      const id = await created(clinic, '/api/v1/appointments', toCome);
      expect(await refusal(change(id, { status }))).toEqual(refused);
      const put = clinic.send('PUT', `/api/v1/appointments/${id}`, body);
      expect(await refusal(put)).toEqual(refused);
      // What has been noted does not move to a later day, nor come back on it.
      const noted = await visit({ status });
      const { starts_at, ends_at } = toCome;
      expect(await refusal(change(noted, { starts_at, ends_at }))).toEqual(refused);
      expect((await change(noted, { reason: 'Contrôle' })).status).toBe(200);
    },
  );
});

describe('8: absences', () => {
  it('take no appointment and offer days outside of them', async () => {
    const practitioner_id = await createPractitioner(clinic, {
      absences: ['2031-03-04/2031-03-05'],
    });
    const body = await sampleAppointment(clinic, { practitioner_id });
    const answer = await clinic.send('POST', '/api/v1/appointments', body);
    expect([answer.status, answer.body.error.code]).toEqual([422, 'PRACTITIONER_ABSENT']);
    const slots = answer.body.error.details['alternatives'] as Array<{ starts_at: string }>;
    const days = slots.map(({ starts_at }) => starts_at.slice(0, 10));
    expect(new Set(days)).toEqual(new Set(['2031-03-06']));
    const starts = slots.map(({ starts_at }) => starts_at);
    expect(starts).toEqual([...starts].sort());
  });

  it('leave what was there before', async () => {
    const body = await sampleAppointment(clinic);
    const id = await created(clinic, '/api/v1/appointments', body);
    const path = `/api/v1/practitioners/${String(body['practitioner_id'])}`;
    await clinic.send('PATCH', path, { absences: ['2031-03-01/2031-03-31'] });
    expect((await change(id, { reason: 'Contrôle' })).status).toBe(200);
    const moved = await change(id, {
      starts_at: '2031-03-04T10:00:00Z',
      ends_at: '2031-03-04T10:30:00Z',
    });
    expect(moved.body.error.code).toBe('PRACTITIONER_ABSENT');
  });

  it('keep the version when nothing changes and refuse what is not a span', async () => {
    const id = await createPractitioner(clinic, { absences: ['2031-03-04/2031-03-05'] });
    const path = `/api/v1/practitioners/${id}`;
    const same = await clinic.send('PATCH', path, { absences: ['2031-03-04/2031-03-05'] });
    expect(same.record.version).toBe(1);
    for (const span of ['2031-03-05/2031-03-04', '2031-02-30/2031-03-04', '2031-03-04', 'demain'])
      expect((await clinic.send('PATCH', path, { absences: [span] })).status, span).toBe(400);
  });
});

describe('8: hours', () => {
  it('of a practitioner decide which free slots are offered', async () => {
    // A Tuesday; the clinic's clock is an hour ahead of UTC.
    const hours = ['2 07:00-08:00', '2 20:00-21:00'];
    const practitioner_id = await createPractitioner(clinic, { hours });
    const at = { starts_at: '2031-03-04T06:00:00Z', ends_at: '2031-03-04T06:30:00Z' };
    await created(
      clinic,
      '/api/v1/appointments',
      await sampleAppointment(clinic, { practitioner_id, ...at }),
    );
    const rival = await sampleAppointment(clinic, { practitioner_id, ...at });
    const answer = await clinic.send('POST', '/api/v1/appointments', rival);
    expect(answer.body.error.code).toBe('SLOT_TAKEN');
    const slots = answer.body.error.details['alternatives'] as Array<{ starts_at: string }>;
    expect(slots.map(({ starts_at }) => starts_at)).toEqual([
      '2031-03-04T06:30:00.000Z',
      '2031-03-04T19:00:00.000Z',
      '2031-03-04T19:15:00.000Z',
      '2031-03-04T19:30:00.000Z',
    ]);
  });

  it("are the clinic's again with null and refuse what is not a time", async () => {
    const id = await createPractitioner(clinic, { hours: ['1 08:00-12:30'] });
    const path = `/api/v1/practitioners/${id}`;
    expect((await clinic.send('GET', path)).record['hours']).toEqual(['1 08:00-12:30']);
    for (const text of ['8 08:00-12:00', '1 12:00-08:00', '1 08:00-24:00', '1 8:00-9:00', 'lundi'])
      expect((await clinic.send('PATCH', path, { hours: [text] })).status, text).toBe(400);
    const back = await clinic.send('PATCH', path, { hours: null });
    expect(back.record['hours']).toBeNull();
  });
});

describe('8: conflicts', () => {
  it('name who has made the newest version', async () => {
    const id = await appointment();
    await change(id, { reason: 'Suivi' });
    const late = await clinic.send(
      'PATCH',
      `/api/v1/appointments/${id}`,
      { reason: 'Bilan' },
      { 'If-Match': '"1"' },
    );
    expect(late.status).toBe(412);
    expect(late.body.error.details).toHaveProperty('changed_by');
  });

  it('are read with the name of who has made the version that is read', async () => {
    const doctor = await personOf(clinic, 'clinic-123', 'doctor');
    const id = await appointment();
    await doctor.send('PATCH', `/api/v1/appointments/${id}`, { reason: 'Suivi' });
    const read = await doctor.send('GET', `/api/v1/appointments/${id}`);
    expect(read.headers.get('changed-by')).toBe('doctor');
    await clinic.db
      .updateTable('users')
      .set({ name: 'Zoé Lê-Ðức' })
      .where('id', '=', doctor.userId)
      .execute();
    const again = await doctor.send('GET', `/api/v1/appointments/${id}`);
    expect(decodeURIComponent(again.headers.get('changed-by') ?? '')).toBe('Zoé Lê-Ðức');
  });
});
