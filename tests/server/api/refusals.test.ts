import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type TestClinic } from '../support/clinic.ts';
import { practitionerOf } from '../support/people.ts';
import {
  createPatient,
  createPractitioner,
  created,
  sampleAppointment,
  samplePatient,
} from '../support/samples.ts';

/** BEHAVIOUR 8: the rules of a clinic that make refusals real. */
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic({ requireIfMatch: [] });
});
afterAll(() => clinic.close());

const at = (time: string) => `2031-03-04T${time}:00.000Z`; // a Tuesday; Paris is one hour ahead

describe('8: a taken slot', () => {
  it('answers 409 with free slots nearby', async () => {
    const body = await sampleAppointment(clinic, { starts_at: at('08:00'), ends_at: at('08:30') });
    await created(clinic, '/api/v1/appointments', body);
    const answer = await clinic.send('POST', '/api/v1/appointments', {
      ...body,
      starts_at: at('08:15'),
      ends_at: at('08:45'),
    });
    expect([answer.status, answer.body.error.code]).toEqual([409, 'SLOT_TAKEN']);
    const alternatives = answer.body.error.details['alternatives'] as Array<{
      starts_at: string;
      ends_at: string;
    }>;
    expect(alternatives.map((slot) => slot.starts_at)).toEqual([
      at('07:15'),
      at('07:30'),
      at('08:30'),
      at('08:45'),
      at('09:00'),
    ]);
    for (const slot of alternatives) {
      const patient_id = await createPatient(clinic);
      const free = await clinic.send('POST', '/api/v1/appointments', {
        ...body,
        patient_id,
        starts_at: slot.starts_at,
        ends_at: new Date(Date.parse(slot.starts_at) + 60_000).toISOString(),
      });
      expect(free.status).toBe(201);
    }
  });

  it('answers 409 with the current record when an appointment is moved', async () => {
    const body = await sampleAppointment(clinic);
    await created(clinic, '/api/v1/appointments', body);
    const other = await clinic.send('POST', '/api/v1/appointments', {
      ...body,
      starts_at: at('13:00'),
      ends_at: at('13:30'),
    });
    const answer = await clinic.send('PATCH', `/api/v1/appointments/${other.record.id}`, {
      starts_at: at('09:10'),
      ends_at: at('09:40'),
    });
    expect(answer.status).toBe(409);
    expect(answer.body.error.details['current']).toEqual(other.record);
  });

  it('allows back to back cancelled and other practitioners', async () => {
    const body = await sampleAppointment(clinic);
    const first = await created(clinic, '/api/v1/appointments', body);
    expect(
      (
        await clinic.send('POST', '/api/v1/appointments', {
          ...body,
          starts_at: at('09:30'),
          ends_at: at('10:00'),
        })
      ).status,
    ).toBe(201);
    expect(
      (
        await clinic.send('POST', '/api/v1/appointments', {
          ...body,
          patient_id: await createPatient(clinic),
          practitioner_id: await createPractitioner(clinic),
        })
      ).status,
    ).toBe(201);
    await clinic.send('PATCH', `/api/v1/appointments/${first}`, { status: 'cancelled' });
    expect((await clinic.send('POST', '/api/v1/appointments', body)).status).toBe(201);
    const revived = await clinic.send('PATCH', `/api/v1/appointments/${first}`, {
      status: 'confirmed',
    });
    expect(revived.body.error.code).toBe('SLOT_TAKEN');
  });

  it('is not an obstacle to other changes of its owner', async () => {
    const id = await created(clinic, '/api/v1/appointments', await sampleAppointment(clinic));
    expect(
      (
        await clinic.send('PATCH', `/api/v1/appointments/${id}`, {
          ends_at: at('09:45'),
          status: 'confirmed',
        })
      ).status,
    ).toBe(200);
  });

  it('stops the return of a deleted appointment', async () => {
    const body = await sampleAppointment(clinic);
    const first = await created(clinic, '/api/v1/appointments', body);
    await clinic.send('DELETE', `/api/v1/appointments/${first}`);
    await created(clinic, '/api/v1/appointments', body);
    expect(
      (await clinic.send('POST', `/api/v1/appointments/${first}/restore`)).body.error.code,
    ).toBe('SLOT_TAKEN');
  });
});

