import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { FolderInUseError, lockFolder } from '../../../web/clinic/server/database/folder-lock.ts';
import { freshKey, send } from '../support/clinic.ts';
import '../support/database.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { samplePatient } from '../support/samples.ts';

/** BEHAVIOUR 8: the process around the API, as `npm start` runs it, on the embedded database. */
let folder: string;
const children = new Set<ChildProcess>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clinic-process-'));
});
afterEach(async () => {
  const left = [...children];
  const gone = left.map((child) => once(child, 'exit'));
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(gone);
  rmSync(folder, { recursive: true });
});

/** Gives this test's folder an empty database: making one takes seconds. */
const makeDatabase = (): void => cpSync(inject('embeddedTemplate'), folder, { recursive: true });

async function start(extra: Record<string, string> = {}): Promise<Instance> {
  const instance = await startInstance({ CLINIC_DATA_DIR: folder, ...extra });
  children.add(instance.child);
  instance.child.once('exit', () => children.delete(instance.child));
  return instance;
}

const isListening = ({ url }: Instance): Promise<boolean> =>
  fetch(`${url}/health`).then(
    () => true,
    () => false,
  );

describe('8: the embedded database', () => {
  beforeEach(makeDatabase);

  it('keeps every confirmed change and key through kill minus 9', async () => {
    const first = await start();
    const key = freshKey();
    const body = samplePatient();
    const created = await send(first.url, 'POST', '/api/v1/patients', body, key);
    await first.end('SIGKILL');
    expect(existsSync(join(folder, 'synchrone.lock'))).toBe(true);

    const second = await start();
    const read = await send(second.url, 'GET', `/api/v1/patients/${created.record.id}`);
    expect(read.record).toEqual(created.record);
    const replay = await send(second.url, 'POST', '/api/v1/patients', body, key);
    expect(replay.body).toEqual(created.body);
    expect(await second.end('SIGTERM')).toBe(0);
    expect(existsSync(join(folder, 'synchrone.lock'))).toBe(false);
  });

  it('refuses a second process in one sentence', async () => {
    const first = await start();
    const refusal = await start().then(
      () => '',
      (error: Error) => error.message,
    );
    expect(refusal.trim().split('\n')).toHaveLength(1);
    expect(refusal).toContain(`The data folder ${folder} is in use by process ${first.child.pid}`);
    expect(refusal).toContain('DATABASE_URL');
    expect(await first.end('SIGTERM')).toBe(0);
  });

  it('finishes a running request before it stops', async () => {
    const server = await start();
    const body = Buffer.from(JSON.stringify(samplePatient()));
    const running = request(`${server.url}/api/v1/patients`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    });
    const answered = once(running, 'response') as Promise<[IncomingMessage]>;
    running.write(body.subarray(0, 10));
    let metrics = '';
    while (!metrics.includes('clinic_requests_running 1'))
      metrics = await (await fetch(server.metricsUrl)).text();
    const ended = server.end('SIGTERM');
    while (await isListening(server)); // the signal has arrived
    running.end(body.subarray(10));
    const [{ statusCode }] = await answered;
    expect([statusCode, await ended]).toEqual([201, 0]);
  });
});

describe('8: start-up mistakes', () => {
  beforeEach(makeDatabase);

  it('are reported in one sentence', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    for (const [extra, words] of [
      [{ PORT: String(port) }, 'The port is in use'],
      [{ PORT: 'many' }, 'PORT must be a number'],
      [{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x?sslmode=require' }, 'DATABASE_URL'],
    ] as const) {
      const refusal = await start(extra).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(refusal.trim().split('\n')).toHaveLength(1);
      expect(refusal).toContain(words);
    }
    blocker.close();
  });
});

describe('8: the folder lock', () => {
  it('is held once per process and given back', () => {
    const place = join(folder, 'held');
    const lock = lockFolder(place);
    expect(() => lockFolder(place)).toThrow(FolderInUseError);
    lock.release();
    lockFolder(place).release();
  });

  it.each([
    ['of a dead process', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: null, nonce: 'x' })],
    [
      'of an earlier process with our number',
      JSON.stringify({ pid: process.pid, startedAt: 'long ago', nonce: 'x' }),
    ],
    ['that is torn', '{"pid":'],
  ])('takes over a lock %s', (_name, content) => {
    const place = join(folder, 'stale');
    lockFolder(place).release();
    writeFileSync(join(place, 'synchrone.lock'), content);
    lockFolder(place).release();
  });
});
