import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { freshKey, startClinic, type TestClinic } from '../support/clinic.ts';
import { samplePatient } from '../support/samples.ts';

/** The demonstration's conditions: server slow, server down, server refuses. */
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());
afterEach(() => clinic.send('PUT', '/demo/conditions', { mode: 'normal' }));

describe('demonstration', () => {
  it('says and changes its conditions', async () => {
    expect((await clinic.send('GET', '/demo/conditions')).record).toEqual({
      mode: 'normal',
      latencyMs: 0,
    });
    expect((await clinic.send('PUT', '/demo/conditions', { mode: 'slow' })).record).toEqual({
      mode: 'slow',
      latencyMs: 3000,
    });
    expect((await clinic.send('PUT', '/demo/conditions', { mode: 'normal' })).record).toEqual({
      mode: 'normal',
      latencyMs: 0,
    });
    const bad = await clinic.send('PUT', '/demo/conditions', { mode: 'asleep', latencyMs: -1 });
    expect(bad.badFields).toEqual(['latencyMs', 'mode']);
  });

  it('answers late when slow', async () => {
    await clinic.send('PUT', '/demo/conditions', { mode: 'slow', latencyMs: 200 });
    const asked = performance.now();
    await clinic.send('GET', '/api/v1/patients');
    expect(performance.now() - asked).toBeGreaterThan(190);
  });

  it('holds writes until the conditions change', async () => {
    await clinic.send('PUT', '/demo/conditions', { mode: 'hold' });
    const answered: string[] = [];
    const created = clinic
      .send('POST', '/api/v1/patients', samplePatient())
      .then(({ status }) => answered.push(`create ${status}`));
    expect((await clinic.send('GET', '/api/v1/patients')).status).toBe(200);
    answered.push('list');
    await clinic.send('PUT', '/demo/conditions', { mode: 'normal' });
    await created;
    expect(answered).toEqual(['list', 'create 201']);
  });

  it('is unreachable when down but still listens to its controls', async () => {
    await clinic.send('PUT', '/demo/conditions', { mode: 'down' });
    for (const method of ['GET', 'HEAD', 'POST']) {
      const answer = await clinic.send(
        method,
        '/api/v1/patients',
        method === 'POST' ? samplePatient() : undefined,
      );
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBeNull();
    }
    expect((await clinic.send('GET', '/demo/conditions')).status).toBe(200);
  });

  it('refuses writes with a reason and lets reads through', async () => {
    await clinic.send('PUT', '/demo/conditions', { mode: 'refuse' });
    const answer = await clinic.send('POST', '/api/v1/patients', samplePatient());
    expect([answer.status, answer.body.error.code]).toEqual([422, 'DEMO_REFUSED']);
    expect(answer.body.error.message).toContain('refuse cette modification');
    expect((await clinic.send('GET', '/api/v1/patients')).status).toBe(200);
  });

  it('lists who can sign in and each of them can', async () => {
    const people = (await clinic.send('GET', '/demo/people')).records;
    expect(people.map(({ role }) => role)).toEqual(['admin', 'doctor', 'nurse', 'reception']);
    for (const { email, password, name } of people) {
      const answer = await clinic.send('POST', '/api/v1/auth/sign-in', { email, password });
      expect(answer.record).toMatchObject({ user: { name, company_id: 'clinic-123' } });
    }
  });

  it('loses the reply after doing the work', async () => {
    const key = freshKey();
    const body = samplePatient();
    await clinic.send('PUT', '/demo/conditions', { mode: 'lost-reply' });
    await expect(clinic.send('POST', '/api/v1/patients', body, key)).rejects.toThrow(
      'fetch failed',
    );
    await clinic.send('PUT', '/demo/conditions', { mode: 'normal' });
    const again = await clinic.send('POST', '/api/v1/patients', body, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  });
});

describe('without demonstration', () => {
  it('asks for credentials and has no controls', async () => {
    const real = await startClinic({ demo: false });
    try {
      const answer = await real.send('GET', '/api/v1/patients');
      expect([answer.status, answer.body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
      for (const path of ['/demo/conditions', '/demo/people']) {
        expect((await real.send('GET', path)).body.error.code).toBe('ROUTE_NOT_FOUND');
      }
    } finally {
      await real.close();
    }
  });
});
