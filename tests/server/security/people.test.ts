import { SignJWT, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { cookieOf, password, personOf, type SignedInPerson } from '../support/people.ts';
import { samplePatient } from '../support/samples.ts';

/** BEHAVIOUR 8: people, roles and companies. */
let clinic: TestClinic;
let doctor: SignedInPerson;
let reception: SignedInPerson;
let stranger: SignedInPerson;
const bare = ({ company_id: _, ...body }: Record<string, unknown>) => body;

beforeAll(async () => {
  clinic = await startClinic({ demo: false, requireIfMatch: [] });
  doctor = await personOf(clinic, 'clinic-a', 'doctor');
  reception = await personOf(clinic, 'clinic-a', 'reception');
  stranger = await personOf(clinic, 'clinic-b', 'admin');
});
afterAll(() => clinic.close());

const refresh = (cookie: string): Promise<TestAnswer> =>
  clinic.send('POST', '/api/v1/auth/refresh', undefined, { cookie });

describe('8: sign-in', () => {
  it('gives a short token and a cookie that scripts cannot read', async () => {
    const answer = await clinic.send('POST', '/api/v1/auth/sign-in', {
      email: ' DOCTOR@clinic-a.example',
      password,
    });
    expect(answer.record).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      user: { role: 'doctor', company_id: 'clinic-a' },
    });
    const cookie = answer.headers.getSetCookie()[0] ?? '';
    for (const mark of ['HttpOnly', 'SameSite=Strict', 'Path=/api/v1/auth'])
      expect(cookie).toContain(mark);
    expect(JSON.stringify(answer.body)).not.toContain(cookieOf(answer).split('=')[1]);
    expect((await doctor.send('GET', '/api/v1/auth/me')).record).toMatchObject({
      id: doctor.userId,
      role: 'doctor',
    });
  });

  it('gives one answer for every wrong credential', async () => {
    await clinic.db
      .updateTable('users')
      .set({ active: false })
      .where('email', '=', 'admin@clinic-b.example')
      .execute();
    for (const body of [
      { email: 'doctor@clinic-a.example', password: 'wrong' },
      { email: 'nobody@clinic-a.example', password },
      { email: "' OR 1=1 --", password },
      { email: 'admin@clinic-b.example', password },
    ]) {
      const answer = await clinic.send('POST', '/api/v1/auth/sign-in', body);
      expect([answer.status, answer.body.error.code]).toEqual([401, 'BAD_CREDENTIALS']);
    }
    await clinic.db
      .updateTable('users')
      .set({ active: true })
      .where('email', '=', 'admin@clinic-b.example')
      .execute();
  });

  it('names missing fields', async () => {
    expect((await clinic.send('POST', '/api/v1/auth/sign-in', {})).badFields).toEqual([
      'email',
      'password',
    ]);
  });

  it('slows down guessing', async () => {
    const attempt = () =>
      clinic.send('POST', '/api/v1/auth/sign-in', {
        email: 'guess@clinic-a.example',
        password: 'x',
      });
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await attempt()).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
    const answer = await attempt();
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(300);
    expect(
      (
        await clinic.send('POST', '/api/v1/auth/sign-in', {
          email: 'doctor@clinic-a.example',
          password,
        })
      ).status,
    ).toBe(200);
  });

  it('stores neither password nor token', async () => {
    const users = await clinic.db.selectFrom('users').selectAll().execute();
    const signIns = await clinic.db.selectFrom('sign_in_sessions').selectAll().execute();
    const everything = JSON.stringify([users, signIns]);
    expect(everything).not.toContain(password);
    expect(everything).not.toContain(doctor.cookie.split('.')[1]);
    for (const user of users) expect(user.password_hash).toMatch(/^\$argon2id\$/);
  });
});

