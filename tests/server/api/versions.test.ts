import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type TestClinic } from '../support/clinic.ts';
import { createPatient, created, sampleFor } from '../support/samples.ts';

/** BEHAVIOUR 3.8 and 8: no person overwrites what they have not seen. */
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

describe('3.8: ETag', () => {
  it('is the strong version on every answer with one record', async () => {
    const id = await createPatient(clinic);
    const own = `/api/v1/patients/${id}`;
    expect((await clinic.send('GET', own)).headers.get('etag')).toBe('"1"');
    expect((await clinic.send('PATCH', own, { city: 'Lyon' })).headers.get('etag')).toBe('"2"');
    expect(
      (await clinic.send('PUT', own, { first_name: 'A', last_name: 'B' })).headers.get('etag'),
    ).toBe('"3"');
  });

  it('is absent from lists', async () => {
    expect((await clinic.send('GET', '/api/v1/patients')).headers.get('etag')).toBeNull();
  });

  it('spares the body of a record that the caller already has', async () => {
    const own = `/api/v1/patients/${await createPatient(clinic)}`;
    expect((await clinic.send('GET', own, undefined, { 'if-none-match': 'W/"1"' })).status).toBe(
      304,
    );
    expect((await clinic.send('GET', own, undefined, { 'if-none-match': '"2"' })).status).toBe(200);
  });
});

describe('3.8: If-Match', () => {
  it('lets the newest version through', async () => {
    const own = `/api/v1/patients/${await createPatient(clinic)}`;
    for (const tag of ['"1"', '*', '"7", "3"']) {
      const answer = await clinic.send('PATCH', own, { notes: tag }, { 'if-match': tag });
      expect([tag, answer.status]).toEqual([tag, 200]);
    }
  });

  it('stops a lost update and shows the current record', async () => {
    const own = `/api/v1/patients/${await createPatient(clinic)}`;
    const current = await clinic.send('PATCH', own, { city: 'Bron' });
    for (const [method, body] of [
      ['PATCH', { city: 'Lyon' }],
      ['PUT', { first_name: 'A', last_name: 'B' }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await clinic.send(method, own, body, { 'if-match': '"1"' });
      expect([method, answer.status, answer.body.error.code]).toEqual([
        method,
        412,
        'VERSION_CONFLICT',
      ]);
      expect(answer.body.error.details['current']).toEqual(current.record);
      expect(answer.headers.get('etag')).toBe('"2"');
    }
    expect((await clinic.send('GET', own)).record).toEqual(current.record);
  });

  it('never matches a weak tag', async () => {
    const own = `/api/v1/patients/${await createPatient(clinic)}`;
    expect(
      (await clinic.send('PATCH', own, { city: 'Lyon' }, { 'if-match': 'W/"1"' })).status,
    ).toBe(412);
  });

  it('lets one of two simultaneous editors win', async () => {
    const own = `/api/v1/patients/${await createPatient(clinic)}`;
    const answers = await Promise.all(
      ['Bron', 'Lyon', 'Écully'].map((city) =>
        clinic.send('PATCH', own, { city }, { 'if-match': '"1"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await clinic.send('GET', own)).record.version).toBe(2);
  });

  it('is demanded for medical records', async () => {
    const body = await sampleFor(clinic, 'medical-records');
    const own = `/api/v1/medical-records/${await created(clinic, '/api/v1/medical-records', body)}`;
    for (const [method, change] of [
      ['PATCH', { diagnosis: 'x' }],
      ['PUT', body],
      ['DELETE', undefined],
    ] as const) {
      const answer = await clinic.send(method, own, change);
      expect([method, answer.status, answer.body.error.code]).toEqual([
        method,
        428,
        'VERSION_REQUIRED',
      ]);
    }
    expect(
      (await clinic.send('PATCH', own, { diagnosis: 'x' }, { 'if-match': '"1"' })).status,
    ).toBe(200);
  });
});

describe('8: versions', () => {
  it('grow by one with each change of the row', async () => {
    const id = await createPatient(clinic);
    await clinic.db
      .updateTable('patients')
      .set({ city: 'Lyon', version: 99 })
      .where('id', '=', id)
      .execute();
    expect((await clinic.send('GET', `/api/v1/patients/${id}`)).record).toMatchObject({
      version: 2,
      city: 'Lyon',
    });
  });
});
