import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeExpired } from '../../../web/clinic/server/observability/upkeep.ts';
import { freshKey, startClinic, type TestClinic } from '../support/clinic.ts';
import { personOf } from '../support/people.ts';
import { samplePatient } from '../support/samples.ts';

/** What those who run the server look at. */
let clinic: TestClinic;
let logged = '';
beforeAll(async () => {
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logged += String(chunk);
      done();
    },
  });
  clinic = await startClinic({ logLevel: 'info', logTo: sink, metricsPort: 0 });
});
afterAll(() => clinic.close());

const metricsPage = async () => (await fetch(`${clinic.metricsUrl}/metrics`)).text();

describe('5.1: health', () => {
  it('differs from readiness', async () => {
    expect((await clinic.send('GET', '/health')).record).toMatchObject({ status: 'ok' });
    expect((await clinic.send('GET', '/ready')).record).toMatchObject({ status: 'ready' });
  });
});

describe('5.1: a server that stops', () => {
  it('is not ready before its port closes', async () => {
    let drained = (): void => undefined;
    const wait = (): Promise<void> => new Promise((resolve) => (drained = resolve));
    const leaving = await startClinic({ drainMs: 2_000, wait });
    const closed = leaving.close();
    const ready = await leaving.send('GET', '/ready');
    expect([ready.status, ready.body.error.code]).toEqual([503, 'SHUTTING_DOWN']);
    expect((await leaving.send('GET', '/health')).status).toBe(200);
    expect((await leaving.send('POST', '/api/v1/patients', samplePatient())).status).toBe(201);
    drained();
    await closed;
    await expect(leaving.send('GET', '/ready')).rejects.toThrow();
  });

  it('listens where it is asked to', async () => {
    const open = await startClinic({ host: '0.0.0.0' });
    expect(open.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect((await open.send('GET', '/health')).status).toBe(200);
    await open.close();
  });
});

describe('8: compression', () => {
  const get = (path: string, encoding: string) =>
    fetch(clinic.url + path, { headers: { 'accept-encoding': encoding } });

  it('is what the caller accepts', async () => {
    const path = '/api/v1/openapi.json';
    for (const encoding of ['br', 'gzip']) {
      const answer = await get(path, encoding);
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('vary')).toMatch(/accept-encoding/i);
      expect(await answer.json()).toMatchObject({ openapi: '3.1.0' });
    }
    expect((await get(path, 'identity')).headers.get('content-encoding')).toBeNull();
  });

  it('leaves live connections and credentials alone', async () => {
    const abort = new AbortController();
    const stream = await fetch(`${clinic.url}/api/v1/changes/stream`, {
      headers: { 'accept-encoding': 'br, gzip' },
      signal: abort.signal,
    });
    expect(stream.headers.get('content-encoding')).toBeNull();
    abort.abort();
    const me = await get('/api/v1/auth/me', 'br');
    expect(me.headers.get('content-encoding')).toBeNull();
  });
});

describe('5.1: metrics', () => {
  it('count requests by route without ids', async () => {
    const key = freshKey();
    const body = samplePatient();
    const { record } = await clinic.send('POST', '/api/v1/patients', body, key);
    await clinic.send('POST', '/api/v1/patients', body, key);
    await clinic.send('GET', `/api/v1/patients/${record.id}`);
    await clinic.send('GET', '/api/v1/whatever-somebody-types');
    const text = await metricsPage();
    expect(text).toContain(
      'clinic_request_seconds_count{method="POST",route="/api/v1/patients",status="201"} 2',
    );
    expect(text).toContain(
      'clinic_request_seconds_count{method="GET",route="/api/v1/patients/:id",status="200"} 1',
    );
    expect(text).toContain(
      'clinic_request_seconds_count{method="GET",route="unknown",status="404"} 1',
    );
    expect(text).toContain('clinic_replayed_answers_total 1');
    expect(text).toContain('clinic_database_connections');
    expect(text).not.toContain(record.id);
    expect(text).not.toContain('whatever-somebody-types');
  });

  it('are on a port of their own', async () => {
    expect((await fetch(`${clinic.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${clinic.metricsUrl}/api/v1/patients`)).status).toBe(404);
  });
});

describe('7.3: the log', () => {
  it('carries ids and codes and never contents', async () => {
    const secret = `Secret-${Math.floor(performance.now())}`;
    const answer = await clinic.send(
      'POST',
      '/api/v1/patients',
      samplePatient({ first_name: secret, email: 'not-an-address' }),
    );
    await clinic.send('GET', `/api/v1/patients?q=${secret}`);
    await clinic.send('GET', `/api/v1/patients/${secret}`);
    await clinic.db
      .transaction()
      .execute((trx) =>
        sql`ALTER TABLE patients ADD CONSTRAINT broken CHECK (city <> 'Nulle-Part')`.execute(trx),
      );
    await clinic.send(
      'POST',
      '/api/v1/patients',
      samplePatient({ city: 'Nulle-Part', notes: secret }),
    );
    await sql`ALTER TABLE patients DROP CONSTRAINT broken`.execute(clinic.db);
    const lines = logged
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const line = lines.find(({ requestId }) => requestId === answer.headers.get('x-request-id'));
    expect(line).toMatchObject({
      method: 'POST',
      route: '/api/v1/patients',
      status: 400,
      error: 'VALIDATION_FAILED',
      company: 'clinic-123',
    });
    expect(lines.find(({ msg }) => msg === 'unexpected error')).toMatchObject({
      code: '23514',
      constraint: 'broken',
    });
    expect(logged).not.toContain(secret);
    expect(logged).not.toContain('Nulle-Part');
  });
});

describe('8: upkeep', () => {
  it('removes expired answers and sign-ins only', async () => {
    const [old, fresh] = [freshKey(), freshKey()];
    for (const key of [old, fresh])
      await clinic.send('POST', '/api/v1/patients', samplePatient(), key);
    await clinic.db
      .updateTable('idempotency_keys')
      .set({ created_at: new Date(0) })
      .where('key', '=', old['idempotency-key'] ?? '')
      .execute();
    const [gone, kept] = [
      await personOf(clinic, 'clinic-u1', 'nurse'),
      await personOf(clinic, 'clinic-u2', 'nurse'),
    ];
    await clinic.db
      .updateTable('sign_in_sessions')
      .set({ expires_at: new Date(0) })
      .where('user_id', '=', gone.userId)
      .execute();
    await removeExpired(clinic.db);
    const keys = (await clinic.db.selectFrom('idempotency_keys').select('key').execute()).map(
      ({ key }) => key,
    );
    expect(keys).toContain(fresh['idempotency-key']);
    expect(keys).not.toContain(old['idempotency-key']);
    const signIns = await clinic.db.selectFrom('sign_in_sessions').select('user_id').execute();
    expect(signIns).toEqual([{ user_id: kept.userId }]);
  });
});
