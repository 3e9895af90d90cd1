import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type Json, type TestClinic } from '../support/clinic.ts';
import { openStream } from '../support/live.ts';
import { personOf, type SignedInPerson } from '../support/people.ts';

let clinic: TestClinic;
let management: SignedInPerson;
let nurse: SignedInPerson;
let doctor: SignedInPerson;
let stranger: SignedInPerson;
let patient: string;
let record: string;
beforeAll(async () => {
  clinic = await startClinic({ demo: false, requireIfMatch: [] });
  management = await personOf(clinic, 'audited', 'admin');
  nurse = await personOf(clinic, 'audited', 'nurse');
  doctor = await personOf(clinic, 'audited', 'doctor');
  stranger = await personOf(clinic, 'elsewhere', 'admin');
  patient = await idOf('/api/v1/patients', { last_name: 'Audit', first_name: 'Ada' });
  record = await idOf('/api/v1/medical-records', { patient_id: patient, title: 'Secret title' });
});
afterAll(() => clinic.close());

async function idOf(path: string, body: Json): Promise<string> {
  const answer = await nurse.send('POST', path, body);
  expect(answer.status).toBe(201);
  return answer.record.id;
}

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly user_name: string;
  readonly record_id: string | null;
  readonly patient_id: string | null;
  readonly documents: number | null;
  readonly reason: string | null;
}

async function entries(query: string, by = management): Promise<readonly Entry[]> {
  const answer = await by.send('GET', `/api/v1/audit?${query}`);
  expect(answer.status).toBe(200);
  return (answer.body.data as { entries: readonly Entry[] }).entries;
}

