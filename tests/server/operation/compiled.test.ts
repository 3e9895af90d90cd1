import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/clinic.ts';
import { compiledFolder } from '../support/compiled-server.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

const run = promisify(execFile);
const folder = compiledFolder();
const password = 'eight green bottles on a wall';
const secretKey = randomBytes(32).toString('base64');
let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});

/** What the process gets, and nothing of this one. */
const env = () => ({
  PATH: process.env['PATH'] ?? '',
  NODE_ENV: 'production',
  DATABASE_URL: database.location.databaseUrl ?? '',
  PORT: '0',
  CLINIC_DRAIN_SECONDS: '3',
  CLINIC_SECRET_KEY: secretKey,
});

async function admin(...args: readonly string[]): Promise<string> {
  const call = run(process.execPath, [join(folder, 'server/admin.mjs'), ...args], { env: env() });
  call.child.stdin?.end(`${password}\n`);
  return (await call).stdout;
}

describe('8: the compiled server', () => {
  it('has no TypeScript, and one package to install', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.dependencies)).toEqual(['@node-rs/argon2']);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    expect(readFileSync(join(folder, 'server/main.mjs'), 'utf8')).not.toContain("'tsx'");
  });

  it('makes the first administrator, serves, says 503 before its port closes, and ends', async () => {
    const address = 'nadia@clinic.example';
    const account = ['--email', address, '--name', 'N. F.', '--role', 'admin', '--company', 'lyon'];
    await admin('add', ...account);
    expect(await admin('list')).toContain(address);
    const child = spawn(process.execPath, [join(folder, 'server/main.mjs')], {
      env: env(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    let words = '';
    for await (const chunk of child.stderr) {
      words += String(chunk);
      if (/http:\/\/[^\s/]+\n/.test(words)) break;
    }
    const url = /http:\/\/[^\s/]+/.exec(words)?.[0] ?? words;
    const ready = async (): Promise<number> => (await fetch(`${url}/ready`)).status;
    expect(await ready()).toBe(200);
    const signIn = await send(url, 'POST', '/api/v1/auth/sign-in', { email: address, password });
    expect(signIn.status).toBe(200);
    expect(signIn.headers.getSetCookie()[0]).toContain('Secure');
    child.kill('SIGTERM');
    let status = await ready();
    while (status === 200) status = await ready();
    expect(status).toBe(503);
    expect(await exited).toEqual([0, null]);
  });
});
