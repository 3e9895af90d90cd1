import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionsFromEnvironment } from '../../../web/clinic/server/options.ts';
import { startServer } from '../../../web/clinic/server/server.ts';
import {
  send,
  startClinic,
  type Json,
  type TestAnswer,
  type TestClinic,
} from '../support/clinic.ts';
import { password, personOf, type SignedInPerson } from '../support/people.ts';

/** BEHAVIOUR 8: a second factor, as RFC 6238 has it. */
let clinic: TestClinic;
let management: SignedInPerson;
let doctor: SignedInPerson;
const path = '/api/v1/auth/second-factor';

beforeAll(async () => {
  clinic = await startClinic({ demo: false });
  management = await personOf(clinic, 'twice', 'admin');
  doctor = await personOf(clinic, 'twice', 'doctor');
});
afterAll(() => clinic.close());

const outcome = ({ status, body }: TestAnswer) => [status, body.error?.code];
const emailOf = (role: string) => `${role}@twice.example`;
const signIn = (role: string, code?: string, secret = password): Promise<TestAnswer> =>
  clinic.send('POST', '/api/v1/auth/sign-in', {
    email: emailOf(role),
    password: secret,
    ...(code === undefined ? {} : { code }),
  });
/**
 * The code of the next half minute, which is taken already: valid for a minute at least, on a slow machine
 * too.
 */
const codeOf = (secret: string, steps = 1): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: Date.now() + steps * 30_000,
  });
/** As if half a minute and more had gone by since the newest code. */
const later = (userId: string) =>
  clinic.db
    .updateTable('second_factors')
    .set({ last_step: 0 })
    .where('user_id', '=', userId)
    .execute();
const forgetFailures = () => clinic.db.deleteFrom('sign_in_failures').execute();

/** Turns it on. @returns the secret and the recovery codes */
async function turnOn(person: SignedInPerson): Promise<{ secret: string; codes: string[] }> {
  const begun = await person.send('POST', path, { own_password: password });
  expect(begun.status).toBe(201);
  const secret = String(begun.record['secret']);
  const answer = await person.send('POST', `${path}/confirm`, { code: codeOf(secret) });
  expect(answer.status).toBe(200);
  await later(person.userId);
  return { secret, codes: answer.record['recovery_codes'] as string[] };
}

