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
  clinic = await startClinic({ demo: false });
  management = await personOf(clinic, 'named', 'admin');
  reception = await personOf(clinic, 'named', 'reception');
  stranger = await personOf(clinic, 'other', 'admin');
});
afterAll(() => clinic.close());

describe('8: the name of a clinic', () => {
  it('is given by the management, read by everybody there, and comes with each sign-in', async () => {
    const named = await management.send('PATCH', path, { name: '  Clinique du Parc  ' });
    expect([named.status, named.record]).toEqual([200, { id: 'named', name: 'Clinique du Parc' }]);
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
    expect((await stranger.send('GET', path)).record).toEqual({ id: 'other', name: 'Ailleurs' });
  });

  it('is the management’s to give, and is a name', async () => {
    expect((await reception.send('PATCH', path, { name: 'Bar' })).status).toBe(403);
    expect((await clinic.send('GET', path)).status).toBe(401);
    for (const name of ['', '   ', 'x'.repeat(201), 'a\u0000b', 7, null])
      expect((await management.send('PATCH', path, { name })).badFields).toEqual(['name']);
    expect((await management.send('DELETE', path)).status).toBe(405);
  });
});
