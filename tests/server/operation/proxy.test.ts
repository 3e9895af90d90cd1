import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../../web/clinic/server/server.ts';
import { startClinic, type Json, type TestClinic } from '../support/clinic.ts';
import { password, personOf, type SignedInPerson } from '../support/people.ts';

/** nginx from the system's packages; the set-up of `npm test` installs it. Where there is none these tests say that they were not run. */
const nginx = [process.env['NGINX'], '/usr/sbin/nginx'].find(
  (path) => path !== undefined && existsSync(path),
);
const example = new URL('../../../web/clinic/deploy/nginx.conf', import.meta.url);

let folder: string;
let first: TestClinic;
let second: RunningServer;
let proxy: ChildProcess;
let port: number;
let nurse: SignedInPerson;

/** Below it a port is for root alone. */
const lowestPort = 1_025;

/** A free port below those that the system gives to whoever asks for any: nobody takes it before nginx does. */
async function freePort(): Promise<number> {
  const [lowest] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t');
  const range = Number(lowest) - lowestPort;
  for (let n = process.pid; ; n += 1) {
    const tried = lowestPort + (n % range);
    const probe = createServer().listen(tried, '127.0.0.1');
    const free = await once(probe, 'listening').then(
      () => true,
      () => false, // it is in use
    );
    if (!free) continue;
    await new Promise((resolve) => probe.close(resolve));
    return tried;
  }
}

/** The example of the documentation, at addresses of this machine. */
async function configuration(): Promise<string> {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  return readFileSync(example, 'utf8')
    .replace('clinic-1:4173', new URL(first.url).host)
    .replace('clinic-2:4173', new URL(second.url).host)
    .replace('listen 80;', `listen unix:${folder}/plain;`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replaceAll('/etc/nginx/certificates', folder)
    .replaceAll(/\/dev\/std\w+/g, `${folder}/log`)
    .replace('worker_processes auto;', `worker_processes 1; daemon off; pid ${folder}/pid;`)
    .replace('http {', `http {\n${temporary}`);
}

beforeAll(async () => {
  if (nginx === undefined) {
    process.stderr.write('nginx is not installed: the proxy of the documentation was not run.\n');
    return;
  }
  folder = mkdtempSync(join(tmpdir(), 'clinic-nginx-'));
  const behind = { demo: false, trustedProxies: 1, secureCookies: true };
  first = await startClinic(behind);
  second = await startServer({
    port: 0,
    keepAliveMs: 0,
    ...behind,
    databaseUrl: first.databaseUrl,
  });
  nurse = await personOf(first, 'behind', 'nurse');
  const [key, certificate] = [join(folder, 'privkey.pem'), join(folder, 'fullchain.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], {
    stdio: 'ignore',
  });
  port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, await configuration());
  await promisify(execFile)(nginx, ['-t', '-p', folder, '-c', file]);
  proxy = spawn(nginx, ['-p', folder, '-c', file], { stdio: 'ignore' });
  while ((await ask('GET', '/').catch(() => null)) === null) await delay(50);
});
afterAll(async () => {
  if (nginx === undefined) return;
  const gone = once(proxy, 'exit');
  proxy.kill('SIGTERM');
  await gone;
  await second.close();
  await first.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One request through the proxy; its answer as it begins. */
function open(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      rejectUnauthorized: false,
      agent: false,
    };
    const asked = request({ ...options, headers: { ...type, ...headers } }, resolve);
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function ask(...what: Parameters<typeof open>): Promise<{ status: number; text: string }> {
  const answer = await open(...what);
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode ?? 0, text };
}

const bearer = () => ({ authorization: `Bearer ${nurse.token}` });

describe.runIf(nginx !== undefined)('8: two instances behind nginx', () => {
  it('serve what either has made, and hide what is for operators', async () => {
    const made = await ask(
      'POST',
      '/api/v1/patients',
      { last_name: 'P', first_name: 'Q' },
      bearer(),
    );
    expect(made.status).toBe(201);
    const { id } = (JSON.parse(made.text) as { data: Json }).data;
    for (let n = 0; n < 4; n += 1)
      expect((await ask('GET', `/api/v1/patients/${String(id)}`, undefined, bearer())).status).toBe(
        200,
      );
    const hidden = ['/ready', '/health', '/ready/', '/READY', '/Health/', '//ready', '/%72eady'];
    for (const path of hidden) expect((await ask('GET', path)).status).toBe(404);
  });

  it('send what one of them has confirmed to who is connected to the other, at once', async () => {
    const live = await open('GET', '/api/v1/changes/stream', undefined, bearer());
    expect(live.statusCode).toBe(200);
    let seen = '';
    const received = (async () => {
      for await (const chunk of live) if ((seen += String(chunk)).includes('LIVE')) return;
    })();
    for (const { url } of [first, second])
      await fetch(`${url}/api/v1/patients`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer() },
        body: JSON.stringify({ last_name: 'LIVE', first_name: url.slice(-5) }),
      });
    await received;
    live.destroy();
  });

  it('count failed sign-ins together, and by the address that nginx has seen', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const guess = { email: 'nurse@behind.example', password: `guess ${n}` };
      const claimed = { 'x-forwarded-for': `203.0.113.${n}` };
      statuses.push((await ask('POST', '/api/v1/auth/sign-in', guess, claimed)).status);
    }
    expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(10)).toEqual([429, 429]);
    const direct = await first.send(
      'POST',
      '/api/v1/auth/sign-in',
      { email: 'nurse@behind.example', password },
      { 'x-forwarded-for': '198.51.100.7' },
    );
    expect(direct.status).toBe(200); // from another place the owner still comes in
  });

  it('go on where one of them has stopped', async () => {
    await second.close();
    for (let n = 0; n < 4; n += 1)
      expect((await ask('GET', '/api/v1/patients?limit=1', undefined, bearer())).status).toBe(200);
  });
});
