import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { freshKey, startClinic, type TestClinic } from '../support/clinic.ts';
import { createPatient, sampleAppointment, samplePatient } from '../support/samples.ts';

/** BEHAVIOUR 3.7 and 8: one key, one effect, one answer. */
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

async function rowsOf(table: 'patients' | 'idempotency_keys'): Promise<number> {
  const row = await clinic.db
    .selectFrom(table)
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
}

describe('3.7: a repeated key', () => {
  it('replays the first answer with its headers and changes nothing', async () => {
    const key = freshKey();
    const body = samplePatient();
    const first = await clinic.send('POST', '/api/v1/patients', body, key);
    const rows = await rowsOf('patients');
    const second = await clinic.send('POST', '/api/v1/patients', body, key);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('etag')).toBe('"1"');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await rowsOf('patients')).toBe(rows);
  });

  // 3.12a: by this a caller knows that it may repeat a request whose answer was lost.
  it('is named in every answer that it was kept for', async () => {
    const key = freshKey();
    const named = (answer: { headers: Headers }) => answer.headers.get('idempotency-key');
    const first = await clinic.send('POST', '/api/v1/patients', samplePatient(), key);
    const path = `/api/v1/patients/${first.record.id}`;
    const edited = await clinic.send('PATCH', path, { city: 'Bron' }, freshKey());
    expect(named(first)).toBe(key['idempotency-key']);
    expect(named(edited)).toMatch(/^[0-9a-f-]{36}$/);
    expect(named(await clinic.send('PATCH', path, { city: 'Lyon' }))).toBeNull();
  });

  it('is the same request when only key order and spaces differ', async () => {
    const key = freshKey();
    const first = await clinic.send(
      'POST',
      '/api/v1/patients',
      '{"first_name":"A","last_name":"B"}',
      key,
    );
    const second = await clinic.send(
      'POST',
      '/api/v1/patients',
      '{ "last_name": "B", "first_name": "A" }',
      key,
    );
    expect(second.record.id).toBe(first.record.id);
  });

  it('replays an update even though its version has passed', async () => {
    const id = await createPatient(clinic);
    const headers = { ...freshKey(), 'if-match': '"1"' };
    const first = await clinic.send('PATCH', `/api/v1/patients/${id}`, { city: 'Bron' }, headers);
    await clinic.send('PATCH', `/api/v1/patients/${id}`, { city: 'Lyon' });
    const again = await clinic.send('PATCH', `/api/v1/patients/${id}`, { city: 'Bron' }, headers);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect((await clinic.send('GET', `/api/v1/patients/${id}`)).record['city']).toBe('Lyon');
  });

  it('replays a deletion', async () => {
    const id = await createPatient(clinic);
    const key = freshKey();
    const first = await clinic.send('DELETE', `/api/v1/patients/${id}`, undefined, key);
    const second = await clinic.send('DELETE', `/api/v1/patients/${id}`, undefined, key);
    expect([second.status, second.body]).toEqual([200, first.body]);
  });

  it('refuses another body path or method', async () => {
    const key = freshKey();
    const id = await createPatient(clinic);
    await clinic.send('PATCH', `/api/v1/patients/${id}`, { city: 'Bron' }, key);
    for (const [method, path, body] of [
      ['PATCH', `/api/v1/patients/${id}`, { city: 'Lyon' }],
      ['PUT', `/api/v1/patients/${id}`, { city: 'Bron' }],
      ['PATCH', `/api/v1/patients/${await createPatient(clinic)}`, { city: 'Bron' }],
    ] as const) {
      const answer = await clinic.send(method, path, body, key);
      expect([answer.status, answer.body.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    }
  });

  it('does not keep refusals', async () => {
    const key = freshKey();
    const body = await sampleAppointment(clinic);
    const taken = await clinic.send('POST', '/api/v1/appointments', body);
    expect((await clinic.send('POST', '/api/v1/appointments', body, key)).status).toBe(409);
    await clinic.send('DELETE', `/api/v1/appointments/${taken.record.id}`);
    const retried = await clinic.send('POST', '/api/v1/appointments', body, key);
    expect(retried.status).toBe(201);
    expect(retried.headers.get('idempotency-replayed')).toBeNull();
  });

  it('works again after its answer has expired', async () => {
    const key = freshKey();
    const body = samplePatient({ birth_date: null });
    const first = await clinic.send('POST', '/api/v1/patients', body, key);
    await clinic.db
      .updateTable('idempotency_keys')
      .set({ created_at: new Date(Date.now() - 91 * 86_400_000) })
      .where('key', '=', key['idempotency-key'] ?? '')
      .execute();
    const second = await clinic.send('POST', '/api/v1/patients', body, key);
    expect(second.status).toBe(201);
    expect(second.record.id).not.toBe(first.record.id);
  });

  it('must be one to 255 visible characters', async () => {
    for (const key of ['a b', 'k'.repeat(256), 'clé']) {
      const answer = await clinic.send('POST', '/api/v1/patients', samplePatient(), {
        'idempotency-key': key,
      });
      expect([answer.status, answer.body.error.code]).toEqual([400, 'INVALID_IDEMPOTENCY_KEY']);
    }
  });
});

describe('3.7: simultaneous requests', () => {
  it('have one effect and ask the others to wait', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = samplePatient();
    const before = await rowsOf('patients');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => clinic.send('POST', '/api/v1/patients', body, key)),
    );
    expect(await rowsOf('patients')).toBe(before + 1);
    const created = answers.filter(({ status }) => status === 201);
    const busy = answers.filter(({ status }) => status === 409);
    expect(created.length + busy.length).toBe(12);
    expect(new Set(created.map(({ record }) => record.id)).size).toBe(1);
    for (const { body: answer } of busy)
      expect(answer.error.code).toBe('IDEMPOTENCY_KEY_IN_PROGRESS');
  });

  it('with different keys are all carried out', async () => {
    const before = await rowsOf('patients');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        clinic.send('POST', '/api/v1/patients', samplePatient(), freshKey()),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(await rowsOf('patients')).toBe(before + 20);
  });

  it('for one slot let exactly one in', async () => {
    // More rivals than a transaction is tried again: no number of them may wait for each other.
    const bodies = await Promise.all(Array.from({ length: 8 }, () => sampleAppointment(clinic)));
    const shared = bodies.map((body) => ({
      ...body,
      practitioner_id: bodies[0]?.['practitioner_id'],
    }));
    const answers = await Promise.all(
      shared.map((body) => clinic.send('POST', '/api/v1/appointments', body, freshKey())),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    for (const { status, body } of answers)
      if (status === 409) expect(body.error.code).toBe('SLOT_TAKEN');
  });
});

describe('8: the key and the change', () => {
  it('share one transaction', async () => {
    const before = [await rowsOf('patients'), await rowsOf('idempotency_keys')];
    await sql`ALTER TABLE idempotency_keys ADD CONSTRAINT broken CHECK (length(key) < 5) NOT VALID`.execute(
      clinic.db,
    );
    const failed = await clinic.send('POST', '/api/v1/patients', samplePatient(), freshKey());
    await sql`ALTER TABLE idempotency_keys DROP CONSTRAINT broken`.execute(clinic.db);
    expect(failed.status).toBeGreaterThanOrEqual(400);
    expect([await rowsOf('patients'), await rowsOf('idempotency_keys')]).toEqual(before);
  });
});
