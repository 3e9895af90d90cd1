import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../web/clinic/server/limits.ts';
import { startClinic, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { untilOlderOnesEnded } from '../support/database.ts';
import { personOf, type SignedInPerson } from '../support/people.ts';

/** BEHAVIOUR 8: a list that was read before is read again by what has changed (`changed_since`). */
let clinic: TestClinic;
let doctor: SignedInPerson;
let reception: SignedInPerson;
let stranger: SignedInPerson;
const patients = 10_000;

beforeAll(async () => {
  clinic = await startClinic({ demo: false });
  doctor = await personOf(clinic, 'many', 'doctor');
  reception = await personOf(clinic, 'many', 'reception');
  stranger = await personOf(clinic, 'elsewhere', 'doctor');
  // These rows have no author, so the audit trail leaves them out.
  await sql`ALTER TABLE patients DISABLE TRIGGER record_change`.execute(clinic.db);
  for (let from = 1; from <= patients; from += 2000)
    await sql`INSERT INTO patients (company_id, first_name, last_name, birth_date, phone, email)
              SELECT 'many', 'Prénom ' || n, 'Nom ' || n, '1980-02-29', '06 12 34 56 78', n || '@patient.example'
                FROM generate_series(${from}::int, ${from + 1999}::int) AS n`.execute(clinic.db);
  await sql`ALTER TABLE patients ENABLE TRIGGER record_change`.execute(clinic.db);
});
afterAll(() => clinic.close());

const cursorOf = (answer: TestAnswer): string => String(answer.body.pagination['change_cursor']);
const present = async (by = doctor): Promise<string> =>
  cursorOf(await by.send('GET', '/api/v1/patients?limit=1'));
/** The cursor that stands after all that the tests have done so far. */
const afterAllSoFar = async (): Promise<string> => {
  await untilOlderOnesEnded(clinic);
  return present();
};
const since = (cursor: string, by = doctor, path = '/api/v1/patients'): Promise<TestAnswer> =>
  by.send('GET', `${path}?limit=1000&changed_since=${cursor}`);
const newPatient = async (last_name: string) =>
  (await doctor.send('POST', '/api/v1/patients', { last_name, first_name: 'N' })).record;

/** Bytes of a body as they travel, compressed as a browser asks for it. */
async function bytesOf(path: string): Promise<number> {
  const { request } = await import('node:http');
  const headers = { authorization: `Bearer ${doctor.token}`, 'accept-encoding': 'gzip, br' };
  return new Promise((resolve, reject) => {
    const asked = request(clinic.url + path, { headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('end', () => resolve(bytes));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('8: changed_since', () => {
  it('costs next to nothing when nothing has changed', async () => {
    const before = await bytesOf('/api/v1/patients?limit=1000');
    let unchanged = 0;
    for (const name of ['patients', 'appointments', 'medical-records', 'consents', 'practitioners'])
      unchanged += await bytesOf(
        `/api/v1/${name}?limit=1000&page=1&changed_since=${await present()}`,
      );
    expect(before).toBeGreaterThan(10_000);
    expect(unchanged).toBeLessThan(5_000);
  });

  it('brings what was made, changed, restored and deleted, and nothing else', async () => {
    const [changed, gone, back] = [
      await newPatient('A'),
      await newPatient('B'),
      await newPatient('C'),
    ];
    await doctor.send('DELETE', `/api/v1/patients/${back.id}`);
    const cursor = await afterAllSoFar();
    const made = await newPatient('D');
    await doctor.send('PATCH', `/api/v1/patients/${changed.id}`, { city: 'Lyon' });
    await doctor.send('DELETE', `/api/v1/patients/${gone.id}`);
    await doctor.send('POST', `/api/v1/patients/${back.id}/restore`);
    const answer = await since(cursor);
    const received = new Map(answer.records.map((row) => [row.id, row['deleted_at'] !== null]));
    expect(received).toEqual(
      new Map([
        [made.id, false],
        [changed.id, false],
        [gone.id, true],
        [back.id, false],
      ]),
    );
    await untilOlderOnesEnded(clinic);
    const next = cursorOf(await since(cursor));
    expect((await since(next)).records).toEqual([]);
  });

  it('misses no change that is committed after the cursor was made', async () => {
    const patient = await newPatient('Late');
    let cursor = '';
    await clinic.db.transaction().execute(async (trx) => {
      await sql`UPDATE patients SET city = 'Late' WHERE id = ${patient.id}`.execute(trx);
      // On the embedded database there is one connection, and nothing can be read meanwhile.
      if (clinic.databaseUrl !== undefined) cursor = await present();
    });
    if (cursor === '') return;
    expect((await since(cursor)).records.map(({ id }) => id)).toContain(patient.id);
  });

  it('is read page by page where much has changed', async () => {
    const cursor = await afterAllSoFar();
    await sql`UPDATE patients SET city = 'Bron' WHERE company_id = 'many' AND last_name LIKE 'Nom 1%'
                 AND id IN (SELECT id FROM patients WHERE last_name LIKE 'Nom 1%' LIMIT 1050)`.execute(
      clinic.db,
    );
    const first = await since(cursor);
    const next = String(first.body.pagination['next_cursor']);
    const second = await doctor.send(
      'GET',
      `/api/v1/patients?limit=1000&changed_since=${cursor}&cursor=${next}`,
    );
    const ids = [...first.records, ...second.records].map(({ id }) => id);
    expect(new Set(ids).size).toBe(1050);
  });

  it('refuses a cursor of another company, of another role and of another database', async () => {
    const own = await present();
    const asked = [
      since(own, stranger),
      since(own, reception),
      since(own.replace(/\w{16}$/, 'f'.repeat(16))),
    ];
    for (const { status, body } of await Promise.all(asked))
      expect([status, body.error.code]).toEqual([410, 'CURSOR_EXPIRED']);
    expect((await since(await present(stranger), stranger)).records).toEqual([]);
  });

  it('refuses a cursor of what lies too far back, and one of the future', async () => {
    const cursor = await present();
    const { id } = await newPatient('Old');
    await sql`UPDATE audit SET at = now() - make_interval(days => ${limits.changeDays + 1})
               WHERE row_id = ${id}`.execute(clinic.db);
    expect((await since(cursor)).status).toBe(410);
    expect((await doctor.send('GET', `/api/v1/changes?since=${cursor}`)).status).toBe(410);
    const scope = cursor.split('.')[2];
    expect((await since(`9999999999999.0.${scope}`)).status).toBe(410);
  });

  it.each(['x', '1', '1.2.3', `${'9'.repeat(40)}.0`, "1.0.'; DROP TABLE audit"])(
    'answers %s with 400 that names the field',
    async (cursor) => {
      const answer = await since(encodeURIComponent(cursor));
      expect([answer.status, answer.badFields]).toEqual([400, ['changed_since']]);
    },
  );

  it('takes no filter, which would hide what has left it', async () => {
    for (const filter of [`practitioner_id=${randomUUID()}`, 'q=nom']) {
      const answer = await doctor.send(
        'GET',
        `/api/v1/patients?changed_since=${await present()}&${filter}`,
      );
      expect([answer.status, answer.badFields]).toEqual([400, ['changed_since']]);
    }
  });

  it('shows the reception no medical record, whatever the cursor', async () => {
    const answer = await since(await present(reception), reception, '/api/v1/medical-records');
    expect(answer.status).toBe(403);
  });

  it('traces the medical documents that it hands out', async () => {
    const cursor = await afterAllSoFar();
    const { id } = await newPatient('Traced');
    await doctor.send('POST', '/api/v1/medical-records', { patient_id: id, title: 'Note' });
    const count = () =>
      sql<{ n: number }>`SELECT coalesce(sum(documents), 0)::int AS n FROM medical_reads`
        .execute(clinic.db)
        .then(({ rows }) => rows[0]?.n ?? 0);
    const before = await count();
    await since(cursor, doctor, '/api/v1/medical-records');
    expect(await count()).toBe(before + 1);
  });
});
