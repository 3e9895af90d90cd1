import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type Json, type TestClinic } from '../support/clinic.ts';
import { createPatient, sampleFor, samplePatient } from '../support/samples.ts';

/** BEHAVIOUR 8: five resources, one shape. */
const names = ['patients', 'appointments', 'medical-records', 'consents', 'practitioners'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** One harmless change per resource. */
const changes: Record<string, Json> = {
  patients: { city: 'Lyon' },
  appointments: { notes: 'À jeun' },
  'medical-records': { diagnosis: 'Rhinopharyngite' },
  consents: { notes: 'Recueilli par écrit' },
  practitioners: { phone: '04 65 71 10 10' },
};

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic({ requireIfMatch: [] });
});
afterAll(() => clinic.close());

describe.each(names)('8: %s', (name) => {
  const path = `/api/v1/${name}`;

  it('creates reads changes replaces deletes and restores', async () => {
    const body = await sampleFor(clinic, name);
    const created = await clinic.send('POST', path, body);
    expect(created.status).toBe(201);
    expect(created.body.success).toBe(true);
    expect(created.record.id).toMatch(uuid);
    expect(created.record).toMatchObject({
      version: 1,
      company_id: 'clinic-123',
      deleted_at: null,
    });
    const own = `${path}/${created.record.id}`;
    expect(created.headers.get('location')).toBe(own);

    const read = await clinic.send('GET', own);
    expect(read.status).toBe(200);
    expect(read.record).toEqual(created.record);

    const change = changes[name] ?? {};
    const changed = await clinic.send('PATCH', own, change);
    expect(changed.status).toBe(200);
    expect(changed.record).toMatchObject({ ...change, version: 2 });

    const replaced = await clinic.send('PUT', own, body);
    expect(replaced.status).toBe(200);
    for (const field of Object.keys(change)) expect(replaced.record[field]).toBeNull();
    expect(replaced.record.version).toBe(3);

    const deleted = await clinic.send('DELETE', own);
    expect(deleted.status).toBe(200);
    expect(deleted.record).toMatchObject({ id: created.record.id, deleted: true, version: 4 });
    expect((await clinic.send('GET', own)).status).toBe(410);
    expect((await clinic.send('PATCH', own, change)).body.error.code).toBe('GONE');
    expect((await clinic.send('DELETE', own)).status).toBe(410);

    const restored = await clinic.send('POST', `${own}/restore`);
    expect(restored.status).toBe(200);
    expect(restored.record).toMatchObject({ version: 5, deleted_at: null });
    expect((await clinic.send('GET', own)).record).toEqual(restored.record);
  });

  it('answers unknown records and odd ids with not found', async () => {
    for (const id of [
      '00000000-0000-4000-8000-00000000dead',
      'p1',
      "1' OR '1'='1",
      '%00',
      '..%2Fpatients',
    ]) {
      const answer = await clinic.send('GET', `${path}/${encodeURI(id)}`);
      expect([id, answer.status, answer.body.error.code]).toEqual([id, 404, 'NOT_FOUND']);
    }
  });
});

describe('8: bodies', () => {
  it('ignores client ids server columns and unknown fields', async () => {
    const answer = await clinic.send('POST', '/api/v1/patients', {
      ...samplePatient(),
      id: 'temp-1',
      version: 42,
      created_at: '1999-01-01T00:00:00Z',
      updated_by: 'another',
      shoe_size: 43,
      ['__proto__']: { polluted: true },
    });
    expect(answer.status).toBe(201);
    expect(answer.record.id).toMatch(uuid);
    expect(answer.record.version).toBe(1);
    expect(answer.record['created_at']).not.toBe('1999-01-01T00:00:00.000Z');
    expect(answer.record).not.toHaveProperty('shoe_size');
  });

  it('refuses a record addressed to another company', async () => {
    const answer = await clinic.send(
      'POST',
      '/api/v1/patients',
      samplePatient({ company_id: 'clinic-999' }),
    );
    expect(answer.status).toBe(403);
    expect(answer.body.error.code).toBe('COMPANY_MISMATCH');
  });

  it('cleans text as it is stored', async () => {
    const answer = await clinic.send('POST', '/api/v1/patients', {
      ...samplePatient({
        email: '  Jean.DUPONT@Example.org ',
        phone: '',
        insurance_number: '1 80 05 69 123 456 92',
      }),
      first_name: '  Zoé ',
    });
    expect(answer.record).toMatchObject({
      first_name: 'Zoé',
      email: 'jean.dupont@example.org',
      phone: null,
      insurance_number: '180056912345692',
    });
  });

  it('loses characters without width, and is refused with marks that turn the direction of reading', async () => {
    const named = (first_name: string) =>
      clinic.send('POST', '/api/v1/patients', { ...samplePatient(), first_name });
    const plain = await named('\u200bZo\u2060é\ufeff');
    expect(plain.record).toMatchObject({ first_name: 'Zoé' });
    const fields = async (first_name: string) =>
      ((await named(first_name)).body.error.details as { fields: unknown }).fields;
    expect(await fields('\u200b')).toMatchObject([{ field: 'first_name', code: 'REQUIRED' }]);
    // Shown as "50 mg".
    expect(await fields('\u202egm 05')).toMatchObject([
      { field: 'first_name', code: 'INVALID_CHARACTER' },
    ]);
  });

  it('keeps version when a change changes nothing', async () => {
    const id = await createPatient(clinic, { city: 'Lyon' });
    const answer = await clinic.send('PATCH', `/api/v1/patients/${id}`, { city: ' Lyon ' });
    expect(answer.status).toBe(200);
    expect(answer.record.version).toBe(1);
  });

  it('clears a field that is patched to null and keeps the others', async () => {
    const id = await createPatient(clinic, { city: 'Lyon', phone: '06 39 98 00 01' });
    const answer = await clinic.send('PATCH', `/api/v1/patients/${id}`, { city: null });
    expect(answer.record).toMatchObject({ city: null, phone: '06 39 98 00 01' });
  });
});
