import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../web/clinic/server/database/database.ts';
import { migrate } from '../../../web/clinic/server/database/migrate.ts';
import { Accounts } from '../../../web/clinic/server/people/accounts.ts';
import { startClinic, type Json, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { freshDatabase } from '../support/database.ts';
import { personOf, practitionerOf, type SignedInPerson } from '../support/people.ts';
import { createPatient, samplePatient } from '../support/samples.ts';

const records = '/api/v1/medical-records';
const company = 'signing';

let clinic: TestClinic;
let doctor: Awaited<ReturnType<typeof practitionerOf>>;
let nurse: SignedInPerson;
let patient: string;
beforeAll(async () => {
  clinic = await startClinic({ requireIfMatch: [] });
  doctor = await practitionerOf(clinic, company);
  nurse = await personOf(clinic, company, 'nurse');
  patient = await idOf(nurse, '/api/v1/patients', samplePatient({ company_id: company }));
});
afterAll(() => clinic.close());

async function idOf(person: SignedInPerson, path: string, body: Json): Promise<string> {
  const answer = await person.send('POST', path, body);
  expect([path, answer.status, answer.body.error]).toEqual([path, 201, undefined]);
  return answer.record.id;
}

const prescription = (changes: Json = {}): Json => ({
  patient_id: patient,
  kind: 'prescription',
  title: 'Ordonnance',
  content: 'Paracétamol 1 g',
  ...changes,
});

const draftOf = (person: SignedInPerson, changes: Json = {}) =>
  idOf(person, records, prescription(changes));

/** Every route that can carry a signature. */
const routes: ReadonlyArray<
  readonly [string, (person: SignedInPerson, changes: Json) => Promise<TestAnswer>]
> = [
  [
    'POST',
    (person, changes) =>
      person.send('POST', records, prescription({ ...changes, status: 'signed' })),
  ],
  [
    'PATCH',
    async (person, changes) =>
      person.send('PATCH', `${records}/${await draftOf(nurse)}`, { ...changes, status: 'signed' }),
  ],
  [
    'PUT',
    async (person, changes) =>
      person.send(
        'PUT',
        `${records}/${await draftOf(nurse)}`,
        prescription({ ...changes, status: 'signed' }),
      ),
  ],
  [
    'batch',
    async (person, changes) => {
      const path = `${records}/${await draftOf(nurse)}`;
      const body = { ...changes, status: 'signed' };
      const mutations = [{ id: 'm', method: 'PATCH', path, body }];
      const { body: answer } = await person.send('POST', '/api/v1/batch', { mutations });
      const [entry] = answer.data as readonly [{ status: number; body: TestAnswer['body'] }];
      return {
        status: entry.status,
        body: entry.body,
        record: entry.body.data as TestAnswer['record'],
        records: [],
        headers: new Headers(),
        badFields: [],
      };
    },
  ],
];

describe('8: a signature', () => {
  it.each(routes)('carries the signer and the moment of the server through %s', async (_, sign) => {
    const forged = {
      signed_by: 'somebody',
      signer_name: 'Dr Nobody',
      signed_at: '2001-01-01T00:00:00.000Z',
    };
    const before = Date.now();
    const { status, record } = await sign(doctor, forged);
    expect([200, 201]).toContain(status);
    expect(record).toMatchObject({
      status: 'signed',
      signed_by: doctor.userId,
      signer_name: 'Dr Hélène Marchetti',
      practitioner_id: doctor.practitionerId,
    });
    const moment = Date.parse(String(record['signed_at']));
    expect(moment).toBeGreaterThan(before - 60_000);
    expect(moment).toBeLessThan(Date.now() + 60_000);
  });

  it.each(routes)('is refused without a practitioner through %s', async (_, sign) => {
    const attack = { practitioner_id: doctor.practitionerId, recorded_at: '2001-01-01T00:00:00Z' };
    const answer = await sign(nurse, attack);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'SIGNER_REQUIRED']);
  });

  it.each(routes)('is refused in the name of another through %s', async (_, sign) => {
    const other = await clinic.db
      .insertInto('practitioners')
      .values({
        company_id: company,
        first_name: 'Samir',
        last_name: 'Benkirane',
        specialty: 'Médecine générale',
        active: true,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const answer = await sign(doctor, { practitioner_id: other.id });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'SIGNER_MISMATCH']);
  });

  it('is refused to the user of the demonstration, who is not a practitioner', async () => {
    const answer = await clinic.send(
      'POST',
      records,
      prescription({ patient_id: await createPatient(clinic), status: 'signed' }),
    );
    expect(answer.body.error.code).toBe('SIGNER_REQUIRED');
  });

  it('is refused for an empty document, which names the field', async () => {
    const body = prescription({ content: '  ', status: 'signed' });
    const answer = await doctor.send('POST', records, body);
    expect([answer.status, answer.badFields]).toEqual([400, ['content']]);
  });

  it('ends with the practitioner’s work here', async () => {
    const active = (value: boolean) =>
      clinic.db
        .updateTable('practitioners')
        .set({ active: value })
        .where('id', '=', doctor.practitionerId)
        .execute();
    await active(false);
    const answer = await doctor.send('POST', records, prescription({ status: 'signed' }));
    await active(true);
    expect(answer.body.error.code).toBe('SIGNER_REQUIRED');
  });

  it('keeps the name of the signer when that person is called otherwise later', async () => {
    const signed = await doctor.send('POST', records, prescription({ status: 'signed' }));
    const rename = (last_name: string) =>
      clinic.db
        .updateTable('practitioners')
        .set({ last_name })
        .where('id', '=', doctor.practitionerId)
        .execute();
    await rename('Martin');
    const read = await nurse.send('GET', `${records}/${signed.record.id}`);
    await rename('Marchetti');
    expect(read.record['signer_name']).toBe('Dr Hélène Marchetti');
  });

  it('cannot be made or broken by a statement that no rule of ours has seen', async () => {
    const signed = await doctor.send('POST', records, prescription({ status: 'signed' }));
    const draft = await draftOf(nurse);
    const asUser = (userId: string, statement: ReturnType<typeof sql>) =>
      clinic.db.transaction().execute(async (trx) => {
        await sql`SELECT set_config('role', 'clinic_app', true),
          set_config('app.company_id', ${company}, true), set_config('app.user_id', ${userId}, true)`.execute(
          trx,
        );
        await statement.execute(trx);
      });
    const { id } = signed.record;
    await expect(
      asUser(doctor.userId, sql`UPDATE medical_records SET content = 'x' WHERE id = ${id}`),
    ).rejects.toThrow('stays as it is');
    await expect(
      asUser(doctor.userId, sql`UPDATE medical_records SET status = 'draft' WHERE id = ${id}`),
    ).rejects.toThrow('stays as it is');
    await expect(
      asUser(nurse.userId, sql`UPDATE medical_records SET status = 'signed' WHERE id = ${draft}`),
    ).rejects.toThrow('only its practitioner');
  });

  it('says at sign-in which practitioner the person is', async () => {
    const me = await doctor.send('GET', '/api/v1/auth/me');
    expect((await nurse.send('GET', '/api/v1/auth/me')).record['practitioner_id']).toBeNull();
    // This token was made before the account had a practitioner: the next one knows.
    expect(me.record['practitioner_id']).toBeNull();
    const { record } = await clinic.send('POST', '/api/v1/auth/refresh', undefined, {
      cookie: doctor.cookie,
    });
    expect(record['user']).toMatchObject({ practitioner_id: doctor.practitionerId });
  });
});