describe('8: refresh', () => {
  it('replaces the token and can be repeated when the answer was lost', async () => {
    const { cookie } = await personOf(clinic, 'clinic-r1', 'nurse');
    const [first, second] = await Promise.all([refresh(cookie), refresh(cookie)]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(cookieOf(first)).not.toBe(cookie);
    expect(cookieOf(second)).toBe(cookieOf(first));
    expect((await refresh(cookieOf(first))).status).toBe(200);
  });

  it('ends the sign-in when an old token comes back', async () => {
    const { cookie } = await personOf(clinic, 'clinic-r2', 'nurse');
    const newer = cookieOf(await refresh(cookie));
    const newest = cookieOf(await refresh(newer));
    expect((await refresh(cookie)).body.error.code).toBe('TOKEN_EXPIRED');
    expect((await refresh(newest)).status).toBe(401);
  });

  it('stops for closed accounts expired sign-ins and after sign out', async () => {
    const people = await Promise.all(
      ['clinic-r3', 'clinic-r4', 'clinic-r5'].map((id) => personOf(clinic, id, 'nurse')),
    );
    const [closed, expired, leaving] = people.map(({ cookie }) => cookie);
    await clinic.db
      .updateTable('users')
      .set({ active: false })
      .where('company_id', '=', 'clinic-r3')
      .execute();
    await clinic.db
      .updateTable('sign_in_sessions')
      .set({ expires_at: new Date(0) })
      .where('user_id', '=', people[1]?.userId ?? '')
      .execute();
    const left = await clinic.send('POST', '/api/v1/auth/sign-out', undefined, {
      cookie: leaving ?? '',
    });
    expect(cookieOf(left)).toBe('clinic_refresh=');
    for (const cookie of [closed, expired, leaving, 'clinic_refresh=garbage', 'x=y']) {
      expect((await refresh(cookie ?? '')).status).toBe(401);
    }
  });
});

describe('8: tokens that are not good', () => {
  it('are answered with 401 and change nothing', async () => {
    const secret = await clinic.db
      .selectFrom('server_secrets')
      .selectAll()
      .where('name', '=', 'access-token')
      .executeTakeFirstOrThrow();
    const { sid } = decodeJwt(doctor.token);
    const token = (claims: Record<string, unknown>, key: Uint8Array, expiry: string) =>
      new SignJWT({ company: 'clinic-a', role: 'admin', name: 'x', sid, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('synchrone-clinic')
        .setAudience('synchrone-clinic')
        .setSubject(doctor.userId)
        .setExpirationTime(expiry)
        .sign(key);
    const ours = Buffer.from(secret.value, 'base64');
    const unsigned = `${btoa('{"alg":"none"}')}.${doctor.token.split('.')[1]}.`;
    for (const [credential, code] of [
      [await token({}, ours, '1m'), 'none: it is good'],
      [await token({}, ours, '-1m'), 'TOKEN_EXPIRED'],
      [await token({ role: 'emperor' }, ours, '1m'), 'UNAUTHENTICATED'],
      [await token({ sid: crypto.randomUUID() }, ours, '1m'), 'TOKEN_EXPIRED'],
      [await token({ sid: 'x' }, ours, '1m'), 'UNAUTHENTICATED'],
      [await token({}, Buffer.alloc(32), '1m'), 'UNAUTHENTICATED'],
      [unsigned, 'UNAUTHENTICATED'],
      [`${doctor.token.slice(0, -4)}AAAA`, 'UNAUTHENTICATED'],
      ['rubbish', 'UNAUTHENTICATED'],
      ['', 'UNAUTHENTICATED'],
    ] as const) {
      const answer = await clinic.send('POST', '/api/v1/patients', bare(samplePatient()), {
        authorization: `Bearer ${credential}`,
      });
      if (code.startsWith('none')) expect(answer.status).toBe(201);
      else expect([answer.status, answer.body.error.code]).toEqual([401, code]);
    }
    expect((await doctor.send('GET', '/api/v1/patients')).body.pagination['total']).toBe(1);
  });
});

describe('8: roles', () => {
  it('keep the medical file from the reception', async () => {
    for (const [method, path, body] of [
      ['GET', '/api/v1/medical-records', undefined],
      ['HEAD', '/api/v1/medical-records', undefined],
      ['GET', '/api/v1/medical-records/00000000-0000-4000-8000-000000000000', undefined],
      ['POST', '/api/v1/medical-records', {}],
      ['POST', '/api/v1/practitioners', {}],
    ] as const) {
      expect([path, (await reception.send(method, path, body)).status]).toEqual([path, 403]);
    }
    expect((await reception.send('POST', '/api/v1/patients', bare(samplePatient()))).status).toBe(
      201,
    );
    const [result] = (
      await reception.send('POST', '/api/v1/batch', {
        mutations: [{ id: 'm', method: 'POST', path: '/api/v1/medical-records', body: {} }],
      })
    ).records;
    expect(result).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
  });
});

describe('8: companies', () => {
  it('never meet', async () => {
    const own = await doctor.send('POST', '/api/v1/patients', bare(samplePatient()));
    const path = `/api/v1/patients/${own.record.id}`;
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { city: 'x' }],
      ['PUT', samplePatient()],
      ['DELETE', undefined],
    ] as const) {
      const answer = await stranger.send(method, path, body === undefined ? undefined : bare(body));
      expect([method, answer.status, answer.body.error.code]).toEqual([method, 404, 'NOT_FOUND']);
    }
    expect((await stranger.send('GET', '/api/v1/patients?include_deleted=true')).records).toEqual(
      [],
    );
    const consent = await stranger.send('POST', '/api/v1/consents', {
      patient_id: own.record.id,
      kind: 'care',
    });
    expect([consent.status, consent.body.error.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
    expect((await doctor.send('GET', path)).record).toEqual(own.record);
  });

  it('keep their idempotency keys apart', async () => {
    const key = { 'idempotency-key': 'the-same-key' };
    const mine = await doctor.send('POST', '/api/v1/patients', bare(samplePatient()), key);
    const theirs = await stranger.send('POST', '/api/v1/patients', bare(samplePatient()), key);
    const colleague = await reception.send('POST', '/api/v1/patients', bare(samplePatient()), key);
    expect(
      new Set([mine, theirs, colleague].map(({ status, record }) => `${status} ${record.id}`)).size,
    ).toBe(3);
  });
});

describe('8: audit', () => {
  it('names the person, the reason and the key', async () => {
    const own = await doctor.send('POST', '/api/v1/patients', bare(samplePatient()), {
      'idempotency-key': 'k-audit',
      'change-reason': encodeURIComponent('Première visite'),
    });
    const row = await clinic.db
      .selectFrom('audit')
      .selectAll()
      .where('row_id', '=', own.record.id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      user_id: doctor.userId,
      company_id: 'clinic-a',
      action: 'create',
      version: 1,
      reason: 'Première visite',
      idempotency_key: 'k-audit',
      request_id: own.headers.get('x-request-id'),
    });
    expect(own.record['created_by']).toBe(doctor.userId);
  });
});

describe('8: rate limit', () => {
  it('says how long to wait', async () => {
    const small = await startClinic({ requestsPerMinute: 3 });
    try {
      // At once: the minute is not over before the last of them, however slow the machine.
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => small.send('GET', '/api/v1/patients')),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429]);
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.body.error.code).toBe('RATE_LIMITED');
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    } finally {
      await small.close();
    }
  });
});
