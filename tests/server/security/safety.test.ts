import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionsFromEnvironment } from '../../../web/clinic/server/options.ts';
import { Accounts } from '../../../web/clinic/server/people/accounts.ts';
import { startClinic, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { cookieOf, password, personOf } from '../support/people.ts';
import { samplePatient } from '../support/samples.ts';

const secretKey = randomBytes(32).toString('base64');
const optionsOf = (env: Record<string, string>) =>
  optionsFromEnvironment({ CLINIC_SECRET_KEY: secretKey, ...env }, '/');

describe('8: a configuration that would open the door is refused', () => {
  it('is closed unless the demonstration is asked for', () => {
    expect(optionsOf({})).toMatchObject({ demo: false, seed: false, secureCookies: true });
    expect(optionsOf({ DATABASE_URL: 'postgres://x' })).toMatchObject({ demo: false });
    expect(optionsOf({ HOST: '0.0.0.0' })).toMatchObject({ host: '0.0.0.0', drainMs: 5000 });
    expect(optionsOf({ CLINIC_DEMO: 'on' })).toMatchObject({ demo: true, secureCookies: false });
  });

  it.each([
    [{ CLINIC_DEMO: 'on', NODE_ENV: 'production' }, /CLINIC_DEMO=on lets everybody in/],
    [{ CLINIC_SEED: 'on' }, /public password/],
    [{ CLINIC_DEMO: 'yes' }, /must be "on" or "off"/],
    [{ CLINIC_TRUST_PROXY: 'all' }, /whole number/],
    [{ CLINIC_DEMO: 'on', HOST: '0.0.0.0' }, /HOST must be an address of this machine/],
    [{ CLINIC_METRICS_PORT: 'many' }, /CLINIC_METRICS_PORT must be a number/],
    [{ CLINIC_DRAIN_SECONDS: '-1' }, /CLINIC_DRAIN_SECONDS must be/],
    [{ CLINIC_SECRET_KEY: '' }, /CLINIC_SECRET_KEY is missing/],
    [{ CLINIC_SECRET_KEY: 'correct horse battery staple' }, /must be 32 random bytes in Base64/],
    [{ CLINIC_SECRET_KEY: Buffer.alloc(32).toString('base64') }, /must be 32 random bytes/],
    [{ CLINIC_SECRET_KEY: `${secretKey},` }, /must be 32 random bytes/],
  ])('says in one sentence what is wrong with %j', (env, sentence) => {
    expect(() => optionsOf(env as Record<string, string>)).toThrow(sentence);
  });

  it('does not open a database with accounts of the demonstration', async () => {
    await expect(
      startClinic({ demo: false, seed: true, refuseDemoAccounts: true }),
    ).rejects.toThrow(/whose password is public/);
  });
});

describe('8: sign-ins', () => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startClinic({ demo: false, requireIfMatch: ['patients'], trustedProxies: 1 });
  });
  afterAll(() => clinic.close());

  const refresh = (cookie: string, headers = {}): Promise<TestAnswer> =>
    clinic.send('POST', '/api/v1/auth/refresh', undefined, { cookie, ...headers });
  const signIn = (email: string, word: string, from = '10.0.0.1'): Promise<TestAnswer> =>
    clinic.send(
      'POST',
      '/api/v1/auth/sign-in',
      { email, password: word },
      { 'x-forwarded-for': from },
    );

  it('finds out a copied refresh token within two generations', async () => {
    const { cookie } = await personOf(clinic, 'copied', 'nurse');
    let own = cookie;
    let copied = cookie;
    const statuses: number[] = [];
    for (let generation = 0; generation < 3; generation += 1) {
      const [first, second] = [await refresh(own), await refresh(copied)];
      statuses.push(first.status, second.status);
      own = cookieOf(first);
      copied = cookieOf(second);
    }
    expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 401]);
    expect(statuses.slice(4)).toEqual([401, 401]);
  });

  it('takes the token before the newest only for a minute', async () => {
    const { cookie, userId } = await personOf(clinic, 'late', 'nurse');
    await refresh(cookie);
    await clinic.db
      .updateTable('sign_in_sessions')
      .set({ rotated_at: new Date(Date.now() - 120_000) })
      .where('user_id', '=', userId)
      .execute();
    expect((await refresh(cookie)).status).toBe(401);
  });

  it('ends a sign-in after a month, however much it is used', async () => {
    const { cookie, userId } = await personOf(clinic, 'month', 'nurse');
    const monthAgo = new Date(Date.now() - 30 * 86_400_000 + 3_600_000);
    const mine = clinic.db.updateTable('sign_in_sessions').where('user_id', '=', userId);
    await mine.set({ created_at: monthAgo }).execute();
    await refresh(cookie);
    const { expires_at } = await clinic.db
      .selectFrom('sign_in_sessions')
      .select('expires_at')
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    expect(expires_at.getTime()).toBeLessThan(Date.now() + 7_200_000);
  });

  it('ends access with the sign-out, with a closed account and with a changed role', async () => {
    const nurse = await personOf(clinic, 'leaving', 'nurse');
    expect((await nurse.send('GET', '/api/v1/patients')).status).toBe(200);
    await clinic.send('POST', '/api/v1/auth/sign-out', undefined, { cookie: nurse.cookie });
    expect((await nurse.send('GET', '/api/v1/patients')).status).toBe(401);
    const doctor = await personOf(clinic, 'closed', 'doctor');
    await new Accounts(clinic.db).setActive('doctor@closed.example', false);
    expect((await doctor.send('GET', '/api/v1/patients')).status).toBe(401);
  });

  it('lets no page of another origin use the cookie', async () => {
    const { cookie } = await personOf(clinic, 'origin', 'nurse');
    expect((await refresh(cookie, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await refresh(cookie, { origin: 'null' })).status).toBe(403);
    expect((await refresh(cookie, { origin: clinic.url })).status).toBe(200);
  });

  it('slows down one password tried on many accounts from one place', async () => {
    const answers: number[] = [];
    for (let count = 0; count < 62; count += 1)
      answers.push((await signIn(`nobody${count}@spray.example`, 'x', '10.0.0.2')).status);
    expect(answers.slice(0, 60).every((status) => status === 401)).toBe(true);
    expect(answers.slice(60)).toEqual([429, 429]);
  });

  it('does not lock the owner out of an account that is guessed elsewhere', async () => {
    await personOf(clinic, 'owner', 'doctor');
    for (let count = 0; count < 12; count += 1)
      await signIn('doctor@owner.example', 'wrong', '10.0.0.3');
    expect((await signIn('doctor@owner.example', password, '10.0.0.3')).status).toBe(429);
    expect((await signIn('doctor@owner.example', password, '10.0.0.4')).status).toBe(200);
  });

  it('bounds the live connections of one person', async () => {
    const nurse = await personOf(clinic, 'streams', 'nurse');
    const ended = new AbortController();
    const open = () =>
      fetch(`${clinic.url}/api/v1/changes/stream`, {
        headers: { authorization: `Bearer ${nurse.token}` },
        signal: ended.signal,
      });
    // Node closes the connection of a response that has been garbage-collected.
    const answers = await Promise.all(Array.from({ length: 25 }, open));
    const statuses = answers.map(({ status }) => status);
    ended.abort();
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });

  it('demands one version where a policy demands versions', async () => {
    const nurse = await personOf(clinic, 'versions', 'nurse');
    const { id } = (
      await nurse.send('POST', '/api/v1/patients', { ...samplePatient(), company_id: 'versions' })
    ).record;
    const change = (ifMatch: string) =>
      nurse.send('PATCH', `/api/v1/patients/${id}`, { city: 'Lyon' }, { 'if-match': ifMatch });
    for (const header of ['*', '"1", "2"', '"2","1"', 'W/"1"', '1'])
      expect((await change(header)).status).toBe(428);
    expect((await change('"1"')).status).toBe(200);
  });

  it.each([
    ['deep JSON with a key', `{"last_name":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['deep JSON of objects', `{"a":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`],
  ])('answers %s with 400', async (_, body) => {
    const nurse = await personOf(clinic, `deep-${body.length}`, 'nurse');
    const key = { 'idempotency-key': `deep-${body.length}` };
    expect((await nurse.send('POST', '/api/v1/patients', body, key)).status).toBe(400);
    expect((await nurse.send('POST', '/api/v1/patients', body)).status).toBe(400);
  });

  it('answers a query that cannot be stored with 400 that names the field', async () => {
    const nurse = await personOf(clinic, 'queries', 'nurse');
    const cursorOf = (...parts: string[]) =>
      Buffer.from(JSON.stringify(parts)).toString('base64url');
    const id = '00000000-0000-4000-8000-000000000001';
    for (const [query, field] of [
      ['last_name=%00', 'last_name'],
      ['email=%00', 'email'],
      [`sort=updated_at&cursor=${cursorOf('updated_at', 'yesterday', id)}`, 'cursor'],
      [`cursor=${cursorOf('name', 'a', '-'.repeat(36))}`, 'cursor'],
    ]) {
      const answer = await nurse.send('GET', `/api/v1/patients?${query}`);
      expect([answer.status, answer.badFields]).toEqual([400, [field]]);
    }
  });
});

describe('8: accounts', () => {
  let clinic: TestClinic;
  let accounts: Accounts;
  const nadia = {
    email: 'Nadia@clinic.example',
    name: 'Nadia Ferrand',
    role: 'admin',
    company: 'lyon',
    password: 'neuf girafes au marché',
  };
  beforeAll(async () => {
    clinic = await startClinic({ demo: false });
    accounts = new Accounts(clinic.db);
    await accounts.add(nadia);
  });
  afterAll(() => clinic.close());

  const signIn = (word: string) =>
    clinic.send('POST', '/api/v1/auth/sign-in', { email: 'nadia@clinic.example', password: word });

  it('lets the first administrator in, and lists no secret', async () => {
    expect((await signIn(nadia.password)).record['user']).toMatchObject({ role: 'admin' });
    expect(JSON.stringify(await accounts.list())).not.toMatch(/argon2/);
    await expect(accounts.add(nadia)).rejects.toThrow(
      'nadia@clinic.example has an account already',
    );
  });

  it.each([
    ['short', 'at least 12'],
    ['motdepasse123456', 'easy to guess'],
    ['aaaaaaaaaaaaaaaa', 'easy to guess'],
    ['nadia-ferrand-nadia', 'easy to guess'],
  ])('refuses the password %s', async (word, sentence) => {
    const other = { ...nadia, email: 'other@clinic.example', password: word };
    await expect(accounts.add(other)).rejects.toThrow(sentence);
  });

  it('ends every sign-in when the password changes, and closes an account', async () => {
    const cookie = cookieOf(await signIn(nadia.password));
    await accounts.setPassword(nadia.email, 'dix girafes au marché');
    const refreshed = await clinic.send('POST', '/api/v1/auth/refresh', undefined, { cookie });
    expect(refreshed.status).toBe(401);
    expect((await signIn('dix girafes au marché')).status).toBe(200);
    await accounts.setActive(nadia.email, false);
    expect((await signIn('dix girafes au marché')).status).toBe(401);
    await expect(accounts.setRole('nobody@clinic.example', 'nurse')).rejects.toThrow('no account');
    await expect(accounts.setRole(nadia.email, 'chief')).rejects.toThrow('The role is one of');
  });
});
