import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../../web/clinic/server/server.ts';
import { freshKey, send, startClinic, type TestClinic } from '../support/clinic.ts';
import { freshDatabase, untilOlderOnesEnded } from '../support/database.ts';
import { startInstance } from '../support/instance.ts';
import { openStream } from '../support/live.ts';
import { createPatient, sampleAppointment, samplePatient } from '../support/samples.ts';

/** BEHAVIOUR 8: several instances on one PostgreSQL server, and what happens when that server goes away. */
let clinic: TestClinic;
let twin: RunningServer;
beforeAll(async () => {
  clinic = await startClinic();
  twin = await startServer({
    port: 0,
    keepAliveMs: 0,
    demo: true,
    databaseUrl: clinic.databaseUrl,
  });
});
afterAll(async () => {
  await twin.close();
  await clinic.close();
});
beforeEach(() => untilOlderOnesEnded(clinic));

const patient = (id: string): string => `/api/v1/patients/${id}`;

/** Runs `work` while another transaction holds a patient's row. */
async function whileLocked<T>(
  id: string,
  work: (unlockAfter: () => Promise<void>) => Promise<T>,
): Promise<T> {
  return clinic.db.transaction().execute(async (trx) => {
    await sql`SELECT 1 FROM patients WHERE id = ${id} FOR UPDATE`.execute(trx);
    const untilSomebodyWaits = async (): Promise<void> => {
      for (let waiting = 0; waiting === 0;) {
        const { rows } = await sql`
          SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`.execute(
          trx,
        );
        waiting = rows.length;
      }
    };
    return work(untilSomebodyWaits);
  });
}

describe('3.7: a key that is being processed by another instance', () => {
  it('is answered 409 and then replayed', async () => {
    const id = await createPatient(clinic);
    const key = freshKey();
    const change = { city: 'Bron' };
    let first: Promise<unknown> = Promise.resolve();
    const second = await whileLocked(id, async (untilSomebodyWaits) => {
      first = clinic.send('PATCH', patient(id), change, key);
      await untilSomebodyWaits();
      return send(twin.url, 'PATCH', patient(id), change, key);
    });
    expect([second.status, second.body.error.code]).toEqual([409, 'IDEMPOTENCY_KEY_IN_PROGRESS']);
    await first;
    const third = await send(twin.url, 'PATCH', patient(id), change, key);
    expect([third.status, third.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(third.record).toMatchObject({ version: 2, city: 'Bron' });
  });
});

describe('8: a slot wanted at two instances', () => {
  it('is given once', async () => {
    const body = await sampleAppointment(clinic);
    const rivals = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        send(index % 2 === 0 ? clinic.url : twin.url, 'POST', '/api/v1/appointments', {
          ...body,
          patient_id: await createPatient(clinic),
        }),
      ),
    );
    expect(rivals.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    for (const { status, body: answer } of rivals) {
      if (status === 409) expect(answer.error.details['alternatives']).toHaveLength(5);
    }
  });
});

describe('5.7: live changes', () => {
  it('reach the people of other instances', async () => {
    const live = await openStream(twin.url);
    const id = await createPatient(clinic);
    expect((await live.next()).id).toBe(id);
    live.close();
  });

  it('never skip a change that commits late', async () => {
    const start = String((await clinic.send('GET', '/api/v1/changes')).record['cursor']);
    const { quick, live } = await clinic.db.transaction().execute(async (trx) => {
      const late = { company_id: 'clinic-123', first_name: 'Late', last_name: 'Late' };
      await trx.insertInto('patients').values(late).execute();
      const id = await createPatient(clinic);
      const during = await clinic.send('GET', `/api/v1/changes?since=${start}`);
      expect([during.record['changes'], during.record['has_more']]).toEqual([[], true]);
      return { quick: id, live: await openStream(twin.url, {}, `?since=${start}`) };
    });
    expect((await live.next()).record?.['first_name']).toBe('Late');
    expect((await live.next()).id).toBe(quick);
    live.close();
  });

  it('go on after the listening connection broke', async () => {
    const live = await openStream(twin.url);
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND application_name = 'synchrone-clinic-feed'`.execute(
      clinic.db,
    );
    const id = await createPatient(clinic);
    expect((await live.next()).id).toBe(id);
    live.close();
  });
});

describe('4: the database away', () => {
  it('is reported as 503 without Retry-After and forgotten when it is back', async () => {
    const id = await createPatient(clinic);
    // Waits until each of them has ended, at most a minute.
    await sql`SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()`.execute(clinic.db);
    const answers = [];
    for (let count = 0; count < 20; count += 1) answers.push(await clinic.send('GET', patient(id)));
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect([answer.status, answer.body.error.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
      expect(answer.headers.get('retry-after')).toBeNull();
    }
    expect(answers.at(-1)?.status).toBe(200);
  });

  it('is survived in the middle of a request', async () => {
    const id = await createPatient(clinic);
    const answer = await whileLocked(id, async (untilSomebodyWaits) => {
      const running = clinic.send('PATCH', patient(id), { city: 'Bron' });
      await untilSomebodyWaits();
      await sql`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'
                  AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`.execute(
        twin.db,
      );
      return running;
    });
    expect([answer.status, answer.body.error.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    expect((await clinic.send('GET', patient(id))).record.version).toBe(1);
  });

  it('is waited for when a row is locked too long', async () => {
    const { databaseUrl } = clinic;
    const hasty = await startServer({ port: 0, demo: true, databaseUrl, lockTimeoutMs: 50 });
    const id = await createPatient(clinic);
    const answer = await whileLocked(id, () =>
      send(hasty.url, 'PATCH', patient(id), { city: 'Bron' }),
    );
    expect([answer.status, answer.body.error.code]).toEqual([503, 'BUSY']);
    expect(answer.headers.get('retry-after')).toBe('1');
    await hasty.close();
  });
});

describe('8: start-up mistakes', () => {
  it('of the database are one sentence, not the words of the driver', async () => {
    const address = new URL(String(clinic.databaseUrl));
    address.pathname = '/no_such_database';
    const refusal = startInstance({ DATABASE_URL: address.href });
    await expect(refusal).rejects.toThrow(/^PostgreSQL refuses the user.*\.\s*$/);
  });
});

describe('8: processes that start together on an empty database', () => {
  it('migrate and seed it once and stop when asked', async () => {
    const fresh = await freshDatabase();
    const env = { DATABASE_URL: String(fresh.location.databaseUrl), CLINIC_SEED: 'on' };
    const both = await Promise.all([startInstance(env), startInstance(env)]);
    for (const { url } of both) {
      const list = await send(url, 'GET', '/api/v1/patients?limit=1');
      expect(list.body.pagination['total']).toBe(400);
      expect((await send(url, 'POST', '/api/v1/patients', samplePatient())).status).toBe(201);
      const [created] = (await send(url, 'GET', '/api/v1/patients?q=dupont-')).records;
      await send(url, 'DELETE', patient(created?.id ?? ''));
    }
    expect(await Promise.all(both.map((instance) => instance.end('SIGTERM')))).toEqual([0, 0]);
    await fresh.drop();
  });
});
