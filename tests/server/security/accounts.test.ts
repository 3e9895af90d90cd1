import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type Json, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { openStream } from '../support/live.ts';
import { password, personOf, practitionerOf, type SignedInPerson } from '../support/people.ts';

/** BEHAVIOUR 8: the management keeps the accounts of its own company. */
let clinic: TestClinic;
let management: SignedInPerson;
let nurse: SignedInPerson;
let stranger: SignedInPerson;
const path = '/api/v1/accounts';
const longEnough = 'eight green bottles on a wall';

beforeAll(async () => {
  clinic = await startClinic({ demo: false });
  management = await personOf(clinic, 'kept', 'admin');
  nurse = await personOf(clinic, 'kept', 'nurse');
  stranger = await personOf(clinic, 'elsewhere', 'admin');
});
afterAll(() => clinic.close());

const change = (id: string, values: Json, by = management): Promise<TestAnswer> =>
  by.send('PATCH', `${path}/${id}`, { own_password: password, ...values });
const add = (values: Json = {}, by = management): Promise<TestAnswer> =>
  by.send('POST', path, {
    own_password: password,
    email: `${randomUUID()}@kept.example`,
    name: 'Nadia Ferrand',
    role: 'reception',
    password: longEnough,
    ...values,
  });
const signIn = (email: unknown, secret = longEnough): Promise<TestAnswer> =>
  clinic.send('POST', '/api/v1/auth/sign-in', { email, password: secret });
const accounts = async (by = management) =>
  ((await by.send('GET', path)).body.data as { accounts: (Json & { id: string })[] }).accounts;
const outcome = ({ status, body }: TestAnswer) => [status, body.error.code];

