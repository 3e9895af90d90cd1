import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../web/clinic/server/seed/random.ts';
import { send, type Json } from '../support/clinic.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { startLossyProxy, type LossyProxy } from '../support/lossy-proxy.ts';
import { startCluster, type Cluster } from '../support/postgresql.ts';

/**
 * Two instances on one PostgreSQL under load, behind a network that loses requests and replies and delivers
 * some twice, while one instance after the other and the database itself are killed with SIGKILL. Whatever happens:
 * as many rows as distinct keys, and every edit counted once.
 */
const rounds = 12;
const clients = 12;
const seed = Number(process.env['CLINIC_FAULT_SEED'] ?? 20_261_122);
const losses = { request: 0.05, reply: 0.1, doubled: 0.05 };

let cluster: Cluster;
let proxy: LossyProxy;
const instances: Instance[] = [];
const start = (): Promise<Instance> =>
  startInstance({ DATABASE_URL: cluster.url, CLINIC_REQUESTS_PER_MINUTE: '99999999' });

beforeAll(async () => {
  cluster = await startCluster();
  instances.push(await start(), await start());
  proxy = await startLossyProxy(() => instances.map(({ url }) => url), losses, seed);
});
afterAll(async () => {
  await proxy.close();
  await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
  await cluster.stop();
});

/** Counts of a run, for the report. */
const tally = { attempts: 0, creates: 0, edits: 0, batches: 0, instanceKills: 0, databaseKills: 0 };
/** Every create: its key and the ids that answers gave it. */
const created = new Map<string, Set<string>>();
/** Every edited record: how many edits were confirmed. */
const edited = new Map<string, number>();

/** Sends a mutation with its key again and again until the server has given a verdict, as the library does. */
async function untilVerdict(
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
) {
  const patience = Date.now() + 60_000;
  while (Date.now() < patience) {
    tally.attempts += 1;
    const answer = await send(proxy.url, method, path, body, headers).catch(() => null);
    const status = answer?.status ?? 0;
    const busy = status === 409 && answer?.body.error.code === 'IDEMPOTENCY_KEY_IN_PROGRESS';
    if (answer !== null && status < 500 && !busy) return answer;
    await delay(25);
  }
  throw new Error(`no verdict for ${method} ${path} within a minute`);
}

function remember(key: string, id: unknown): void {
  created.set(key, (created.get(key) ?? new Set()).add(String(id)));
}

async function createOne(client: number): Promise<string> {
  const key = randomUUID();
  created.set(key, new Set());
  const body = { first_name: 'Charge', last_name: `Client ${client}` };
  const answer = await untilVerdict('POST', '/api/v1/patients', body, { 'idempotency-key': key });
  expect(answer.status).toBe(201);
  remember(key, answer.record.id);
  tally.creates += 1;
  return answer.record.id;
}

async function createMany(client: number): Promise<void> {
  let waiting: Json[] = Array.from({ length: 10 }, (_, index) => ({
    id: `m${index}`,
    key: randomUUID(),
    method: 'POST',
    path: '/api/v1/patients',
    body: { first_name: 'Lot', last_name: `Client ${client}` },
  }));
  for (const { key } of waiting) created.set(String(key), new Set());
  while (waiting.length > 0) {
    const answer = await untilVerdict('POST', '/api/v1/batch', { mutations: waiting }, {});
    const done = new Set<unknown>();
    for (const [index, result] of answer.records.entries()) {
      if (result['status'] !== 201) continue;
      remember(String(waiting[index]?.['key']), (result['body'] as { data: Json }).data['id']);
      done.add(result.id);
    }
    waiting = waiting.filter(({ id }) => !done.has(id));
    tally.creates += done.size;
  }
  tally.batches += 1;
}

/** Edits on the version that the last answer gave: none may be lost, none applied twice. */
async function edit(id: string): Promise<void> {
  const count = edited.get(id) ?? 0;
  const headers = { 'idempotency-key': randomUUID(), 'if-match': `"${count + 1}"` };
  const answer = await untilVerdict(
    'PATCH',
    `/api/v1/patients/${id}`,
    { notes: `edit ${count}` },
    headers,
  );
  expect([answer.status, answer.record.version]).toEqual([200, count + 2]);
  edited.set(id, count + 1);
  tally.edits += 1;
}

async function work(client: number, over: AbortSignal): Promise<void> {
  const random = new Random(seed + client);
  const own = await createOne(client);
  edited.set(own, 0);
  while (!over.aborted) {
    if (random.chance(0.5)) await edit(own);
    else if (random.chance(0.7)) await createOne(client);
    else await createMany(client);
  }
}

async function killThings(): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await delay(2_500);
    if (round % 4 === 3) {
      cluster.kill();
      tally.databaseKills += 1;
      await restartDatabase();
      continue;
    }
    const [victim] = instances.splice(round % 2, 1);
    await victim?.end('SIGKILL');
    tally.instanceKills += 1;
    instances.push(await start());
  }
}

/** The old processes need a moment to let go of their memory. */
async function restartDatabase(): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await cluster.restart();
      return;
    } catch (error) {
      if (attempt > 50) throw error;
      await delay(200);
    }
  }
}

describe('5: exactly once', () => {
  it('holds through lost replies and kills', async () => {
    const over = new AbortController();
    const working = Array.from({ length: clients }, (_, client) => work(client, over.signal));
    await Promise.race([killThings(), Promise.all(working)]).finally(() => over.abort());
    await Promise.all(working);
    expect(instances.map(({ child }) => child.exitCode)).toEqual([null, null]);

    const client = new pg.Client({ connectionString: cluster.url });
    await client.connect();
    const one = async (query: string): Promise<number> =>
      Number((await client.query(query)).rows[0].n);
    const rows = await one('SELECT count(*) AS n FROM patients');
    const { rows: stored } = await client.query<{ id: string; version: number }>(
      'SELECT id, version FROM patients',
    );
    const figures = { seed, ...tally, distinctKeys: created.size, rows, ...proxy.counts };
    process.stdout.write(`${JSON.stringify(figures)}\n`);

    expect(rows).toBe(created.size);
    const ids = [...created.values()].map((answers) => [...answers]);
    expect(ids.every((answers) => answers.length === 1)).toBe(true);
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(ids.flat()));
    for (const { id, version } of stored)
      expect([id, version]).toEqual([id, 1 + (edited.get(id) ?? 0)]);
    expect(await one("SELECT count(*) AS n FROM audit WHERE action = 'update'")).toBe(tally.edits);
    expect(await one('SELECT count(*) - count(DISTINCT idempotency_key) AS n FROM audit')).toBe(0);
    await client.end();
    expect([tally.instanceKills, tally.databaseKills]).toEqual([9, 3]);
    expect(proxy.counts.lostReplies).toBeGreaterThan(50);
  });
});