describe('8: the audit trail', () => {
  it('is read by the management alone, and of its own company alone', async () => {
    for (const person of [nurse, doctor]) {
      const answer = await person.send('GET', '/api/v1/audit');
      expect([answer.status, answer.body.error.code]).toEqual([403, 'FORBIDDEN']);
    }
    expect((await clinic.send('GET', '/api/v1/audit')).status).toBe(401);
    const own = (await entries('', stranger)).map(({ record_id }) => record_id);
    expect(own).toEqual([stranger.userId]); // the making of that account
    expect((await management.send('POST', '/api/v1/audit', {})).status).toBe(405);
  });

  it('names who, what, when and why, without contents', async () => {
    const change = { diagnosis: 'Hidden diagnosis' };
    const why = { 'change-reason': encodeURIComponent('Résultat reçu') };
    await nurse.send('PATCH', `/api/v1/medical-records/${record}`, change, why);
    const [entry] = await entries(`record_id=${record}&action=update`);
    expect(entry).toMatchObject({
      resource: 'medical-records',
      record_id: record,
      user_id: nurse.userId,
      user_name: 'nurse',
      version: 2,
      changed_fields: ['diagnosis'],
      reason: 'Résultat reçu',
    });
    const all = JSON.stringify(await entries('limit=100'));
    expect(all).not.toMatch(/Secret title|Hidden diagnosis|Ada/);
  });

  it('keeps a reason without what would turn its order round, also of a batch', async () => {
    const path = `/api/v1/medical-records/${record}`;
    const reason = '\u202egm\u202c 05\u0000';
    const long = `${'a'.repeat(499)}😀😀`;
    for (const [version, why] of [reason, long].entries()) {
      const header = { 'change-reason': encodeURIComponent(why) };
      await nurse.send('PATCH', path, { content: `Version ${version}` }, header);
    }
    const mutation = { id: '1', method: 'PATCH', path, body: { title: 'Bilan' } };
    await nurse.send('POST', '/api/v1/batch', {
      mutations: [{ ...mutation, reason: '\u2067gm\u2069 05' }],
    });
    const kept = await entries(`record_id=${record}&action=update&limit=3`);
    expect(kept.map(({ reason: why }) => why)).toEqual(['gm 05', `${'a'.repeat(499)}😀`, 'gm 05']);
  });

  it('names the patient of whatever was changed, and of nothing else', async () => {
    const at = { starts_at: '2031-03-04T09:00:00Z', ends_at: '2031-03-04T09:30:00Z' };
    const practitioner_id = (
      await management.send('POST', '/api/v1/practitioners', {
        ...{ first_name: 'Hélène', last_name: 'Marchetti', specialty: 'Cardiologie' },
      })
    ).record.id;
    const visit = await doctor.send('POST', '/api/v1/appointments', {
      ...{ patient_id: patient, practitioner_id, ...at },
    });
    const consent = await doctor.send('POST', '/api/v1/consents', {
      ...{ patient_id: patient, kind: 'care' },
    });
    for (const id of [visit.record.id, consent.record.id, record, patient]) {
      const found = await entries(`record_id=${id}&action=create`);
      expect(found.map(({ patient_id }) => patient_id)).toEqual([patient]);
    }
    const [other] = await entries(`record_id=${practitioner_id}`);
    expect(other).toMatchObject({ resource: 'practitioners', patient_id: null });
    await doctor.send('DELETE', `/api/v1/consents/${consent.record.id}`);
    expect((await entries(`record_id=${consent.record.id}`))[0]?.patient_id).toBe(patient);
  });

  it('is read page by page to its end, each entry once', async () => {
    const whole = (await entries('limit=1000')).map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await management.send('GET', `/api/v1/audit?limit=2${more}`);
      const page = answer.body.data as { entries: readonly Entry[]; next_cursor: string | null };
      paged.push(...page.entries.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(whole);
    expect(new Set(paged).size).toBe(paged.length);
  });

  it.each(['limit=0', 'resource=users', 'record_id=x', 'action=look', 'cursor=abc'])(
    'answers %s with 400 that names the field',
    async (query) => {
      const answer = await management.send('GET', `/api/v1/audit?${query}`);
      expect([answer.status, answer.badFields]).toEqual([400, [query.split('=')[0]]]);
    },
  );
});

describe('8: readings of medical files', () => {
  const readings = () => entries(`action=read&limit=1000`);

  it('are traced with the person, the document and the patient', async () => {
    const before = (await readings()).length;
    await doctor.send('GET', `/api/v1/medical-records/${record}`);
    await doctor.send('GET', `/api/v1/medical-records?patient_id=${patient}`);
    await doctor.send('GET', '/api/v1/medical-records');
    const [all, one, single] = await readings();
    expect(single).toMatchObject({ user_name: 'doctor', record_id: record, documents: 1 });
    expect(single?.patient_id).toBe(patient);
    expect(one).toMatchObject({ record_id: null, patient_id: patient, documents: 1 });
    expect(all).toMatchObject({ record_id: null, patient_id: null, documents: 1 });
    expect(await readings()).toHaveLength(before + 3);
    expect(await entries(`record_id=${patient}&action=read`)).toHaveLength(2);
  });

  it('are traced where documents come over a live connection', async () => {
    const headers = { authorization: `Bearer ${doctor.token}` };
    const live = await openStream(clinic.url, headers);
    const before = (await readings()).length;
    await nurse.send('PATCH', `/api/v1/medical-records/${record}`, { title: 'Another' });
    await live.next();
    live.close();
    expect((await readings()).length).toBeGreaterThan(before);
  });

  it('are not made of what hands out no document', async () => {
    const before = (await readings()).length;
    await doctor.send('HEAD', '/api/v1/medical-records');
    await doctor.send('GET', '/api/v1/medical-records?q=nothing-like-this');
    await doctor.send('GET', '/api/v1/patients');
    const reception = await personOf(clinic, 'audited', 'reception');
    await reception.send('GET', `/api/v1/medical-records/${record}`);
    expect(await readings()).toHaveLength(before);
  });

  it('cannot be forged or erased by a request', async () => {
    const { rows } = await clinic.db
      .selectFrom('medical_reads')
      .select((count) => count.fn.countAll().as('n'))
      .execute()
      .then((found) => ({ rows: found }));
    expect(Number(rows[0]?.n)).toBeGreaterThan(0);
    const { sql } = await import('kysely');
    const asNurse = (statement: ReturnType<typeof sql>) =>
      clinic.db.transaction().execute(async (trx) => {
        await sql`SELECT set_config('role', 'clinic_app', true),
          set_config('app.company_id', 'audited', true), set_config('app.user_id', ${nurse.userId}, true)`.execute(
          trx,
        );
        await statement.execute(trx);
      });
    await expect(asNurse(sql`DELETE FROM medical_reads`)).rejects.toThrow(/permission denied/);
    await expect(asNurse(sql`UPDATE medical_reads SET documents = 0`)).rejects.toThrow(
      /permission/,
    );
    await expect(
      asNurse(sql`INSERT INTO medical_reads (company_id, user_id, documents)
                  VALUES ('audited', ${doctor.userId}, 1)`),
    ).rejects.toThrow(/row-level security/);
  });
});
