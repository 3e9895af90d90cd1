import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../web/clinic/server/database/database.ts';
import type { Session } from '../../../web/clinic/server/people/session.ts';
import { freshDatabase } from '../support/database.ts';

/** BEHAVIOUR 8: every row belongs to a company, and the database itself enforces it. */
const tables = [
  'practitioners',
  'patients',
  'appointments',
  'medical_records',
  'consents',
] as const;
const session = (companyId: string): Session => ({
  userId: `user-of-${companyId}`,
  companyId,
  role: 'admin',
  name: 'x',
  practitionerId: null,
});
const [own, other] = [session('clinic-a'), session('clinic-b')];

let database: Database;
let drop = async (): Promise<void> => undefined;
let otherPatient: string;

beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  database = await openDatabase(fresh.location);
  for (const { companyId: id } of [own, other])
    await database.owner.insertInto('companies').values({ id, name: id }).execute();
  const patient = await database.owner
    .insertInto('patients')
    .values({ company_id: other.companyId, first_name: 'A', last_name: 'B' })
    .returning('id')
    .executeTakeFirstOrThrow();
  otherPatient = patient.id;
});
afterAll(async () => {
  await database.close();
  await drop();
});

const as = <T>(who: Session, statement: ReturnType<typeof sql<T>>) =>
  database.asSession(who, {}, async (trx) => (await statement.execute(trx)).rows);

describe('8: row-level security', () => {
  it('runs requests under a role that owns nothing', async () => {
    const rows = await as(
      own,
      sql<{ owned: number; superuser: boolean; bypass: boolean }>`
      SELECT (SELECT count(*)::int FROM pg_class WHERE relowner = role.oid) AS owned,
             rolsuper AS superuser, rolbypassrls AS bypass
        FROM pg_roles AS role WHERE rolname = current_user`,
    );
    expect(rows).toEqual([{ owned: 0, superuser: false, bypass: false }]);
  });

  it('shows the rows of one company', async () => {
    const count = sql<{ n: number }>`SELECT count(*)::int AS n FROM patients`;
    expect(await as(own, count)).toEqual([{ n: 0 }]);
    expect(await as(other, count)).toEqual([{ n: 1 }]);
  });

  it('refuses rows written for another company', async () => {
    const insert = sql`INSERT INTO patients (company_id, first_name, last_name) VALUES ('clinic-b', 'X', 'Y')`;
    await expect(as(own, insert)).rejects.toMatchObject({ code: '42501' });
  });

  it('finds nothing to change in another company', async () => {
    const rows = await as(
      own,
      sql`UPDATE patients SET city = 'x' WHERE id = ${otherPatient} RETURNING id`,
    );
    expect(rows).toEqual([]);
  });

  it('refuses references to another company', async () => {
    const insert = sql`INSERT INTO consents (company_id, patient_id, kind, status)
                       VALUES ('clinic-a', ${otherPatient}, 'care', 'granted')`;
    await expect(as(own, insert)).rejects.toMatchObject({ code: '23503' });
  });

  it('keeps a company when a row is changed', async () => {
    const rows = await as(
      other,
      sql`UPDATE patients SET company_id = 'clinic-a' RETURNING company_id`,
    );
    expect(rows).toEqual([{ company_id: 'clinic-b' }]);
  });

  it.each(tables)('never removes a row %s', async (table) => {
    await expect(as(own, sql`DELETE FROM ${sql.table(table)}`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('keeps the audit trail and passwords out of reach', async () => {
    for (const statement of [
      sql`DELETE FROM audit`,
      sql`UPDATE audit SET user_id = 'x'`,
      sql`INSERT INTO audit (company_id) VALUES ('clinic-a')`,
      sql`SELECT password_hash FROM users`,
      sql`SELECT * FROM schema_migrations`,
      sql`TRUNCATE patients`,
    ]) {
      await expect(as(own, statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('ends with the transaction', async () => {
    await as(own, sql`SELECT 1`);
    const { rows } = await sql<{ role: string; company: string | null }>`
      SELECT current_setting('role') AS role, nullif(current_setting('app.company_id', true), '') AS company`.execute(
      database.owner,
    );
    expect(rows).toEqual([{ role: 'none', company: null }]);
  });
});

describe('8: the audit table', () => {
  it('records who, when, why and what without contents', async () => {
    const [patient] = await database.asSession(
      other,
      { reason: 'rappel', idempotencyKey: 'k-1', requestId: 'r-1' },
      async (trx) =>
        (
          await sql<{
            id: string;
          }>`UPDATE patients SET city = 'Bron', phone = '1' RETURNING id`.execute(trx)
        ).rows,
    );
    const rows = await as(
      other,
      sql<Record<string, unknown>>`SELECT * FROM audit ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]).toMatchObject({
      company_id: 'clinic-b',
      user_id: other.userId,
      reason: 'rappel',
      idempotency_key: 'k-1',
      request_id: 'r-1',
      action: 'update',
      resource: 'patients',
      row_id: patient?.id,
      changed_fields: ['city', 'phone'],
    });
    expect(rows[0]?.['before_digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(rows[0]?.['after_digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(rows[0])).not.toContain('Bron');
    expect(await as(own, sql`SELECT * FROM audit`)).toEqual([]);
  });
});
