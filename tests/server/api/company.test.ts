import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type Json, type TestClinic } from '../support/clinic.ts';
import { cookieOf, password, personOf, type SignedInPerson } from '../support/people.ts';

/** BEHAVIOUR 8: the management names its own clinic, and everybody who works there reads it. */
let clinic: TestClinic;
let management: SignedInPerson;
let reception: SignedInPerson;
let stranger: SignedInPerson;
const path = '/api/v1/company';

beforeAll(async () => {
  clinic = await startClinic({ demo: false, requireIfMatch: [] });
  management = await personOf(clinic, 'named', 'admin');
  reception = await personOf(clinic, 'named', 'reception');
  stranger = await personOf(clinic, 'other', 'admin');
});
afterAll(() => clinic.close());

describe('8: the name of a clinic', () => {
  it('is given by the management, read by everybody there, and comes with each sign-in', async () => {
    const named = await management.send('PATCH', path, { name: '  Clinique du Parc  ' });
    expect([named.status, named.record['name']]).toEqual([200, 'Clinique du Parc']);
    expect((await reception.send('GET', path)).record).toEqual(named.record);
    const signedIn = await clinic.send('POST', '/api/v1/auth/sign-in', {
      email: 'reception@named.example',
      password,
    });
    const refreshed = await clinic.send(
      'POST',
      '/api/v1/auth/refresh',
      {},
      {
        cookie: cookieOf(signedIn),
      },
    );
    for (const { record } of [signedIn, refreshed])
      expect(record['user']).toMatchObject({ company_name: 'Clinique du Parc' });
  });

  it('leaves a trace of who gave it, in the access log of that company', async () => {
    const change = () => management.send('PATCH', path, { name: 'Clinique du Lac' });
    expect([(await change()).status, (await change()).status]).toEqual([200, 200]);
    const trail = async (by: SignedInPerson) =>
      (await by.send('GET', '/api/v1/audit?resource=company')).body.data as { entries: Json[] };
    const { entries } = await trail(management);
    expect(entries.filter(({ user_id: by }) => by === management.userId)).toEqual(entries);
    expect(entries[0]).toMatchObject({
      ...{ action: 'update', resource: 'company', record_id: null },
      ...{ changed_fields: ['name'], user_name: 'admin' },
    });
    expect(JSON.stringify(entries)).not.toContain('Lac');
    const before = entries.length;
    await management.send('PATCH', path, { name: 'Clinique du Parc' });
    expect((await trail(management)).entries).toHaveLength(before + 1);
    expect(JSON.stringify(await trail(stranger))).not.toContain(management.userId);
    expect((await reception.send('GET', '/api/v1/audit?resource=company')).status).toBe(403);
  });

  it('is that of no other company', async () => {
    await stranger.send('PATCH', path, { id: 'named', name: 'Ailleurs' });
    expect((await reception.send('GET', path)).record['name']).toBe('Clinique du Parc');
    expect((await stranger.send('GET', path)).record).toMatchObject({
      ...{ id: 'other', name: 'Ailleurs', holidays: 'none', closures: [] },
    });
  });

  it('is the management’s to give, and is a name', async () => {
    expect((await reception.send('PATCH', path, { name: 'Bar' })).status).toBe(403);
    expect((await clinic.send('GET', path)).status).toBe(401);
    for (const name of ['', '   ', 'x'.repeat(201), 'a\u0000b', 7, null])
      expect((await management.send('PATCH', path, { name })).badFields).toEqual(['name']);
    expect((await management.send('DELETE', path)).status).toBe(405);
  });
});

