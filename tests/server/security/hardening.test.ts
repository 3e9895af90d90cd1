import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Accounts } from '../../../web/clinic/server/people/accounts.ts';
import {
  send,
  startClinic,
  type Json,
  type TestAnswer,
  type TestClinic,
} from '../support/clinic.ts';
import { password, personOf, practitionerOf, type SignedInPerson } from '../support/people.ts';

/** What a reviewer with real requests has found. Each kind is tried on every way that leads to it. */
let clinic: TestClinic;
let management: SignedInPerson;
let doctor: SignedInPerson & { readonly practitionerId: string };
let reception: SignedInPerson;
let patient: string;
const log = new PassThrough({ encoding: 'utf8' });
let logged = '';
log.on('data', (text: string) => (logged += text));

beforeAll(async () => {
  clinic = await startClinic({ demo: false, secureCookies: true, logLevel: 'info', logTo: log });
  management = await personOf(clinic, 'hard', 'admin');
  doctor = await practitionerOf(clinic, 'hard');
  reception = await personOf(clinic, 'hard', 'reception');
  patient = await patientNamed('Leroy');
});
afterAll(() => clinic.close());

const patientNamed = async (name: string): Promise<string> =>
  (await doctor.send('POST', '/api/v1/patients', { last_name: name, first_name: 'P' })).record.id;
const document = (values: Json = {}): Promise<TestAnswer> =>
  doctor.send('POST', '/api/v1/medical-records', {
    patient_id: patient,
    title: 'Note',
    content: 'What was said.',
    ...values,
  });
const outcome = ({ status, body }: TestAnswer) => [status, body.error?.code];

describe('8: an account that is saved without a change', () => {
  it('stays as it is, and signed in', async () => {
    const path = `/api/v1/accounts/${reception.userId}`;
    const answer = await management.send('PATCH', path, { own_password: password });
    expect([answer.status, answer.record]).toMatchObject([200, { role: 'reception' }]);
    expect((await reception.send('GET', '/api/v1/patients')).status).toBe(200);
  });
});

describe('8: a request that cannot be stored', () => {
  const cursor = (...parts: string[]) =>
    Buffer.from(parts.length === 1 ? String(parts[0]) : JSON.stringify(parts)).toString(
      'base64url',
    );

  it('is answered with 400 that names the field, and is not a failure of the server', async () => {
    const id = crypto.randomUUID();
    const moments = [
      '2026-02-30 08:00:00+00',
      '2026-02-29T08:00:00.000Z',
      '0000-01-01 00:00:00Z',
      '2026-01-01 00:00:00+99',
      `2026-01-01 00:00:00.${'1'.repeat(500)}Z`,
    ];
    const asked: Array<readonly [string, Promise<TestAnswer>]> = [
      ['email', clinic.send('POST', '/api/v1/auth/sign-in', { email: 'a\u0000@b.fr', password })],
      ['email', clinic.send('POST', '/api/v1/auth/sign-in', { email: 'a\ud800@b.fr', password })],
      ...moments.map((at): [string, Promise<TestAnswer>] => [
        'cursor',
        doctor.send(
          'GET',
          `/api/v1/patients?sort=updated_at&cursor=${cursor('updated_at', at, id)}`,
        ),
      ]),
      ...moments.map((at): [string, Promise<TestAnswer>] => [
        'cursor',
        management.send('GET', `/api/v1/audit?cursor=${cursor(`${at} c1`)}`),
      ]),
      [
        'cursor',
        management.send('GET', `/api/v1/audit?cursor=${cursor('0000-01-01T00:00:00.000Z c1')}`),
      ],
      [
        'cursor',
        management.send('GET', `/api/v1/audit?cursor=${cursor('2026-02-30T00:00:00.000Z c1')}`),
      ],
    ];
    for (const [field, answer] of asked) {
      const { status, badFields } = await answer;
      expect([status, badFields]).toEqual([400, [field]]);
    }
    const path = `/api/v1/patients/${patient}`;
    const mutations = [
      { id: '1', method: 'PATCH', path, body: { notes: 'n' }, reason: 'a\u0000b' },
    ];
    const batch = await doctor.send('POST', '/api/v1/batch', { mutations });
    expect(batch.records[0]).toMatchObject({
      status: 400,
      body: { error: { details: { fields: [{ field: 'reason', code: 'INVALID_CHARACTER' }] } } },
    });
    expect(logged).not.toContain('unexpected');
  });

  it('leaves the cursors of the server as they are', async () => {
    await patientNamed('Second');
    let cursorOfPage: unknown = '';
    let pages = 0;
    do {
      const path = `/api/v1/patients?sort=-created_at&limit=1&cursor=${String(cursorOfPage)}`;
      const page = await doctor.send('GET', path);
      expect(page.status).toBe(200);
      cursorOfPage = page.body.pagination['next_cursor'];
      pages += 1;
    } while (cursorOfPage !== null);
    expect(pages).toBeGreaterThan(1);
  });
});

