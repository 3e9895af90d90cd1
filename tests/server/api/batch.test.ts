import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { startClinic, type Json, type TestAnswer, type TestClinic } from '../support/clinic.ts';
import { createPatient, sampleAppointment, samplePatient } from '../support/samples.ts';

/** BEHAVIOUR 3.13 and 10: many mutations in one request, each on its own. */
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

interface Result {
  readonly id: string;
  readonly status: number;
  readonly etag?: string;
  readonly location?: string;
  readonly key?: string;
  readonly replayed?: boolean;
  readonly body: TestAnswer['body'] & { readonly data: Json };
}

async function batch(mutations: readonly Json[]): Promise<readonly Result[]> {
  const answer = await clinic.send('POST', '/api/v1/batch', { mutations });
  expect([answer.status, answer.body.success]).toEqual([200, true]);
  return answer.body.data as readonly Result[];
}

function entry(
  method: string,
  path: string,
  body?: unknown,
  more: Json = {},
): Json & { id: string; key: string } {
  return { id: `m-${randomUUID()}`, key: randomUUID(), method, path, body, ...more };
}

describe('3.13: batch', () => {
  it('answers each mutation in order as its own request would', async () => {
    const id = await createPatient(clinic);
    const appointment = await sampleAppointment(clinic);
    await clinic.send('POST', '/api/v1/appointments', appointment);
    const mutations = [
      entry('POST', '/api/v1/patients', samplePatient()),
      entry('POST', '/api/v1/patients', { first_name: 'A' }),
      entry('PATCH', `/api/v1/patients/${id}`, { city: 'Bron' }, { ifMatch: '"1"' }),
      entry('PATCH', `/api/v1/patients/${id}`, { city: 'Lyon' }, { ifMatch: '"1"' }),
      entry('POST', '/api/v1/appointments', appointment),
      entry('DELETE', `/api/v1/patients/${await createPatient(clinic)}`),
      entry('PATCH', '/api/v1/nothing/1', {}),
      entry('GET', '/api/v1/patients'),
      entry('PUT', '/api/v1/patients', {}),
      entry('POST', '/api/v1/patients', samplePatient(), { key: 'not a key' }),
    ];
    const results = await batch(mutations);
    expect(results.map((result) => result.id)).toEqual(mutations.map((mutation) => mutation.id));
    expect(
      results.map(({ status, body }) => (body.success ? status : `${status} ${body.error.code}`)),
    ).toEqual([
      201,
      '400 VALIDATION_FAILED',
      200,
      '412 VERSION_CONFLICT',
      '409 SLOT_TAKEN',
      200,
      '404 ROUTE_NOT_FOUND',
      '400 VALIDATION_FAILED',
      '405 METHOD_NOT_ALLOWED',
      '400 INVALID_IDEMPOTENCY_KEY',
    ]);
    expect(results[0]?.location).toBe(`/api/v1/patients/${String(results[0]?.body.data['id'])}`);
    expect(results[2]?.etag).toBe('"2"');
    expect(results[3]?.body.error.details['current']).toMatchObject({ city: 'Bron', version: 2 });
  });

  it('keeps the order within a record', async () => {
    const path = `/api/v1/patients/${await createPatient(clinic)}`;
    const cities = Array.from({ length: 30 }, (_, index) => `Ville ${index}`);
    const results = await batch(cities.map((city) => entry('PATCH', path, { city })));
    expect(results.map(({ body }) => body.data['version'])).toEqual(
      cities.map((_, index) => index + 2),
    );
    expect((await clinic.send('GET', path)).record['city']).toBe('Ville 29');
    const life = await batch([
      entry('DELETE', path),
      entry('POST', `${path}/restore`),
      entry('PATCH', path, { city: 'Lyon' }),
    ]);
    expect(life.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('shares its keys with single requests', async () => {
    const mutation = entry('POST', '/api/v1/patients', samplePatient());
    const single = await clinic.send('POST', '/api/v1/patients', mutation['body'], {
      'idempotency-key': mutation.key,
    });
    const [first, second] = [await batch([mutation]), await batch([mutation])];
    for (const [result] of [first, second]) {
      expect(result).toMatchObject({ status: 201, key: mutation.key, replayed: true, etag: '"1"' });
      expect(result?.body).toEqual(single.body);
    }
  });

  it('has one effect when sent twice at once', async () => {
    const count = async () =>
      (
        await clinic.db
          .selectFrom('patients')
          .select(sql<number>`count(*)::int`.as('n'))
          .executeTakeFirstOrThrow()
      ).n;
    const before = await count();
    const mutations = Array.from({ length: 40 }, () =>
      entry('POST', '/api/v1/patients', samplePatient()),
    );
    const [left, right] = await Promise.all([batch(mutations), batch(mutations)]);
    expect(await count()).toBe(before + 40);
    left.forEach((result, index) => {
      const other = right[index];
      const busy = [result, other].filter((one) => one?.status === 409);
      for (const one of busy) expect(one?.body.error.code).toBe('IDEMPOTENCY_KEY_IN_PROGRESS');
      if (busy.length === 0) expect(other?.body).toEqual(result.body);
    });
  });

  it('refuses a path that is not a text without harm to its neighbours', async () => {
    const paths = [{ toString: false }, ['/api/v1/patients'], null, 7];
    const results = await batch([
      ...paths.map((path) => ({ ...entry('POST', '', samplePatient()), path })),
      entry('POST', '/api/v1/patients', samplePatient()),
    ]);
    expect(results.map(({ status }) => status)).toEqual([400, 400, 400, 400, 201]);
  });

  it('refuses what is not a batch', async () => {
    for (const body of [
      {},
      { mutations: [] },
      { mutations: [{ method: 'POST' }] },
      { mutations: Array(101).fill(entry('POST', '/api/v1/patients', {})) },
    ]) {
      const answer = await clinic.send('POST', '/api/v1/batch', body);
      expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
    }
    expect((await clinic.send('GET', '/api/v1/batch')).status).toBe(405);
  });

  it('is refused entry by entry in the demonstration', async () => {
    await clinic.send('PUT', '/demo/conditions', { mode: 'refuse' });
    const results = await batch([
      entry('POST', '/api/v1/patients', samplePatient()),
      entry('POST', '/api/v1/patients', samplePatient()),
    ]);
    await clinic.send('PUT', '/demo/conditions', { mode: 'normal' });
    expect(results.map(({ status, body }) => [status, body.error.code])).toEqual(
      Array(2).fill([422, 'DEMO_REFUSED']),
    );
  });
});