describe('8: accounts', () => {
  it('are made, listed, changed, closed and opened by the management', async () => {
    const email = ' Nadia.Ferrand@Kept.example ';
    const made = await add({ email, company_id: 'elsewhere', active: false });
    expect([made.status, made.record]).toMatchObject([
      201,
      { email: 'nadia.ferrand@kept.example', role: 'reception', active: true, signed_in_at: null },
    ]);
    expect((await signIn('nadia.ferrand@kept.example')).status).toBe(200);
    const { id } = made.record;
    expect((await accounts()).find((one) => one.id === id)).toMatchObject({
      name: 'Nadia Ferrand',
    });
    expect((await change(id, { role: 'nurse', name: 'N. Ferrand' })).record).toMatchObject({
      role: 'nurse',
      name: 'N. Ferrand',
    });
    expect((await change(id, { active: false })).record['active']).toBe(false);
    expect((await signIn('nadia.ferrand@kept.example')).status).toBe(401);
    await change(id, { active: true, password: 'another long sentence here' });
    expect((await signIn('nadia.ferrand@kept.example')).status).toBe(401);
    expect((await signIn('nadia.ferrand@kept.example', 'another long sentence here')).status).toBe(
      200,
    );
    expect(JSON.stringify(await accounts())).not.toMatch(/argon2|password/);
  });

  it('end their sign-ins at once with each change', async () => {
    const { record } = await add();
    const token = String((await signIn(record['email'])).record['access_token']);
    const ask = () =>
      clinic.send('GET', '/api/v1/patients', undefined, { authorization: `Bearer ${token}` });
    expect((await ask()).status).toBe(200);
    await change(record.id, { name: 'Renamed' });
    expect((await ask()).status).toBe(401);
  });

  it('end their live connections before another change is handed out', async () => {
    const { record } = await add({ role: 'nurse' });
    const token = String((await signIn(record['email'])).record['access_token']);
    const live = await openStream(clinic.url, { authorization: `Bearer ${token}` });
    await change(record.id, { active: false });
    const names = { last_name: 'After', first_name: 'N' };
    await nurse.send('POST', '/api/v1/patients', names);
    await expect(live.next()).rejects.toThrow('ended');
  });

  it('are for the management alone', async () => {
    const target = nurse.userId;
    const asked = [
      nurse.send('GET', path),
      change(target, { role: 'admin' }, nurse),
      add({ role: 'admin' }, nurse),
      nurse.send('PATCH', `${path}/${target}`, {}),
    ];
    for (const answer of await Promise.all(asked))
      expect(outcome(answer)).toEqual([403, 'FORBIDDEN']);
    expect((await clinic.send('GET', path)).status).toBe(401);
    expect((await clinic.send('POST', path, {})).status).toBe(401);
  });

  it('of another company are as if there were none', async () => {
    const here = await change(nurse.userId, { active: false }, stranger);
    const nowhere = await change(randomUUID(), { active: false }, stranger);
    const nonsense = await change("x' OR 1=1", { active: false }, stranger);
    for (const answer of [here, nowhere, nonsense]) {
      expect(outcome(answer)).toEqual([404, 'NOT_FOUND']);
      expect(answer.body).toEqual(here.body);
    }
    expect((await accounts(stranger)).map(({ id }) => id)).toEqual([stranger.userId]);
    const { practitionerId } = await practitionerOf(clinic, 'foreign');
    const linked = await change(nurse.userId, { practitioner_id: practitionerId });
    expect([linked.status, linked.badFields]).toEqual([400, ['practitioner_id']]);
  });

  it('always leave an administrator, also when two step down at the same moment', async () => {
    expect(outcome(await change(stranger.userId, { role: 'nurse' }, stranger))).toEqual([
      422,
      'LAST_ADMINISTRATOR',
    ]);
    expect(outcome(await change(stranger.userId, { active: false }, stranger))).toEqual([
      422,
      'LAST_ADMINISTRATOR',
    ]);
    // An account that no person can sign in to manages nothing.
    const nobody = { email: 'nobody@elsewhere.example', name: 'Nobody', password_hash: null };
    await clinic.db
      .insertInto('users')
      .values({ company_id: 'elsewhere', role: 'admin', ...nobody })
      .execute();
    expect(outcome(await change(stranger.userId, { role: 'nurse' }, stranger))).toEqual([
      422,
      'LAST_ADMINISTRATOR',
    ]);
    const first = await personOf(clinic, 'two', 'admin');
    const { record } = await add({ role: 'admin', email: 'second@two.example' }, first);
    const token = String((await signIn('second@two.example')).record['access_token']);
    const second = (id: string) =>
      clinic.send(
        'PATCH',
        `${path}/${id}`,
        { own_password: longEnough, role: 'nurse' },
        { authorization: `Bearer ${token}` },
      );
    // Each takes the other's rights away: one of them is too late.
    const both = await Promise.all([
      change(record.id, { role: 'nurse' }, first),
      second(first.userId),
    ]);
    expect(both.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    const { n } = await clinic.db
      .selectFrom('users')
      .select((count) => count.fn.countAll().as('n'))
      .where('company_id', '=', 'two')
      .where('role', '=', 'admin')
      .executeTakeFirstOrThrow();
    expect(Number(n)).toBe(1);
  });

  it('are changed only by who knows their own password, as often as a sign-in may fail', async () => {
    const { record } = await add({ role: 'admin' });
    const token = String((await signIn(record['email'])).record['access_token']);
    const guess = (own_password?: string) =>
      clinic.send(
        'PATCH',
        `${path}/${nurse.userId}`,
        { own_password, role: 'admin' },
        { authorization: `Bearer ${token}` },
      );
    expect((await guess()).badFields).toEqual(['own_password']);
    const answers: TestAnswer[] = [];
    for (let n = 0; n < 12; n += 1) answers.push(await guess(`guess ${n}`));
    expect(outcome(answers[0] as TestAnswer)).toEqual([422, 'OWN_PASSWORD_WRONG']);
    expect(answers[0]?.body.error.details).toEqual({ field: 'own_password' });
    expect(answers.at(-1)?.status).toBe(429);
    expect((await accounts()).find(({ id }) => id === nurse.userId)?.['role']).toBe('nurse');
  });

  it.each([
    [{ password: 'short' }, 'password'],
    [{ password: 'nadia ferrand nadia' }, 'password'],
    [{ role: 'root' }, 'role'],
    [{ email: 'nobody' }, 'email'],
    [{ name: '' }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ practitioner_id: 'x' }, 'practitioner_id'],
  ])('refuse %o with the field', async (values, field) => {
    const answer = await add(values);
    expect([answer.status, answer.badFields]).toEqual([400, [field]]);
  });

  it('refuse an address that has one, and other methods', async () => {
    const taken = await add({ email: 'nurse@kept.example' });
    expect(outcome(taken)).toEqual([409, 'ACCOUNT_EXISTS']);
    expect(taken.body.error.details).toEqual({ field: 'email' });
    expect((await management.send('DELETE', `${path}/${nurse.userId}`)).status).toBe(405);
    expect((await management.send('PUT', path, {})).status).toBe(405);
  });

  it('leave a trace of who changed what, without values', async () => {
    const { record } = await add({ name: 'Traced Person' });
    await change(record.id, { password: 'a wholly different sentence', role: 'doctor' });
    const answer = await management.send(
      'GET',
      `/api/v1/audit?resource=accounts&record_id=${record.id}`,
    );
    const { entries } = answer.body.data as { entries: Json[] };
    expect(entries).toMatchObject([
      { action: 'update', user_id: management.userId, changed_fields: ['password', 'role'] },
      { action: 'create', user_id: management.userId, user_name: 'admin' },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/Traced|sentence|argon2/);
    const elsewhere = await stranger.send('GET', '/api/v1/audit?resource=accounts');
    expect(JSON.stringify(elsewhere.body.data)).not.toContain(record.id);
  });
});

describe('8: the audit trail, searched', () => {
  it('by patient: the file, what hangs on it, and who read it; and by day', async () => {
    const doctor = await personOf(clinic, 'kept', 'doctor');
    const make = async (at: string, body: Json) => (await doctor.send('POST', at, body)).record.id;
    const patient = await make('/api/v1/patients', { last_name: 'A', first_name: 'B' });
    const other = await make('/api/v1/patients', { last_name: 'C', first_name: 'D' });
    const record = await make('/api/v1/medical-records', { patient_id: patient, title: 'Note' });
    await make('/api/v1/medical-records', { patient_id: other, title: 'Note' });
    await doctor.send('GET', `/api/v1/medical-records/${record}`);
    const found = async (query: string) => {
      const answer = await management.send('GET', `/api/v1/audit?${query}`);
      return (answer.body.data as { entries: Json[] }).entries.map((one) => [
        one['action'],
        one['record_id'],
        one['patient_id'],
      ]);
    };
    const all = [
      ['read', record, patient],
      ['create', record, patient],
      ['create', patient, patient],
    ];
    expect(await found(`patient_id=${patient}`)).toEqual(all);
    const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Paris' });
    expect(await found(`patient_id=${patient}&from=${today}&to=${today}`)).toEqual(all);
    expect(await found(`patient_id=${patient}&to=2020-01-01`)).toEqual([]);
    expect((await management.send('GET', '/api/v1/audit?from=tomorrow')).badFields).toEqual([
      'from',
    ]);
  });
});
