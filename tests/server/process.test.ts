import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FolderInUseError, lockFolder } from '../../web/clinic/server/database/folder-lock.ts';
import { freshKey, send } from './support/clinic.ts';
import { samplePatient } from './support/samples.ts';

/** BEHAVIOUR 8: the process around the API, as `npm start` runs it, on the embedded database. */
const main = fileURLToPath(new URL('../../web/clinic/server/main.ts', import.meta.url));
let folder: string;
const children = new Set<ChildProcess>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clinic-data-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts `main.ts` and waits for its address on stderr; rejects with all of stderr when it ends before. */
async function start(extra: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', CLINIC_DATA_DIR: folder, CLINIC_SEED: 'off', ...extra },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let words = '';
  for await (const chunk of child.stderr ?? []) {
    words += String(chunk);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(words)?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error(words);
}

async function stop({ child }: Started, signal: NodeJS.Signals): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code;
}

describe('8 the embedded database', () => {
  it('KeepsEveryConfirmedChangeAndKeyThroughKillMinus9', async () => {
    const first = await start();
    const key = freshKey();
    const body = samplePatient();
    const created = await send(first.url, 'POST', '/api/v1/patients', body, key);
    await stop(first, 'SIGKILL');
    expect(existsSync(join(folder, 'synchrone.lock'))).toBe(true);

    const second = await start();
    const read = await send(second.url, 'GET', `/api/v1/patients/${created.record.id}`);
    expect(read.record).toEqual(created.record);
    const replay = await send(second.url, 'POST', '/api/v1/patients', body, key);
    expect(replay.body).toEqual(created.body);
    expect(await stop(second, 'SIGTERM')).toBe(0);
    expect(existsSync(join(folder, 'synchrone.lock'))).toBe(false);
  });

  it('TellsASecondProcessInOneSentence', async () => {
    const first = await start();
    const refusal = await start().then(() => '', (error: Error) => error.message);
    expect(refusal.trim().split('\n')).toHaveLength(1);
    expect(refusal).toContain(`The data folder ${folder} is in use by process ${first.child.pid}`);
    expect(refusal).toContain('DATABASE_URL');
    expect(await stop(first, 'SIGTERM')).toBe(0);
  });

  it('FinishesARunningRequestBeforeItStops', async () => {
    const server = await start();
    await send(server.url, 'PUT', '/demo/conditions', { mode: 'slow', latencyMs: 400 });
    const running = send(server.url, 'POST', '/api/v1/patients', samplePatient());
    await send(server.url, 'GET', '/demo/conditions');
    expect(await stop(server, 'SIGTERM')).toBe(0);
    expect((await running).status).toBe(201);
  });
});

describe('8 start-up mistakes', () => {
  it('AreToldInOneSentence', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    for (const [extra, words] of [
      [{ PORT: String(port) }, 'The port is in use'],
      [{ PORT: 'many' }, 'PORT must be a number'],
      [{ DATABASE_URL: `postgres://nobody@127.0.0.1:${port - 1}/x` }, 'DATABASE_URL'],
    ] as const) {
      const refusal = await start(extra).then(() => '', (error: Error) => error.message);
      expect(refusal.trim().split('\n')).toHaveLength(1);
      expect(refusal).toContain(words);
    }
    blocker.close();
  });
});

describe('8 the folder lock', () => {
  it('IsHeldOncePerProcessAndGivenBack', () => {
    const place = join(folder, 'held');
    const lock = lockFolder(place);
    expect(() => lockFolder(place)).toThrow(FolderInUseError);
    lock.release();
    lockFolder(place).release();
  });

  it.each([
    ['of a dead process', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: null, nonce: 'x' })],
    ['of an earlier process with our number', JSON.stringify({ pid: process.pid, startedAt: 'long ago', nonce: 'x' })],
    ['that is torn', '{"pid":'],
  ])('TakesOverALock %s', (_name, content) => {
    const place = join(folder, 'stale');
    lockFolder(place).release();
    writeFileSync(join(place, 'synchrone.lock'), content);
    lockFolder(place).release();
  });
});