describe('8: a medical document', () => {
  const readings = async (id: string): Promise<number> =>
    (await management.send('GET', `/api/v1/audit?action=read&record_id=${id}`)).body.data[
      'entries'
    ]['length'];

  it('is never handed out by a write that changes nothing without a trace', async () => {
    const { record } = await document();
    const path = `/api/v1/medical-records/${record.id}`;
    const ways: ReadonlyArray<() => Promise<TestAnswer>> = [
      () => doctor.send('PATCH', path, { title: 'x' }, { 'if-match': '"99"' }),
      () => doctor.send('PUT', path, { patient_id: patient, title: 'x' }, { 'if-match': '"99"' }),
      () => doctor.send('DELETE', path, undefined, { 'if-match': '"99"' }),
      () => doctor.send('PATCH', path, {}, { 'if-match': '"1"' }),
      () => doctor.send('POST', `${path}/restore`, undefined, { 'if-match': '"1"' }),
      () => doctor.send('POST', `${path}/restore`, undefined, { 'if-match': '"99"' }),
      () =>
        doctor.send('POST', '/api/v1/batch', {
          mutations: [{ id: '1', method: 'PATCH', path, body: {}, ifMatch: '"7"' }],
        }),
    ];
    for (const [index, way] of ways.entries()) {
      expect(JSON.stringify((await way()).body)).toContain('What was said.');
      expect(await readings(record.id)).toBe(index + 1);
    }
  });

  it('names no appointment of another patient, by any way', async () => {
    const [day, other] = ['2031-03-03', await patientNamed('Other')];
    const { record: appointment } = await doctor.send('POST', '/api/v1/appointments', {
      patient_id: other,
      practitioner_id: doctor.practitionerId,
      starts_at: `${day}T09:00:00Z`,
      ends_at: `${day}T09:30:00Z`,
    });
    const named = { appointment_id: appointment.id };
    expect(outcome(await document(named))).toEqual([422, 'OTHER_PATIENT']);
    const { record } = await document();
    const path = `/api/v1/medical-records/${record.id}`;
    const match = { 'if-match': '"1"' };
    expect(outcome(await doctor.send('PATCH', path, named, match))).toEqual([422, 'OTHER_PATIENT']);
    const whole = { patient_id: patient, title: 'Note', ...named };
    expect(outcome(await doctor.send('PUT', path, whole, match))).toEqual([422, 'OTHER_PATIENT']);
    expect((await document({ patient_id: other, ...named })).status).toBe(201);
  });

  it('is not added after a withdrawal because of a consent that has expired', async () => {
    const own = await patientNamed('Withdrawn');
    const give = (values: Json = {}) =>
      reception.send('POST', '/api/v1/consents', { patient_id: own, kind: 'care', ...values });
    const { record } = await give();
    await reception.send('PATCH', `/api/v1/consents/${record.id}`, { status: 'withdrawn' });
    await give({ granted_at: '2001-01-01T00:00:00Z', expires_at: '2002-01-01T00:00:00Z' });
    const add = () => document({ patient_id: own });
    expect(outcome(await add())).toEqual([422, 'CONSENT_WITHDRAWN']);
    await give({ expires_at: '2099-01-01T00:00:00Z' });
    expect((await add()).status).toBe(201);
  });
});

describe('8: a body', () => {
  const json = { 'content-type': 'application/json' };
  const post = (body: Uint8Array<ArrayBuffer>, path = '/api/v1/patients', headers = {}) =>
    fetch(clinic.url + path, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${management.token}`, ...json, ...headers },
    });

  it('is UTF-8 to the last byte, so that no name is stored with signs in place of letters', async () => {
    const text = '{"last_name":"Lefèvre","first_name":"A"}';
    const latin = Uint8Array.from(Buffer.from(text, 'latin1'));
    const ways = ['patients', 'batch', 'accounts', 'auth/sign-in'];
    for (const way of ways) {
      const answer = await post(latin, `/api/v1/${way}`);
      expect([answer.status, ((await answer.json()) as Json)['error']]).toMatchObject([
        400,
        { code: 'MALFORMED_JSON' },
      ]);
    }
    const wide = Uint8Array.from(Buffer.from(text, 'utf16le'));
    const charset = { 'content-type': 'application/json; charset=utf-16le' };
    expect((await post(wide, '/api/v1/patients', charset)).status).toBe(415);
    expect((await post(Uint8Array.from(Buffer.from(text)))).status).toBe(201);
  });
});

describe('8: a request with two hosts or two sets of credentials is refused', () => {
  it.each([
    ['Host: b', 400],
    ['Authorization: Bearer a\r\nauthorization: Bearer b', 400],
    ['Authorization: Bearer a', 200],
  ])('is answered as it should be: %s', async (headers, status) => {
    const { hostname, port } = new URL(clinic.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /health HTTP/1.1\r\nHost: a\r\n${headers}\r\nConnection: close\r\n\r\n`);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer.split(' ')[1]).toBe(String(status));
  });
});

