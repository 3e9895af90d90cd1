import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { afterAll, describe, expect, it } from 'vitest';
import { send, type Json } from '../support/clinic.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { startCluster } from '../support/postgresql.ts';

/**
 * Sustained load on one instance, embedded and on a server (with fsync, as in life). Prints a table and writes
 * build/load.json. No time is asserted here: only that every request was answered as it should be.
 */
const seconds = Number(process.env['CLINIC_LOAD_SECONDS'] ?? 8);
const connections = 16;
const report = fileURLToPath(new URL('../../../build/load.json', import.meta.url));

interface Figure {
  readonly engine: string;
  readonly what: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
}
const figures: Figure[] = [];

afterAll(() => {
  mkdirSync(join(report, '..'), { recursive: true });
  const machine = { cores: cpus().length, load: loadavg(), connections, seconds };
  writeFileSync(report, JSON.stringify({ machine, figures }, null, 2));
  const rows = figures.map((one) =>
    [
      one.engine.padEnd(10),
      one.what.padEnd(32),
      one.perSecond.toFixed(0).padStart(7),
      one.p50Ms.toFixed(0).padStart(6),
      one.p99Ms.toFixed(0).padStart(6),
    ].join(' '),
  );
  process.stdout.write(
    `engine     what                                 req/s  p50ms  p99ms\n${rows.join('\n')}\n`,
  );
});

async function measure(
  engine: string,
  what: string,
  url: string,
  request: autocannon.Request,
): Promise<void> {
  const result = await autocannon({ url, connections, duration: seconds, requests: [request] });
  expect([what, result.errors, result.non2xx]).toEqual([what, 0, 0]);
  figures.push({
    engine,
    what,
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    requests: result.requests.total,
  });
}

/** A request that is another one each time: a load of repeated keys would measure replays. */
function fresh(
  method: 'POST' | 'PATCH',
  path: string,
  body: () => Json,
  key: boolean,
): autocannon.Request {
  return {
    method,
    path,
    setupRequest: (request) => ({
      ...request,
      body: JSON.stringify(body()),
      headers: {
        'content-type': 'application/json',
        ...(key ? { 'idempotency-key': randomUUID() } : {}),
      },
    }),
  };
}

const patient = (): Json => ({
  first_name: 'Charge',
  last_name: randomUUID(),
  email: 'charge@example.org',
});

async function load(engine: string, instance: Instance): Promise<void> {
  const { url } = instance;
  try {
    const { records } = await send(url, 'GET', '/api/v1/patients?limit=1');
    const own = `/api/v1/patients/${records[0]?.id ?? ''}`;
    await measure(engine, 'GET one patient', url, { method: 'GET', path: own });
    await measure(engine, 'GET page of 50 patients', url, {
      method: 'GET',
      path: '/api/v1/patients',
    });
    await measure(engine, 'GET search', url, {
      method: 'GET',
      path: '/api/v1/patients?q=mart&limit=20',
    });
    await measure(
      engine,
      'POST patient, own key',
      url,
      fresh('POST', '/api/v1/patients', patient, true),
    );
    await measure(
      engine,
      'PATCH one hot patient, own key',
      url,
      fresh('PATCH', own, () => ({ notes: randomUUID() }), true),
    );
    const mutations = () =>
      Array.from({ length: 100 }, () => ({
        id: randomUUID(),
        key: randomUUID(),
        method: 'POST',
        path: '/api/v1/patients',
        body: patient(),
      }));
    await measure(
      engine,
      'POST batch of 100 creates',
      url,
      fresh('POST', '/api/v1/batch', () => ({ mutations: mutations() }), false),
    );
    const counted = await send(url, 'GET', '/api/v1/patients?limit=1&q=charge');
    expect(Number(counted.body.pagination['total'])).toBeGreaterThan(100);
  } finally {
    await instance.end('SIGTERM');
  }
}

const env = { CLINIC_SEED: 'on', CLINIC_REQUESTS_PER_MINUTE: '99999999', LOG_LEVEL: 'silent' };

describe('5: sustained load', () => {
  it('is served by the embedded database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clinic-load-'));
    await load('embedded', await startInstance({ ...env, CLINIC_DATA_DIR: folder }));
    rmSync(folder, { recursive: true });
  });

  it('is served on a PostgreSQL server', async () => {
    const cluster = await startCluster();
    try {
      await load('postgresql', await startInstance({ ...env, DATABASE_URL: cluster.url }));
    } finally {
      await cluster.stop();
    }
  });
});
