import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type Json, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { openStream } from '../support/live.ts';
import { personOf, practitionerOf, type SignedInPerson } from '../support/people.ts';

/** BEHAVIOUR 8: two companies on one server, each with an administrator who knows every id of the other. */
type Side = Record<(typeof resources)[number], string> & { readonly user: SignedInPerson };

const resources = [
  'practitioners',
  'patients',
  'appointments',
  'medical-records',
  'consents',
] as const;

let clinic: TestClinic;
let own: Side;
let other: Side;
let ownDoctor: SignedInPerson;

beforeAll(async () => {
  clinic = await startClinic({ demo: false, requireIfMatch: [] });
  own = await sideOf('clinic-own');
  other = await sideOf('clinic-other');
  ownDoctor = await practitionerOf(clinic, 'clinic-own');
});
afterAll(() => clinic.close());

/** Every address under which the API hands something of one company out. */
const addresses = (ids: Side): string[] => [
  ...resources.map((resource) => `/api/v1/${resource}?include_deleted=true&limit=1000`),
  ...resources.map((resource) => `/api/v1/${resource}?q=SECRET`),
  ...(['appointments', 'medical-records', 'consents'] as const).flatMap((resource) => [
    `/api/v1/${resource}?patient_id=${ids.patients}`,
    `/api/v1/${resource}?practitioner_id=${ids.practitioners}`,
  ]),
  '/api/v1/patients?appointment_on=2031-03-04',
  '/api/v1/changes?seconds=1000',
  `/api/v1/audit?patient_id=${ids.patients}`,
  `/api/v1/audit?user_id=${ids.user.userId}`,
  '/api/v1/audit?limit=1000',
  '/api/v1/accounts',
  '/api/v1/company',
];

describe('8: another company', () => {
  it('is in no answer, whatever is asked for', async () => {
    const found = await own.user.send('GET', '/api/v1/patients?q=SECRET');
    expect(found.records.map((row) => row['last_name'])).toEqual(['SECRET-clinic-own']);
    for (const path of addresses(other)) {
      const answer = await own.user.send('GET', path);
      const text = JSON.stringify(answer.body);
      expect([path, idsOf(other).filter((id) => text.includes(id))]).toEqual([path, []]);
      expect([path, text.includes('SECRET-clinic-other')]).toEqual([path, false]);
    }
  });

  it('has records that are not there: to read, to change, to delete, to restore', async () => {
    for (const resource of resources) {
      const path = `/api/v1/${resource}/${other[resource]}`;
      const calls: ReadonlyArray<readonly [string, string, Json?]> = [
        ['GET', path],
        ['GET', `/api/v1/${resource}/${other[resource].toUpperCase()}`],
        ['PATCH', path, { notes: 'x' }],
        ['PUT', path, bodyOf(resource, own)],
        ['DELETE', path],
        ['POST', `${path}/restore`, {}],
      ];
      for (const [method, at, body] of calls) {
        const answer = await own.user.send(method, at, body, { 'if-match': '"1"' });
        expect([method, at, answer.status, answer.body.error.code]).toEqual([
          method,
          at,
          404,
          'NOT_FOUND',
        ]);
      }
      const [result] = (
        await own.user.send('POST', '/api/v1/batch', {
          mutations: [{ id: 'm', method: 'DELETE', path, ifMatch: '"1"' }],
        })
      ).records;
      expect(result).toMatchObject({ status: 404 });
    }
  });

  it('is named by no reference, in a create, a change and a batch', async () => {
    const references = {
      appointments: ['patient_id', 'practitioner_id'],
      'medical-records': ['patient_id', 'practitioner_id', 'appointment_id'],
      consents: ['patient_id', 'practitioner_id'],
      patients: ['practitioner_id'],
    } as const;
    const target = {
      patient_id: 'patients',
      practitioner_id: 'practitioners',
      appointment_id: 'appointments',
    } as const;
    for (const [resource, fields] of Object.entries(references))
      for (const field of fields) {
        const foreign = { [field]: other[target[field]] };
        const create = { ...bodyOf(resource as keyof typeof references, own), ...foreign };
        const path = `/api/v1/${resource}`;
        const ownPath = `${path}/${own[resource as keyof typeof references]}`;
        const [first, second] = (
          await own.user.send('POST', '/api/v1/batch', {
            mutations: [
              { id: 'a', method: 'POST', path, body: create },
              { id: 'b', method: 'PATCH', path: ownPath, body: foreign },
            ],
          })
        ).records as unknown as Array<{ status: number }>;
        const answers = [
          (await own.user.send('POST', path, create)).status,
          (await own.user.send('PATCH', ownPath, foreign)).status,
          first?.status,
          second?.status,
        ];
        expect([resource, field, answers]).toEqual([resource, field, [422, 422, 422, 422]]);
      }
  });

  it('cannot be written into by its name', async () => {
    for (const resource of resources) {
      const answer = await own.user.send('POST', `/api/v1/${resource}`, {
        ...bodyOf(resource, own),
        company_id: 'clinic-other',
      });
      expect([resource, answer.status]).toEqual([resource, 403]);
    }
  });

  it('has cursors and keys that are of no use here', async () => {
    const list = await other.user.send('GET', '/api/v1/patients?limit=1');
    const { change_cursor: cursor } = list.body.pagination;
    for (const path of [
      `/api/v1/changes?since=${String(cursor)}`,
      `/api/v1/patients?changed_since=${String(cursor)}`,
    ])
      expect([path, (await own.user.send('GET', path)).status]).toEqual([path, 410]);
    const live = await openStream(clinic.url, {
      authorization: `Bearer ${own.user.token}`,
      'last-event-id': String(cursor),
    });
    expect(live.status).toBe(410);
    live.close();
  });

  it('sends nothing over a live connection', async () => {
    const live = await openStream(
      clinic.url,
      { authorization: `Bearer ${own.user.token}` },
      '?seconds=1000',
    );
    await other.user.send('PATCH', `/api/v1/patients/${other.patients}`, { city: 'Ailleurs' });
    await own.user.send('PATCH', `/api/v1/patients/${own.patients}`, { city: 'Dernière' });
    const seen: string[] = [];
    for (;;) {
      const change = await live.next();
      seen.push(change.id);
      if ((change.record as Json | null)?.['city'] === 'Dernière') break;
    }
    live.close();
    expect(seen.filter((id) => idsOf(other).includes(id))).toEqual([]);
  });

  it('has people and accounts that are not there', async () => {
    const path = `/api/v1/accounts/${other.user.userId}`;
    const own_password = 'correct horse battery staple';
    const change = await own.user.send('PATCH', path, { own_password, active: false });
    expect(change.status).toBe(404);
    const account = await own.user.send('PATCH', `/api/v1/accounts/${ownDoctor.userId}`, {
      own_password,
      practitioner_id: other.practitioners,
    });
    expect([400, 422]).toContain(account.status);
  });

  it('is not hinted at by what is refused: a duplicate, an RPPS number', async () => {
    const theirs = await own.user.send('POST', '/api/v1/patients', patientOf('clinic-other'));
    expect(theirs.status).toBe(201);
    const practitioner = await own.user.send(
      'POST',
      '/api/v1/practitioners',
      practitionerBody('clinic-other'),
    );
    expect(practitioner.status).toBe(201);
  });
});

