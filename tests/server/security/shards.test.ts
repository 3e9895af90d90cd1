import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { resources } from '../../../web/clinic/server/resources/all.ts';
import { freshKey, startClinic, type Json, type TestClinic } from '../support/clinic.ts';
import { password, personOf, practitionerOf, type SignedInPerson } from '../support/people.ts';

/**
 * A database that is distributed by company finds the shard of a statement by a constant in it: row-level security alone
 * does not say which. Every statement of every route that reads or changes a table with companies is looked at as it goes
 * to the driver.
 */
const tables = [
  ...resources.map(({ table }) => table),
  ...['idempotency_keys', 'audit', 'medical_reads', 'account_events'],
];
const ofTable = new RegExp(`\\b(?:from|join|update)\\s+"?(?:${tables.join('|')})\\b`, 'gi');
const intoTable = new RegExp(
  `\\binsert\\s+into\\s+"?(?:${tables.join('|')})"?\\s*\\(([^)]*)\\)`,
  'i',
);
const ofCompany = /\bcompany_id"?\s*=\s*\$\d+/gi;

const countOf = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** Each table of a statement with a condition of its own. */
const namesItsCompany = (text: string): boolean =>
  (intoTable.exec(text)?.[1]?.includes('company_id') ?? true) &&
  countOf(text, ofCompany) >= countOf(text, ofTable);

let clinic: TestClinic;
let management: SignedInPerson;
let doctor: SignedInPerson & { readonly practitionerId: string };
const statements = new Set<string>();

beforeAll(async () => {
  clinic = await startClinic({ demo: false });
  management = await personOf(clinic, 'sharded', 'admin');
  doctor = await practitionerOf(clinic, 'sharded');
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const [first] = args;
    const text = typeof first === 'string' ? first : (first as { text?: unknown } | null)?.text;
    if (typeof text === 'string') statements.add(text);
    return query.apply(this, args);
  } as never);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await clinic.close();
});

/** Statements that concern a table with companies, of what has been sent during the work. */
async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  statements.clear();
  await work();
  return [...statements].filter((text) => countOf(text, ofTable) > 0 || intoTable.test(text));
}

async function expectCompanies(work: () => Promise<unknown>): Promise<void> {
  const sent = await statementsOf(work);
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.filter((text) => !namesItsCompany(text))).toEqual([]);
}

const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
const names = { last_name: 'Leroy', first_name: 'Paul', birth_date: '1980-05-17' };

async function post(path: string, body: Json, by: SignedInPerson = doctor): Promise<string> {
  const {
    status,
    record,
    body: answer,
  } = await by.send('POST', `/api/v1/${path}`, body, freshKey());
  expect([status, answer.error]).toEqual([201, undefined]);
  return record.id;
}

const booking = async (patient: string): Promise<Json> => ({
  patient_id: patient,
  practitioner_id: doctor.practitionerId,
  starts_at: `${day}T09:00:00.000Z`,
  ends_at: `${day}T09:30:00.000Z`,
});