describe('8: a place', () => {
  it('is one, however a proxy writes the address and whatever the caller writes before it', async () => {
    const behind = await startClinic({ demo: false, trustedProxies: 1 });
    for (const address of [
      (n: number) => `203.0.113.9:${n}`,
      (n: number) => `[2001:db8:5::1]:${n}`,
      (n: number) => `2001:db8:6::${n}`,
      (n: number) => ['203.0.113.77', '::ffff:203.0.113.77', '[::ffff:cb00:714d]:443'][n % 3] ?? '',
      (n: number) => `198.51.100.${n}, 203.0.113.78`,
      (n: number) => `unknown${n}`,
    ]) {
      const statuses: number[] = [];
      for (let n = 1; n <= 11; n += 1) {
        const guess = { email: `${address(0)}@b.fr`, password: 'guess' };
        const from = { 'x-forwarded-for': address(n) };
        statuses.push((await behind.send('POST', '/api/v1/auth/sign-in', guess, from)).status);
      }
      expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    }
    await behind.close();
  });
});

describe('8: credentials', () => {
  it('are not given for a password that is changed at the same moment', async () => {
    const accounts = new Accounts(clinic.db);
    const email = 'reception@hard.example';
    const users = clinic.db.selectFrom('users').select('password_hash').where('email', '=', email);
    const before = await users.executeTakeFirstOrThrow();
    const restore = () =>
      clinic.db.updateTable('users').set(before).where('email', '=', email).execute();
    for (let round = 0; round < 6; round += 1) {
      await restore();
      const [answer] = await Promise.all([
        clinic.send('POST', '/api/v1/auth/sign-in', { email, password }),
        accounts.setPassword(email, `quite another sentence ${round}`),
      ]);
      if (answer.status === 401) continue;
      const authorization = `Bearer ${String(answer.record['access_token'])}`;
      const me = await clinic.send('GET', '/api/v1/auth/me', undefined, { authorization });
      expect(me.status).toBe(401);
    }
    await restore();
  });

  it('come in a cookie that no neighbouring host name can set', async () => {
    expect(management.cookie).toMatch(/^__Host-clinic_refresh=/);
    const [, value = ''] = management.cookie.split('=');
    const refresh = (cookie: string) =>
      clinic.send('POST', '/api/v1/auth/refresh', undefined, { cookie });
    expect((await refresh(`clinic_refresh=${value}`)).status).toBe(401);
    const answer = await refresh(`clinic_refresh=planted; ${management.cookie}`);
    expect(answer.status).toBe(200);
    const cookie = answer.headers.getSetCookie()[0];
    expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('are never compressed, however the path is written', async () => {
    const person = { email: 'reception@hard.example', password };
    for (const path of ['/api/v1/auth/sign-in', '/API/v1/Auth/Sign-In', '/api/v1/auth/sign-in/']) {
      const answer = await send(clinic.url, 'POST', path, person, {
        'accept-encoding': 'gzip, br',
      });
      expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, null]);
      expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
    }
  });

  it('come with headers that keep other pages and devices away', async () => {
    const { headers } = await clinic.send('GET', '/health');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
  });
});

describe('7.3: the log', () => {
  it('has each surprise, also that of one entry of a batch, without contents', async () => {
    const broken = await startClinic({ logLevel: 'info', logTo: log });
    await sql`REVOKE INSERT ON patients FROM clinic_app`.execute(broken.db);
    const body = { last_name: 'Unspoken', first_name: 'N' };
    const path = '/api/v1/patients';
    const batch = { mutations: [{ id: '1', method: 'POST', path, body }] };
    const answer = await broken.send('POST', '/api/v1/batch', batch);
    expect(answer.records[0]).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL' } } });
    expect((await broken.send('POST', path, body)).status).toBe(500);
    const surprises = logged.split('\n').filter((line) => line.includes('unexpected error'));
    expect(surprises.map((line) => (JSON.parse(line) as Json)['code'])).toEqual(['42501', '42501']);
    expect(logged).not.toContain('Unspoken');
    await broken.close();
  });

  it('names every route of the API', () => {
    expect(logged).toContain('"route":"/api/v1/accounts/:id"');
    expect(logged).not.toContain('"route":"unknown"');
  });
});