describe('8: one patient', () => {
  it('is not at two places at once', async () => {
    const body = await sampleAppointment(clinic);
    const first = await created(clinic, '/api/v1/appointments', body);
    const elsewhere = { ...body, practitioner_id: await createPractitioner(clinic) };
    const twice = await clinic.send('POST', '/api/v1/appointments', elsewhere);
    expect([twice.status, twice.body.error.code]).toEqual([422, 'PATIENT_BOOKED']);
    expect(twice.body.error.details).toMatchObject({ appointment: { id: first } });
    // What is offered instead can be had, by this patient too.
    const slots = twice.body.error.details['alternatives'] as Array<{ starts_at: string }>;
    expect(slots).toHaveLength(5);
    for (const slot of slots) {
      const offered = await created(clinic, '/api/v1/appointments', { ...elsewhere, ...slot });
      await clinic.send('DELETE', `/api/v1/appointments/${offered}`);
    }
    const later = { starts_at: at('09:30'), ends_at: at('10:00') };
    const after = await created(clinic, '/api/v1/appointments', { ...elsewhere, ...later });
    for (const change of [
      { starts_at: at('09:15'), ends_at: at('09:45') },
      { starts_at: at('08:30'), ends_at: at('10:30') },
    ]) {
      const moved = await clinic.send('PATCH', `/api/v1/appointments/${after}`, change);
      expect([moved.status, moved.body.error.code]).toEqual([422, 'PATIENT_BOOKED']);
    }
    await clinic.send('PATCH', `/api/v1/appointments/${first}`, { status: 'cancelled' });
    await created(clinic, '/api/v1/appointments', elsewhere);
    const revived = await clinic.send('PATCH', `/api/v1/appointments/${first}`, {
      status: 'scheduled',
    });
    expect([revived.status, revived.body.error.code]).toEqual([422, 'PATIENT_BOOKED']);
    const other = await created(clinic, '/api/v1/appointments', {
      ...(await sampleAppointment(clinic)),
    });
    const taken = await clinic.send('PATCH', `/api/v1/appointments/${other}`, {
      patient_id: body['patient_id'],
    });
    expect([taken.status, taken.body.error.code]).toEqual([422, 'PATIENT_BOOKED']);
  });

  it('is let in once by many at the same moment', async () => {
    const patient_id = await createPatient(clinic);
    const bodies = await Promise.all(
      Array.from({ length: 6 }, () => sampleAppointment(clinic, { patient_id })),
    );
    const answers = await Promise.all(
      bodies.map((body) => clinic.send('POST', '/api/v1/appointments', body)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(422)]);
  });

  it('leaves no appointment behind when deleted', async () => {
    const body = await sampleAppointment(clinic);
    const patient_id = String(body['patient_id']);
    const coming = await created(clinic, '/api/v1/appointments', body);
    const hour = 3_600_000;
    const past = await created(clinic, '/api/v1/appointments', {
      ...body,
      starts_at: new Date(Date.now() - 2 * hour).toISOString(),
      ends_at: new Date(Date.now() - hour).toISOString(),
    });
    await clinic.send('DELETE', `/api/v1/patients/${patient_id}`);
    const statusOf = async (id: string) =>
      (await clinic.send('GET', `/api/v1/appointments/${id}`)).record['status'];
    expect([await statusOf(coming), await statusOf(past)]).toEqual(['cancelled', 'scheduled']);
    const patient = await createPatient(clinic);
    await created(clinic, '/api/v1/appointments', { ...body, patient_id: patient });
    const revived = await clinic.send('PATCH', `/api/v1/appointments/${coming}`, {
      status: 'scheduled',
    });
    expect(revived.status).toBeGreaterThanOrEqual(409);
    const elsewhere = await clinic.send('PATCH', `/api/v1/appointments/${coming}`, {
      status: 'scheduled',
      practitioner_id: await createPractitioner(clinic),
    });
    expect(elsewhere.body.error.code).toBe('UNKNOWN_REFERENCE');
  });
});

describe('8: a practitioner', () => {
  it('is not deleted while patients are expected', async () => {
    const body = await sampleAppointment(clinic);
    const own = `/api/v1/practitioners/${String(body['practitioner_id'])}`;
    const id = await created(clinic, '/api/v1/appointments', body);
    const refused = await clinic.send('DELETE', own);
    expect([refused.status, refused.body.error.code]).toEqual([422, 'HAS_APPOINTMENTS']);
    expect(refused.body.error.message).toContain('encore 1 rendez-vous');
    await clinic.send('PATCH', `/api/v1/appointments/${id}`, { status: 'cancelled' });
    expect((await clinic.send('DELETE', own)).status).toBe(200);
  });
});

