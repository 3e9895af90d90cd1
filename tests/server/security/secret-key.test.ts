import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetSecrets } from '../../../web/clinic/server/people/secrets.ts';
import { Vault } from '../../../web/clinic/server/people/vault.ts';
import { startServer, type RunningServer } from '../../../web/clinic/server/server.ts';
import { send, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { password, personOf } from '../support/people.ts';

/** BEHAVIOUR 8: what lies in the database does not let its reader sign in. */
const [older, newer] = [randomBytes(32), randomBytes(32)];
let database: FreshDatabase;
let clinic: RunningServer | undefined;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await stop();
  await database.drop();
});

async function start(...secretKeys: readonly Buffer[]): Promise<RunningServer> {
  await stop();
  clinic = await startServer({ port: 0, keepAliveMs: 0, ...database.location, secretKeys });
  return clinic;
}

async function stop(): Promise<void> {
  await clinic?.close();
  clinic = undefined;
}

const asking = ({ db, url }: RunningServer): Pick<TestClinic, 'db' | 'send'> => ({
  db,
  send: (method, path, body, headers) => send(url, method, path, body, headers),
});

/** A person with a second factor. @returns its secret, in Base32 */
async function enrolled(server: RunningServer, company: string): Promise<string> {
  const person = await personOf(asking(server), company, 'doctor');
  const path = '/api/v1/auth/second-factor';
  const begun = await person.send('POST', path, { own_password: password });
  const secret = String(begun.record['secret']);
  const code = codeOf(secret);
  expect((await person.send('POST', `${path}/confirm`, { code })).status).toBe(200);
  return secret;
}

const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + 30_000 });

/** As if the newest code had been used long ago. */
async function signIn(server: RunningServer, company: string, secret: string): Promise<TestAnswer> {
  await server.db.updateTable('second_factors').set({ last_step: 0 }).execute();
  const body = { email: `doctor@${company}.example`, password, code: codeOf(secret) };
  return send(server.url, 'POST', '/api/v1/auth/sign-in', body);
}

/** Every text in which a secret lies. */
async function stored({ db }: RunningServer): Promise<readonly string[]> {
  const secrets = await db.selectFrom('server_secrets').select('value as text').execute();
  const factors = await db.selectFrom('second_factors').select('secret as text').execute();
  return [...secrets, ...factors].map(({ text }) => text);
}

describe('8: the secret key', () => {
  it('encrypts what an earlier version has left readable, and everything goes on', async () => {
    const readable = await start();
    const secret = await enrolled(readable, 'sealed');
    const before = await stored(readable);
    expect(before).toContain(secret);

    const sealed = await start(older);
    const after = await stored(sealed);
    expect(after).toHaveLength(before.length);
    for (const text of after) expect(text).toMatch(/^v1\.[\w-]{38,}$/);
    expect((await signIn(sealed, 'sealed', secret)).status).toBe(200);
    const later = await enrolled(sealed, 'later');
    expect((await stored(sealed)).join(' ')).not.toContain(later);
  });

  it('is replaced by another one without a person noticing', async () => {
    const first = await start(older);
    const secret = await enrolled(first, 'replaced');
    const { cookie } = await personOf(asking(first), 'replaced', 'nurse');
    const second = await start(newer, older);
    expect((await signIn(second, 'replaced', secret)).status).toBe(200);
    const third = await start(newer);
    expect((await signIn(third, 'replaced', secret)).status).toBe(200);
    const refresh = await send(third.url, 'POST', '/api/v1/auth/refresh', undefined, { cookie });
    expect(refresh.status).toBe(200);
  });

  it('is missed in one sentence at the start, and given up by a command', async () => {
    const first = await start(older);
    const secret = await enrolled(first, 'lost');
    for (const keys of [[newer], []])
      await expect(start(...keys)).rejects.toThrow(
        /^The secrets .* with another CLINIC_SECRET_KEY/,
      );
    const again = await start(older);
    expect((await signIn(again, 'lost', secret)).status).toBe(200);
    await forgetSecrets(again.db);
    const other = await start(newer);
    const body = { email: 'doctor@lost.example', password };
    expect((await send(other.url, 'POST', '/api/v1/auth/sign-in', body)).status).toBe(200);
  });

  it('binds each secret to its person, and finds every changed bit out', () => {
    const vault = new Vault([older]);
    const sealed = vault.seal('SECRET', 'second-factor/a');
    expect(vault.open(sealed, 'second-factor/a')).toBe('SECRET');
    expect(() => vault.open(sealed, 'second-factor/b')).toThrow(/CLINIC_SECRET_KEY/);
    expect(vault.seal('SECRET', 'second-factor/a')).not.toBe(sealed);
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const text = `v1.${changed.toString('base64url')}`;
      expect(() => vault.open(text, 'second-factor/a')).toThrow(/CLINIC_SECRET_KEY/);
    }
    for (const text of ['SECRET', '', 'v1.', 'v1.AAAA', 'v2.AAAA'])
      expect(() => vault.open(text, 'second-factor/a')).toThrow(/CLINIC_SECRET_KEY/);
  });
});