describe('8: a second factor', () => {
  it('is set up by the person, with a secret that is shown once, and asked for from then on', async () => {
    expect(outcome(await doctor.send('POST', path, { own_password: 'not it' }))).toEqual([
      422,
      'OWN_PASSWORD_WRONG',
    ]);
    const begun = await doctor.send('POST', path, { own_password: password });
    const { secret, uri } = begun.record as unknown as { secret: string; uri: string };
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new URL(uri).protocol).toBe('otpauth:');
    expect(uri).toContain(secret);
    expect((await signIn('doctor')).status).toBe(200); // nothing is asked for before it is confirmed
    expect(outcome(await doctor.send('POST', `${path}/confirm`, { code: '000000' }))).toEqual([
      422,
      'BAD_SECOND_FACTOR',
    ]);
    const elsewhere = String((await signIn('doctor')).record['access_token']);
    const first = codeOf(secret);
    const on = await doctor.send('POST', `${path}/confirm`, { code: first });
    const codes = on.record['recovery_codes'] as string[];
    expect(new Set(codes).size).toBe(10);
    expect(codes.every((code) => /^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/.test(code))).toBe(true);
    // Other devices sign in again, this one goes on.
    const authorization = `Bearer ${elsewhere}`;
    expect(
      (await clinic.send('GET', '/api/v1/patients', undefined, { authorization })).status,
    ).toBe(401);
    const state = await doctor.send('GET', path);
    expect(state.record).toEqual({ on: true, demanded: false, recovery_codes_left: 10 });
    expect(outcome(await doctor.send('POST', path, { own_password: password }))).toEqual([
      422,
      'SECOND_FACTOR_ON',
    ]);
    expect(outcome(await signIn('doctor'))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    expect((await signIn('doctor')).headers.getSetCookie()).toEqual([]);
    expect(outcome(await signIn('doctor', codeOf(secret), 'wrong password'))).toEqual([
      401,
      'BAD_CREDENTIALS',
    ]);

    // A code is good once, and not again for who has seen it over a shoulder.
    expect(outcome(await signIn('doctor', first))).toEqual([401, 'BAD_SECOND_FACTOR']);
    await later(doctor.userId);
    const next = codeOf(secret);
    expect((await signIn('doctor', `${next.slice(0, 3)} ${next.slice(3)}`)).status).toBe(200);
    expect(outcome(await signIn('doctor', next))).toEqual([401, 'BAD_SECOND_FACTOR']);
    await later(doctor.userId);
    expect(outcome(await signIn('doctor', codeOf(secret, -3)))).toEqual([401, 'BAD_SECOND_FACTOR']);

    // A recovery code too, as people type it.
    const typed = String(codes[0]).toLowerCase().replaceAll('-', ' ');
    expect((await signIn('doctor', typed)).status).toBe(200);
    expect(outcome(await signIn('doctor', typed))).toEqual([401, 'BAD_SECOND_FACTOR']);
    const stored = JSON.stringify(
      await clinic.db.selectFrom('recovery_codes').selectAll().execute(),
    );
    expect(codes.some((code) => stored.includes(code.replaceAll('-', '')))).toBe(false);
  });

  it('is let through once for one code, however many ask at the same moment', async () => {
    const nurse = await personOf(clinic, 'twice', 'nurse');
    const { secret } = await turnOn(nurse);
    const code = codeOf(secret);
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn('nurse', code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    await forgetFailures();
  });

  it('is not guessed: ten codes of one account from everywhere, and a right password is not a way out', async () => {
    const behind = await startServer({
      port: 0,
      keepAliveMs: 0,
      trustedProxies: 1,
      databaseUrl: clinic.databaseUrl,
    });
    const statuses: unknown[] = [];
    for (let n = 0; n < 12; n += 1) {
      if (n === 5) expect(outcome(await signIn('nurse'))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
      const guess = { email: emailOf('nurse'), password, code: String(100_000 + n) };
      const from = { 'x-forwarded-for': `203.0.113.${n}` };
      const answer = await send(behind.url, 'POST', '/api/v1/auth/sign-in', guess, from);
      statuses.push(answer.status);
    }
    await behind.close();
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    await forgetFailures();
    // The first step is not a failure: a clinic of sixty signs in from one place.
    for (let n = 0; n < 3; n += 1) await signIn('nurse');
    const failures = await clinic.db.selectFrom('sign_in_failures').select('failures').execute();
    expect(failures.map((row) => row.failures)).toEqual([0, 0, 0]);
  });

  it('is turned off, and its recovery codes renewed, with both factors', async () => {
    const person = await personOf(clinic, 'twice', 'reception');
    const { secret, codes } = await turnOn(person);
    const both = (code: string, own_password = password) => ({ own_password, code });
    const ways = [`${path}/recovery-codes`, `${path}/off`];
    for (const way of ways) {
      expect(outcome(await person.send('POST', way, both('123456')))).toEqual([
        422,
        'BAD_SECOND_FACTOR',
      ]);
      expect(outcome(await person.send('POST', way, both(codeOf(secret), 'no')))).toEqual([
        422,
        'OWN_PASSWORD_WRONG',
      ]);
    }
    const renewed = await person.send('POST', `${path}/recovery-codes`, both(codeOf(secret)));
    expect(renewed.status).toBe(200);
    expect(outcome(await signIn('reception', codes[3]))).toEqual([401, 'BAD_SECOND_FACTOR']);
    const fresh = (renewed.record['recovery_codes'] as string[])[0] ?? '';
    expect((await person.send('POST', `${path}/off`, both(fresh))).status).toBe(200);
    expect((await signIn('reception')).status).toBe(200);
  });

  it('is taken away by the management when the device is lost, and the trail says so', async () => {
    const account = `/api/v1/accounts/${doctor.userId}`;
    const listed = async () =>
      ((await management.send('GET', '/api/v1/accounts')).record['accounts'] as Json[]).find(
        ({ id }) => id === doctor.userId,
      );
    expect(await listed()).toMatchObject({ second_factor: true });
    const reset = { own_password: password, second_factor: false };
    expect((await management.send('PATCH', account, reset)).status).toBe(200);
    expect(await listed()).toMatchObject({ second_factor: false });
    expect((await doctor.send('GET', '/api/v1/patients')).status).toBe(401);
    expect((await signIn('doctor')).status).toBe(200);
    const trail = await management.send('GET', `/api/v1/audit?record_id=${doctor.userId}`);
    const entries = (trail.record['entries'] as Json[]).filter((entry) =>
      (entry['changed_fields'] as string[]).includes('second_factor'),
    );
    expect(entries.map(({ user_id }) => user_id)).toEqual([management.userId, doctor.userId]);
    const own = `/api/v1/accounts/${management.userId}`;
    expect((await management.send('PATCH', own, reset)).badFields).toEqual(['second_factor']);
    expect(
      (await management.send('PATCH', account, { ...reset, second_factor: true })).badFields,
    ).toEqual(['second_factor']);
  });

  it('is taken away from the terminal', async () => {
    await turnOn(management);
    const admin = ['--import', 'tsx', 'web/clinic/server/admin.ts', 'reset-second-factor'];
    await promisify(execFile)(process.execPath, [...admin, '--email', emailOf('admin')], {
      env: { PATH: process.env['PATH'], DATABASE_URL: clinic.databaseUrl },
      cwd: new URL('../../../', import.meta.url).pathname,
    });
    expect((await signIn('admin')).status).toBe(200);
  });
});

describe('8: a second factor that the policy demands', () => {
  it('opens nothing else before it is set up, and gives up no write of a queue', async () => {
    const requireSecondFactor = optionsFromEnvironment(
      { CLINIC_DEMO: 'on', CLINIC_REQUIRE_TOTP: 'management,practitioners' },
      '/tmp',
    ).requireSecondFactor;
    const strict = await startServer({
      port: 0,
      keepAliveMs: 0,
      databaseUrl: clinic.databaseUrl,
      ...(requireSecondFactor && { requireSecondFactor }),
    });
    const ask = (method: string, to: string, body?: Json, token = '') =>
      send(strict.url, method, to, body, token === '' ? {} : { authorization: `Bearer ${token}` });
    const enter = (role: string) =>
      ask('POST', '/api/v1/auth/sign-in', { email: emailOf(role), password });
    const free = await enter('reception');
    expect(free.record).toMatchObject({ second_factor_due: false });
    const due = await enter('doctor');
    expect(due.record).toMatchObject({ second_factor_due: true, device_key: null });
    const token = String(due.record['access_token']);
    for (const to of ['patients', 'batch', 'accounts', 'changes', 'changes/stream', 'audit']) {
      const answer = await ask('GET', `/api/v1/${to}`, undefined, token);
      expect(outcome(answer)).toEqual([401, 'SECOND_FACTOR_DUE']);
    }
    const begun = await ask('POST', path, { own_password: password }, token);
    const code = codeOf(String(begun.record['secret']));
    expect((await ask('POST', `${path}/confirm`, { code }, token)).status).toBe(200);
    expect((await ask('GET', '/api/v1/patients', undefined, token)).status).toBe(200);
    await strict.close();
  });

  it('is configured in words that are checked', () => {
    const groups = (words: string) =>
      optionsFromEnvironment({ CLINIC_DEMO: 'on', CLINIC_REQUIRE_TOTP: words }, '/tmp')
        .requireSecondFactor;
    expect(groups('')).toEqual([]);
    expect(groups('everybody')).toEqual(['everybody']);
    expect(() => groups('doctors')).toThrow('CLINIC_REQUIRE_TOTP is a list of management');
  });
});

describe('8: the own password', () => {
  it('is changed by the person, and ends the sign-ins on other devices', async () => {
    const person = await personOf(clinic, 'own', 'nurse');
    const other = await clinic.send('POST', '/api/v1/auth/sign-in', {
      email: 'nurse@own.example',
      password,
    });
    const change = (values: Json) => person.send('POST', '/api/v1/auth/password', values);
    const next = 'a train of forty wagons';
    expect(outcome(await change({ own_password: 'no', password: next }))).toEqual([
      422,
      'OWN_PASSWORD_WRONG',
    ]);
    expect((await change({ own_password: password, password: 'short' })).badFields).toEqual([
      'password',
    ]);
    expect((await change({ own_password: password, password: next })).status).toBe(200);
    expect((await person.send('GET', '/api/v1/patients')).status).toBe(200);
    const authorization = `Bearer ${String(other.record['access_token'])}`;
    const ended = await clinic.send('GET', '/api/v1/patients', undefined, { authorization });
    expect(ended.status).toBe(401);
    const again = { email: 'nurse@own.example', password: next };
    expect((await clinic.send('POST', '/api/v1/auth/sign-in', again)).status).toBe(200);
  });
});