describe('8: every statement names its company', () => {
  it('is a rule that finds the one that does not', () => {
    expect(namesItsCompany('select "id" from "patients" where "id" = $1')).toBe(false);
    expect(
      namesItsCompany(
        'select 1 from "consents" as "a" where "company_id" = $1 and exists (select 1 from consents where patient_id = a.patient_id)',
      ),
    ).toBe(false);
    expect(namesItsCompany('insert into "audit" ("user_id") values ($1)')).toBe(false);
    expect(namesItsCompany('update "patients" set "city" = $1 where "company_id" = $2')).toBe(true);
  });

  it.each(resources.map((resource) => [resource.name, resource] as const))(
    'in each list of %s',
    async (name, { filters, sorts }) => {
      const list = async (query: string): Promise<string> => {
        const { status, body } = await doctor.send('GET', `/api/v1/${name}?${query}`);
        expect([query, status]).toEqual([query, 200]);
        return String(body.pagination['change_cursor']);
      };
      await expectCompanies(async () => {
        const cursor = await list('q=ler&page=2&limit=1');
        await list(`changed_since=${encodeURIComponent(cursor)}`);
        await list('updated_since=2026-01-01T00:00:00Z&include_deleted=true');
        for (const sort of Object.keys(sorts)) await list(`sort=-${sort}&limit=1`);
        for (const [filter, { kind }] of Object.entries(filters)) {
          if (kind !== 'equals') await list(`${filter}=${day}`);
          else await doctor.send('GET', `/api/v1/${name}?${filter}=${doctor.practitionerId}`);
        }
      });
    },
  );

  it('in each write, its rules and its refusals', async () => {
    await expectCompanies(async () => {
      const patient = await post('patients', names);
      const again = await doctor.send('POST', '/api/v1/patients', names);
      expect(again.status).toBe(409); // a possible duplicate
      const other = await post('patients', { ...names, first_name: 'Anne' });
      const slot = await booking(patient);
      const appointment = await post('appointments', slot);
      const taken = await doctor.send('POST', '/api/v1/appointments', {
        ...slot,
        patient_id: other,
      });
      expect(taken.status).toBe(409);
      const file = { patient_id: patient, title: 'Note', content: 'Examen normal.' };
      const record = await post('medical-records', { ...file, appointment_id: appointment });
      const path = `/api/v1/medical-records/${record}`;
      expect((await doctor.send('GET', path)).status).toBe(200);
      const ifMatch = { 'if-match': '"1"' };
      expect((await doctor.send('PATCH', path, { title: 'N' }, ifMatch)).status).toBe(200);
      expect((await doctor.send('PATCH', path, { title: 'M' }, ifMatch)).status).toBe(412);
      const newer = { 'if-match': '"2"' };
      const signed = await doctor.send('PATCH', path, { status: 'signed' }, newer);
      expect(signed.status).toBe(200);
      const consent = await post('consents', { patient_id: patient, kind: 'care' });
      await doctor.send('PATCH', `/api/v1/consents/${consent}`, { status: 'withdrawn' }, ifMatch);
      expect((await doctor.send('POST', '/api/v1/medical-records', file)).status).toBe(422);
      const absent = { absences: [`${day}/${day}`] };
      const staff = `/api/v1/practitioners/${doctor.practitionerId}`;
      expect((await management.send('PATCH', staff, absent)).status).toBe(200);
      const late = { ...slot, patient_id: other, starts_at: `${day}T15:00:00.000Z` };
      const away = { ...late, ends_at: `${day}T15:30:00.000Z` };
      expect((await doctor.send('POST', '/api/v1/appointments', away)).status).toBe(422);
      expect((await management.send('DELETE', staff)).status).toBe(422); // who is expected there
      const gone = `/api/v1/patients/${patient}`;
      expect((await doctor.send('DELETE', gone, undefined, ifMatch)).status).toBe(200);
      expect((await doctor.send('POST', `${gone}/restore`)).status).toBe(200);
      const entry = { id: '1', method: 'POST', path: '/api/v1/patients', body: names };
      const batch = await doctor.send('POST', '/api/v1/batch', { mutations: [entry] });
      expect(batch.status).toBe(200);
    });
  });

  it('when a key comes again', async () => {
    const key = freshKey();
    await expectCompanies(async () => {
      for (const status of [201, 201]) {
        const body = { ...names, last_name: 'Encore' };
        expect((await doctor.send('POST', '/api/v1/patients', body, key)).status).toBe(status);
      }
    });
  });

  it('in the feed of changes', async () => {
    await expectCompanies(async () => {
      const { body } = await doctor.send('GET', '/api/v1/changes?seconds=600');
      const { cursor } = body.data as { cursor: string };
      await doctor.send('GET', `/api/v1/changes?since=${encodeURIComponent(cursor)}`);
    });
  });

  it('in the access log, the accounts and the company', async () => {
    const id = doctor.userId;
    await expectCompanies(async () => {
      for (const query of [
        '',
        `record_id=${id}`,
        `patient_id=${id}&user_id=${id}`,
        `resource=patients&action=update&from=${day}&to=${day}`,
      ])
        expect((await management.send('GET', `/api/v1/audit?${query}`)).status).toBe(200);
      await management.send('GET', '/api/v1/accounts');
      const change = { own_password: password, practitioner_id: doctor.practitionerId };
      await management.send('PATCH', `/api/v1/accounts/${id}`, change);
      await management.send('GET', '/api/v1/company');
    });
  });
});