describe('8: the practitioner of an account', () => {
  it('is set by the administrator, by name or number, and taken away again', async () => {
    const accounts = new Accounts(clinic.db);
    const helper = await personOf(clinic, 'accounts', 'doctor');
    const { id } = await clinic.db
      .insertInto('practitioners')
      .values({
        company_id: 'accounts',
        title: 'Dr',
        first_name: 'Zoé',
        last_name: 'Lefèvre',
        specialty: 'Cardiologie',
        rpps: '10104000001',
        active: true,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const linked = async () =>
      (
        await clinic.db
          .selectFrom('users')
          .select('practitioner_id')
          .where('id', '=', helper.userId)
          .executeTakeFirstOrThrow()
      ).practitioner_id;
    for (const name of ['zoe lefevre', 'Dr Zoé Lefèvre', '10104000001']) {
      await accounts.setPractitioner('doctor@accounts.example', name);
      expect(await linked()).toBe(id);
      await accounts.setPractitioner('doctor@accounts.example', '');
      expect(await linked()).toBeNull();
    }
    await expect(
      accounts.setPractitioner('doctor@accounts.example', 'Hélène Marchetti'),
    ).rejects.toThrow('no colleague');
    expect((await helper.send('GET', '/api/v1/auth/me')).status).toBe(401);
  });
});

describe('8: a withdrawn consent to care', () => {
  const consents = '/api/v1/consents';
  /** A patient with an older consent, and a newer one that was withdrawn. */
  async function withdrawn() {
    const own = await idOf(nurse, '/api/v1/patients', samplePatient({ company_id: company }));
    const about = { patient_id: own, kind: 'care' };
    const older = await idOf(nurse, consents, about);
    const draft = await idOf(nurse, records, prescription({ patient_id: own }));
    const newer = await idOf(nurse, consents, about);
    await nurse.send('PATCH', `${consents}/${newer}`, {
      status: 'withdrawn',
      withdrawn_at: '2001-01-01T00:00:00Z',
      granted_at: '2001-01-01T00:00:00Z',
    });
    return { own, about, older, draft, newer };
  }
  const write = (own: string) => nurse.send('POST', records, prescription({ patient_id: own }));

  it('is not undone by the dates of an older consent', async () => {
    const { own, older } = await withdrawn();
    const moved = { granted_at: new Date().toISOString() };
    expect((await nurse.send('PATCH', `${consents}/${older}`, moved)).status).toBe(200);
    expect((await write(own)).body.error.code).toBe('CONSENT_WITHDRAWN');
  });

  it('is not undone by deleting and restoring an older consent', async () => {
    const { own, older } = await withdrawn();
    await nurse.send('DELETE', `${consents}/${older}`);
    expect((await write(own)).body.error.code).toBe('CONSENT_WITHDRAWN');
    await nurse.send('POST', `${consents}/${older}/restore`);
    expect((await write(own)).body.error.code).toBe('CONSENT_WITHDRAWN');
  });

  it('keeps deleted documents where they are', async () => {
    const { own, about, draft } = await withdrawn();
    await nurse.send('DELETE', `${records}/${draft}`);
    const back = await nurse.send('POST', `${records}/${draft}/restore`);
    expect(back.body.error.code).toBe('CONSENT_WITHDRAWN');
    await idOf(nurse, consents, about);
    expect((await nurse.send('POST', `${records}/${draft}/restore`)).status).toBe(200);
    expect((await write(own)).status).toBe(201);
  });
});

describe('8: documents that a former version signed', () => {
  it('keep their version and get the signer whom the audit trail knows', async () => {
    const fresh = await freshDatabase();
    const database = await openDatabase(fresh.location);
    const { owner, engine } = database;
    await sql
      .raw(
        `DROP TABLE medical_reads; DROP INDEX audit_by_time;
         DROP TRIGGER sign_record ON medical_records; DROP FUNCTION clinic_sign_record;
         ALTER TABLE medical_records DROP COLUMN signed_at, DROP COLUMN signed_by, DROP COLUMN signer_name;
         ALTER TABLE users DROP COLUMN practitioner_id;
         DELETE FROM schema_migrations WHERE name >= '008' AND name < '010'`,
      )
      .execute(owner);
    await owner.insertInto('companies').values({ id: 'old', name: 'old' }).execute();
    const user = await owner
      .insertInto('users')
      .values({ company_id: 'old', email: 'a@old.example', name: 'Dr Ancienne', role: 'doctor' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { id: patient_id } = await owner
      .insertInto('patients')
      .values({ company_id: 'old', first_name: 'A', last_name: 'B' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const insert = (title: string) =>
      owner
        .insertInto('medical_records')
        .values({ company_id: 'old', patient_id, kind: 'note', title, status: 'draft' })
        .execute();
    for (const title of ['by a person', 'by the system', 'draft']) await insert(title);
    await owner.transaction().execute(async (trx) => {
      await sql`SELECT set_config('app.user_id', ${user.id}, true)`.execute(trx);
      await sql`UPDATE medical_records SET status = 'signed' WHERE title = 'by a person'`.execute(
        trx,
      );
    });
    await sql`UPDATE medical_records SET status = 'signed' WHERE title = 'by the system'`.execute(
      owner,
    );
    await migrate(engine.pool);
    const rows = await owner
      .selectFrom('medical_records')
      .select(['title', 'version', 'signed_by', 'signer_name', 'signed_at'])
      .orderBy('title')
      .execute();
    await database.close();
    await fresh.drop();
    const at = expect.any(Date) as Date;
    expect(rows).toEqual([
      {
        title: 'by a person',
        version: 2,
        signed_by: user.id,
        signer_name: 'Dr Ancienne',
        signed_at: at,
      },
      { title: 'by the system', version: 2, signed_by: 'system', signer_name: null, signed_at: at },
      { title: 'draft', version: 1, signed_by: null, signer_name: null, signed_at: null },
    ]);
  });
});
