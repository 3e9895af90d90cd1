import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/clinic.ts';
import { compiledFolder } from '../support/compiled-server.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

const run = promisify(execFile);
const deploy = fileURLToPath(new URL('../../../web/clinic/deploy/', import.meta.url));
const password = 'eight green bottles on a wall';
const secretKey = randomBytes(32).toString('base64');

interface Step {
  readonly word: string;
  readonly rest: string;
}

/** The instructions of the Dockerfile in their order, without comments and with long lines in one. */
function stepsOfDockerfile(): readonly Step[] {
  const text = readFileSync(join(deploy, 'Dockerfile'), 'utf8')
    .replace(/^#.*$/gm, '')
    .replaceAll('\\\n', ' ');
  return [...text.matchAll(/^([A-Z]+) +(.*)$/gm)].map(([, word = '', rest = '']) => ({
    word,
    rest,
  }));
}

let root: string;
let database: FreshDatabase;
/** What the image sets for its process, with /clinic at its place on this machine. */
const image: Record<string, string> = {};
let start: readonly string[] = [];
let healthCheck = '';

beforeAll(async () => {
  database = await freshDatabase();
  root = mkdtempSync(join(tmpdir(), 'clinic-image-'));
  const context = join(root, 'context');
  const folder = join(root, 'clinic');
  mkdirSync(join(context, 'clinic'), { recursive: true });
  mkdirSync(folder);
  writeFileSync(join(context, 'clinic/index.html'), '<title>The clinic</title>');
  cpSync(compiledFolder(), join(context, 'clinic-server'), { recursive: true });
  const inImage = (path: string) => path.replace(/^\/clinic/, folder);
  for (const { word, rest } of stepsOfDockerfile()) {
    if (word === 'ENV')
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g))
        image[name] = inImage(value);
    else if (word === 'COPY') {
      const [from = '', to = ''] = rest.split(/ +/);
      const target = from.endsWith('/') ? to : join(to, from.split('/').at(-1) ?? '');
      cpSync(join(context, from), join(folder, target), { recursive: true });
    } else if (word === 'RUN') {
      // A cache of its own: the step empties it.
      const env = {
        ...image,
        PATH: process.env['PATH'],
        HOME: root,
        npm_config_cache: `${root}/npm`,
      };
      await run('sh', ['-c', rest], { cwd: folder, env });
    } else if (word === 'CMD') start = JSON.parse(rest) as string[];
    else if (word === 'HEALTHCHECK') healthCheck = rest.slice(rest.indexOf('CMD ') + 4);
    else expect(['FROM', 'WORKDIR', 'USER', 'EXPOSE']).toContain(word);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('5.1: the image of the Dockerfile, built by its own steps', () => {
  const folder = () => join(root, 'clinic');
  const env = () => ({
    ...image,
    PATH: process.env['PATH'],
    DATABASE_URL: database.location.databaseUrl,
    HOST: '127.0.0.1',
    PORT: '0',
    CLINIC_DRAIN_SECONDS: '0',
    CLINIC_SECRET_KEY: secretKey,
  });

  it('holds what production needs alone', () => {
    const packages = readdirSync(join(folder(), 'node_modules')).filter((name) => name[0] !== '.');
    expect(packages).toEqual(['@node-rs']);
    const files = readdirSync(folder(), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    expect(image['NODE_ENV']).toBe('production');
  });

  it('makes an account, serves pages and the API, is found healthy, and ends with its signal', async () => {
    const [node = '', ...args] = start;
    expect(node).toBe('node'); // no shell between it and the signal
    const words = ['add', '--email', 'nadia@clinic.example', '--name', 'N. F.', '--role', 'admin'];
    const adding = run(process.execPath, ['server/admin.mjs', ...words, '--company', 'lyon'], {
      cwd: folder(),
      env: env(),
    });
    adding.child.stdin?.end(`${password}\n`);
    await adding;
    const child = spawn(process.execPath, args, {
      cwd: folder(),
      env: env(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    let said = '';
    for await (const chunk of child.stderr) {
      said += String(chunk);
      if (/http:\/\/[^\s/]+\n/.test(said)) break;
    }
    const url = /http:\/\/[^\s/]+/.exec(said)?.[0] ?? said;
    await run('sh', ['-c', healthCheck.replace('http://127.0.0.1:4173', url)], { env: env() });
    const page = await fetch(`${url}/agenda`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('The clinic');
    const person = { email: 'nadia@clinic.example', password };
    expect((await send(url, 'POST', '/api/v1/auth/sign-in', person)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
