import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../../web/clinic/server/server.ts';
import { startClinic, type TestClinic } from '../support/clinic.ts';
import { freshDatabase } from '../support/database.ts';

/** A believable clinic, the same every time. */
const seedDay = new Date('2025-03-05T10:00:00Z');
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic({ seed: true, seedDay });
});
afterAll(() => clinic.close());

async function total(query: string): Promise<number> {
  return Number((await clinic.send('GET', `/api/v1/${query}`)).body.pagination['total']);
}

describe('2.5: the seeded clinic', () => {
  it('has staff patients and weeks of appointments', async () => {
    expect(await total('practitioners')).toBe(8);
    expect(await total('patients')).toBe(400);
    expect(await total('appointments')).toBeGreaterThan(3000);
    expect(await total('appointments?date_to=2025-03-05')).toBeGreaterThan(1500);
    expect(await total('appointments?date_from=2025-03-06')).toBeGreaterThan(1200);
    expect(await total('medical-records')).toBeGreaterThan(300);
    expect(await total('consents')).toBeGreaterThanOrEqual(400);
  });

  it('never puts a practitioner in two places', async () => {
    const { rows } = await sql<{ n: number }>`
      SELECT count(*)::int AS n FROM appointments a JOIN appointments b
          ON a.practitioner_id = b.practitioner_id AND a.id < b.id
         AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`.execute(
      clinic.db,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('never puts a patient in two places', async () => {
    const { rows } = await sql<{ n: number }>`
      SELECT count(*)::int AS n FROM appointments a JOIN appointments b
          ON a.patient_id = b.patient_id AND a.id < b.id
         AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`.execute(
      clinic.db,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('gives patients only what fits them', async () => {
    const { rows } = await sql<{ n: number }>`
      SELECT count(*)::int AS n FROM appointments JOIN patients ON patients.id = patient_id
       WHERE (reason IN ('Suivi de grossesse', 'Frottis de dépistage')
              AND (sex <> 'female' OR birth_date > starts_at - interval '18 years'
                   OR birth_date < starts_at - interval '70 years'))`.execute(clinic.db);
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('knows who signed each signed document', async () => {
    const { rows } = await sql<{ signed: boolean; named: boolean; n: number }>`
      SELECT status = 'signed' AS signed, signer_name IS NOT NULL AND signed_at IS NOT NULL AS named,
             count(*)::int AS n FROM medical_records GROUP BY 1, 2`.execute(clinic.db);
    expect(rows.every(({ signed, named }) => signed === named)).toBe(true);
    expect(rows).toHaveLength(2);
  });

  it('has prescriptions of physicians alone', async () => {
    const { rows } = await sql<{ specialty: string; n: number }>`
      SELECT specialty, count(*)::int AS n FROM medical_records
        JOIN practitioners ON practitioners.id = practitioner_id
       WHERE kind = 'prescription' GROUP BY 1`.execute(clinic.db);
    const specialties = rows.map(({ specialty }) => specialty);
    expect(specialties).toContain('Médecine générale');
    expect(specialties).not.toContain('Psychologie');
    expect(specialties).not.toContain('Kinésithérapie');
  });

  it('is accepted by its own API', async () => {
    const patients = await clinic.send('GET', '/api/v1/patients?limit=1000');
    for (const patient of patients.records.slice(0, 40)) {
      const answer = await clinic.send('PUT', `/api/v1/patients/${patient.id}`, patient);
      expect([answer.status, answer.badFields, answer.record.version]).toEqual([200, [], 1]);
    }
  });

  it('has done what is over at the moment of its making, and later its past days', async () => {
    const database = await freshDatabase();
    const start = (day: Date) =>
      startServer({ port: 0, seed: true, demo: true, seedDay: day, ...database.location });
    const weekLater = new Date('2025-03-12T10:00:00Z');
    for (const day of [seedDay, weekLater, weekLater]) {
      const server = await start(day);
      const end = day === seedDay ? day : new Date(`${day.toISOString().slice(0, 10)}T00:00:00Z`);
      const visitsOf = async (status: string) =>
        sql<{ past: boolean; n: number; newest: number }>`
          SELECT ends_at <= ${end} AS past, count(*)::int AS n,
                 max(version)::int AS newest
            FROM appointments WHERE status = ANY(${status.split(' ')}) GROUP BY 1 ORDER BY 1`.execute(
          server.db,
        );
      const open = await visitsOf('scheduled confirmed arrived in_care');
      expect(open.rows).toMatchObject([{ past: false, newest: 1 }]);
      const [left, ahead] = (await visitsOf('completed')).rows;
      const [missed] = (await visitsOf('no_show cancelled')).rows;
      expect(ahead).toBeUndefined();
      expect(left).toMatchObject({ past: true, newest: day === seedDay ? 1 : 2 });
      expect((left?.n ?? 0) / (missed?.n ?? 1)).toBeGreaterThan(9);
      await server.close();
    }
    await database.drop();
  });

  it('is the same every time', async () => {
    const twin = await startClinic({ seed: true, seedDay });
    try {
      for (const path of [
        '/api/v1/patients?limit=1000',
        '/api/v1/appointments?limit=1000',
        '/api/v1/consents?limit=1000',
      ]) {
        const [left, right] = await Promise.all([clinic.send('GET', path), twin.send('GET', path)]);
        const bare = (records: typeof left.records) =>
          records.map(({ created_at: _c, updated_at: _u, ...rest }) => rest);
        expect(bare(right.records)).toEqual(bare(left.records));
      }
    } finally {
      await twin.close();
    }
  });
});