describe('8: an appointment', () => {
  it('lasts a minute at least and is of our time', async () => {
    const body = await sampleAppointment(clinic);
    const second = await clinic.send('POST', '/api/v1/appointments', {
      ...body,
      ends_at: '2031-03-04T09:00:01.000Z',
    });
    expect([second.status, second.badFields]).toEqual([400, ['ends_at']]);
    const old = { starts_at: '1950-03-05T03:00:00Z', ends_at: '1950-03-05T03:30:00Z' };
    const long = await clinic.send('POST', '/api/v1/appointments', { ...body, ...old });
    expect([long.status, long.badFields]).toEqual([400, ['starts_at']]);
    const id = await created(clinic, '/api/v1/appointments', body);
    expect((await clinic.send('PATCH', `/api/v1/appointments/${id}`, old)).status).toBe(400);
    await clinic.db.updateTable('appointments').set(old).where('id', '=', id).execute();
    const noted = await clinic.send('PATCH', `/api/v1/appointments/${id}`, { notes: 'Imported' });
    expect(noted.status).toBe(200);
  });
});

describe('8: references', () => {
  it('must exist in this company and not be deleted', async () => {
    const gone = await createPatient(clinic);
    await clinic.send('DELETE', `/api/v1/patients/${gone}`);
    await clinic.db.insertInto('companies').values({ id: 'clinic-999', name: 'Other' }).execute();
    const foreign = await clinic.db
      .insertInto('patients')
      .values({ company_id: 'clinic-999', first_name: 'X', last_name: 'Y' })
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const patient_id of [gone, foreign.id, '00000000-0000-4000-8000-00000000dead']) {
      const body = await sampleAppointment(clinic, { patient_id });
      const answer = await clinic.send('POST', '/api/v1/appointments', body);
      expect([answer.status, answer.body.error.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
      expect(answer.body.error.details).toEqual({ field: 'patient_id', id: patient_id });
    }
  });

  it('may point to a record that was deleted later', async () => {
    const body = await sampleAppointment(clinic);
    const id = await created(clinic, '/api/v1/appointments', body);
    await clinic.send('DELETE', `/api/v1/patients/${String(body['patient_id'])}`);
    expect(
      (await clinic.send('PATCH', `/api/v1/appointments/${id}`, { notes: 'Moved away' })).status,
    ).toBe(200);
  });

  it('are looked at again when a record comes back', async () => {
    const patient_id = await createPatient(clinic);
    for (const [path, body] of [
      ['/api/v1/appointments', await sampleAppointment(clinic, { patient_id })],
      ['/api/v1/medical-records', { patient_id, title: 'Note' }],
    ] as const) {
      const id = await created(clinic, path, body);
      await clinic.send('DELETE', `${path}/${id}`);
      await clinic.send('DELETE', `/api/v1/patients/${patient_id}`);
      const back = await clinic.send('POST', `${path}/${id}/restore`);
      expect([back.status, back.body.error.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
      await clinic.send('POST', `/api/v1/patients/${patient_id}/restore`);
    }
  });

  it('refuses appointments with a practitioner who has left', async () => {
    const practitioner_id = await createPractitioner(clinic, { active: false });
    const answer = await clinic.send(
      'POST',
      '/api/v1/appointments',
      await sampleAppointment(clinic, { practitioner_id }),
    );
    expect([answer.status, answer.body.error.code]).toEqual([422, 'PRACTITIONER_INACTIVE']);
  });
});

describe('8: duplicate people', () => {
  it('are refused unless the caller insists', async () => {
    const body = samplePatient({ first_name: 'Zoé', last_name: 'Lefèvre' });
    const existing = await created(clinic, '/api/v1/patients', body);
    const twin = { ...body, first_name: 'ZOE', last_name: 'lefevre' };
    const answer = await clinic.send('POST', '/api/v1/patients', twin);
    expect([answer.status, answer.body.error.code]).toEqual([409, 'DUPLICATE_PATIENT']);
    expect(answer.body.error.details).toEqual({ existing });
    expect(
      (await clinic.send('POST', '/api/v1/patients', { ...twin, birth_date: '1981-05-17' })).status,
    ).toBe(201);
    expect(
      (await clinic.send('POST', '/api/v1/patients', { ...twin, confirm_duplicate: true })).status,
    ).toBe(201);
  });

  it('answer 422 when a change would make one', async () => {
    const body = samplePatient();
    await created(clinic, '/api/v1/patients', body);
    const other = await createPatient(clinic);
    const answer = await clinic.send('PATCH', `/api/v1/patients/${other}`, {
      last_name: body['last_name'],
    });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'DUPLICATE_PATIENT']);
  });
});

describe('8: documents and consents', () => {
  it('lock a signed document', async () => {
    const doctor = await practitionerOf(clinic, 'clinic-123');
    const draft = { patient_id: await createPatient(clinic), title: 'Ordonnance', content: 'x' };
    const body = { ...draft, status: 'signed' };
    const signed = await doctor.send('POST', '/api/v1/medical-records', body);
    expect(signed.status).toBe(201);
    const own = `/api/v1/medical-records/${signed.record.id}`;
    for (const [method, change] of [
      ['PATCH', { title: 'x' }],
      ['PUT', body],
      ['DELETE', undefined],
    ] as const) {
      const answer = await clinic.send(method, own, change);
      expect([method, answer.status, answer.body.error.code]).toEqual([
        method,
        422,
        'RECORD_SIGNED',
      ]);
    }
  });

  it('never move to another patient', async () => {
    const [patient_id, other] = [await createPatient(clinic), await createPatient(clinic)];
    for (const [path, body] of [
      ['/api/v1/medical-records', { patient_id, title: 'Note' }],
      ['/api/v1/consents', { patient_id, kind: 'care' }],
    ] as const) {
      const own = `${path}/${await created(clinic, path, body)}`;
      for (const [method, change] of [
        ['PATCH', { patient_id: other }],
        ['PUT', { ...body, patient_id: other }],
      ] as const) {
        const answer = await clinic.send(method, own, change);
        expect([answer.status, answer.body.error.code]).toEqual([422, 'PATIENT_FIXED']);
      }
    }
  });

  it('refuse documents after consent to care was withdrawn', async () => {
    const patient_id = await createPatient(clinic);
    const consent = await created(clinic, '/api/v1/consents', { patient_id, kind: 'care' });
    const record = { patient_id, title: 'Note' };
    await created(clinic, '/api/v1/medical-records', record);
    const withdrawn = await clinic.send('PATCH', `/api/v1/consents/${consent}`, {
      status: 'withdrawn',
    });
    expect(withdrawn.record['withdrawn_at']).toEqual(expect.any(String));
    const refused = await clinic.send('POST', '/api/v1/medical-records', record);
    expect([refused.status, refused.body.error.code]).toEqual([422, 'CONSENT_WITHDRAWN']);
    const revived = await clinic.send('PATCH', `/api/v1/consents/${consent}`, {
      status: 'granted',
    });
    expect([revived.status, revived.body.error.code]).toEqual([422, 'CONSENT_FINAL']);
    const removed = await clinic.send('DELETE', `/api/v1/consents/${consent}`);
    expect([removed.status, removed.body.error.code]).toEqual([422, 'CONSENT_FINAL']);
    expect((await clinic.send('POST', '/api/v1/medical-records', record)).status).toBe(422);
    await created(clinic, '/api/v1/consents', { patient_id, kind: 'care' });
    expect((await clinic.send('POST', '/api/v1/medical-records', record)).status).toBe(201);
  });

  it('do not prolong a consent that has expired', async () => {
    const patient_id = await createPatient(clinic);
    const soon = { granted_at: '2020-01-01T00:00:00Z', expires_at: '2021-01-01T00:00:00Z' };
    const body = { patient_id, kind: 'care', ...soon };
    const own = `/api/v1/consents/${await created(clinic, '/api/v1/consents', body)}`;
    const longer = { expires_at: new Date(Date.now() + 86_400_000).toISOString() };
    for (const [method, change] of [
      ['PATCH', longer],
      ['PATCH', { expires_at: null }],
      ['PUT', { ...body, ...longer }],
    ] as const) {
      const answer = await clinic.send(method, own, change);
      expect([answer.status, answer.body.error.code]).toEqual([422, 'CONSENT_EXPIRED']);
    }
    const noted = await clinic.send('PATCH', own, { ...soon, notes: 'Papier classé' });
    expect(noted.status).toBe(200);
    expect((await clinic.send('PATCH', own, { status: 'withdrawn' })).status).toBe(200);
  });

  it('do not turn a consent into one to something else', async () => {
    const patient_id = await createPatient(clinic);
    const body = { patient_id, kind: 'research' };
    const own = `/api/v1/consents/${await created(clinic, '/api/v1/consents', body)}`;
    for (const method of ['PATCH', 'PUT']) {
      const answer = await clinic.send(method, own, { ...body, kind: 'care' });
      expect([answer.status, answer.body.error.code]).toEqual([422, 'KIND_FIXED']);
    }
    expect((await clinic.send('PUT', own, { ...body, notes: 'Étude A' })).status).toBe(200);
  });
});