const idsOf = (side: Side): string[] => [...resources.map((name) => side[name]), side.user.userId];

const patientOf = (company: string): Json => ({
  first_name: 'Ana',
  last_name: `SECRET-${company}`,
  birth_date: '1980-02-03',
});

const practitionerBody = (company: string): Json => ({
  title: 'Dr',
  first_name: 'Paul',
  last_name: `SECRET-${company}`,
  specialty: 'Médecine générale',
  rpps: company === 'clinic-own' ? '10101010108' : '10101010116',
});

function bodyOf(resource: (typeof resources)[number], ids: Omit<Side, 'user'>): Json {
  const both = { patient_id: ids.patients, practitioner_id: ids.practitioners };
  switch (resource) {
    case 'patients':
      return patientOf('x');
    case 'practitioners':
      return { title: 'Dr', first_name: 'P', last_name: 'Q', specialty: 'x' };
    case 'appointments':
      return { ...both, starts_at: '2031-03-04T09:00:00Z', ends_at: '2031-03-04T09:20:00Z' };
    case 'medical-records':
      return { ...both, title: 'T', kind: 'consultation' };
    case 'consents':
      return { ...both, kind: 'care' };
  }
}

async function sideOf(company: string): Promise<Side> {
  const user = await personOf(clinic, company, 'admin');
  const made = async (resource: string, body: Json): Promise<string> => {
    const answer: TestAnswer = await user.send('POST', `/api/v1/${resource}`, body);
    if (answer.status !== 201) throw new Error(`${resource}: ${JSON.stringify(answer.body)}`);
    return answer.record.id;
  };
  const practitioners = await made('practitioners', practitionerBody(company));
  const patients = await made('patients', patientOf(company));
  const ids = { patients, practitioners, appointments: '', 'medical-records': '', consents: '' };
  const appointments = await made('appointments', bodyOf('appointments', ids));
  const consents = await made('consents', bodyOf('consents', ids));
  const records = await made('medical-records', {
    ...bodyOf('medical-records', ids),
    title: `SECRET-${company}`,
  });
  return { ...ids, appointments, consents, 'medical-records': records, user };
}