describe('8: the days on which a clinic is closed', () => {
  let serial = 0;
  const summer = '2031-08-04/2031-08-10 Congés d’été';
  /** An appointment of a new patient with a new practitioner, on that day at ten on the clinic's clock. */
  const at = async (day: string, more: Json = {}): Promise<Json> => {
    serial += 1;
    const name = { first_name: 'Ada', last_name: `Ferme-${serial}` };
    const patient = await management.send('POST', '/api/v1/patients', name);
    const practitioner = await management.send('POST', '/api/v1/practitioners', {
      ...{ ...name, specialty: 'Pédiatrie' },
    });
    return {
      patient_id: patient.record.id,
      practitioner_id: practitioner.record.id,
      starts_at: `${day}T08:00:00.000Z`,
      ends_at: `${day}T08:30:00.000Z`,
      ...more,
    };
  };
  const book = async (body: Json) => management.send('POST', '/api/v1/appointments', body);

  it('are none until the management says so, and come with each sign-in', async () => {
    expect((await book(await at('2031-07-14'))).status).toBe(201);
    const change = { holidays: 'france', closures: [summer, '2031-09-01/2031-09-01'] };
    expect((await reception.send('PATCH', path, change)).status).toBe(403);
    const changed = await management.send('PATCH', path, change);
    expect(changed.record).toMatchObject({ name: 'Clinique du Parc', ...change });
    const signedIn = await clinic.send('POST', '/api/v1/auth/sign-in', {
      email: 'reception@named.example',
      password,
    });
    expect(signedIn.record['user']).toMatchObject({
      company_holidays: change.holidays,
      company_closures: change.closures,
    });
    const trail = await management.send('GET', '/api/v1/audit?resource=company');
    const { entries } = trail.body.data as { entries: Json[] };
    expect(entries[0]).toMatchObject({ changed_fields: ['holidays', 'closures'] });
  });

  it('take no appointment that is not meant, and offer days on which it is open', async () => {
    for (const [day, why] of [
      ['2031-07-14', { holiday: 'nationalDay' }],
      ['2031-08-06', { label: 'Congés d’été' }],
      ['2031-09-01', { label: '' }],
    ] as const) {
      const refused = await book(await at(day));
      expect([refused.status, refused.body.error.code]).toEqual([422, 'CLINIC_CLOSED']);
      expect(refused.body.error.details).toMatchObject({ field: 'starts_at', day, ...why });
    }
    const refused = await book(await at('2031-08-09'));
    const slots = refused.body.error.details['alternatives'] as Array<{ starts_at: string }>;
    expect(new Set(slots.map(({ starts_at }) => starts_at.slice(0, 10)))).toEqual(
      new Set(['2031-08-11']),
    );
    // The night before the national day ends on it; what ends at midnight does not.
    const night = { starts_at: '2031-07-13T21:00:00Z', ends_at: '2031-07-13T22:30:00Z' };
    expect((await book(await at('2031-07-13', night))).body.error.code).toBe('CLINIC_CLOSED');
    const evening = { ...night, ends_at: '2031-07-13T22:00:00Z' };
    expect((await book(await at('2031-07-13', evening))).status).toBe(201);
  });

  it('take an emergency that is meant, which stays and moves no further by itself', async () => {
    const meant = await book(await at('2031-07-14', { confirm_closed: true }));
    expect(meant.status).toBe(201);
    const own = `/api/v1/appointments/${meant.record.id}`;
    expect((await management.send('PATCH', own, { reason: 'Urgence' })).status).toBe(200);
    const later = { starts_at: '2031-08-05T08:00:00Z', ends_at: '2031-08-05T08:30:00Z' };
    const moved = await management.send('PATCH', own, later);
    expect([moved.status, moved.body.error.code]).toEqual([422, 'CLINIC_CLOSED']);
    const insists = await management.send('PATCH', own, { ...later, confirm_closed: true });
    expect(insists.status).toBe(200);
  });

  it('are those of no other company, and are days', async () => {
    expect((await stranger.send('GET', path)).record).toMatchObject({ holidays: 'none' });
    for (const closures of [
      ['2031-08-10/2031-08-04 Été'],
      ['2031-02-30/2031-03-01'],
      ['2031-08-04'],
      ['2031-08-04/2031-08-10Été'],
      ['2031-08-04/2031-08-10 a\u202eb'],
      'demain',
      null,
    ])
      expect((await management.send('PATCH', path, { closures })).status).toBe(400);
    expect((await management.send('PATCH', path, { holidays: 'mars' })).badFields).toEqual([
      'holidays',
    ]);
  });
});
