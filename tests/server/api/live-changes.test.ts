import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startClinic, type TestClinic } from '../support/clinic.ts';
import { untilOlderOnesEnded } from '../support/database.ts';
import { openStream, type LiveChange } from '../support/live.ts';
import { personOf, type SignedInPerson } from '../support/people.ts';

/** Another user's confirmed change appears without a reload, and none is ever missed. */
let clinic: TestClinic;
let doctor: SignedInPerson;
let reception: SignedInPerson;
let stranger: SignedInPerson;
beforeAll(async () => {
  clinic = await startClinic({ demo: false, requireIfMatch: [] });
  doctor = await personOf(clinic, 'clinic-a', 'doctor');
  reception = await personOf(clinic, 'clinic-a', 'reception');
  stranger = await personOf(clinic, 'clinic-b', 'admin');
});
afterAll(() => clinic.close());
beforeEach(() => untilOlderOnesEnded(clinic));

const bearer = ({ token }: SignedInPerson) => ({ authorization: `Bearer ${token}` });
const newPatient = async (by = doctor) =>
  (
    await by.send('POST', '/api/v1/patients', {
      first_name: 'Zoé',
      last_name: `P-${Math.floor(performance.now() * 1000)}`,
    })
  ).record;

describe('5.7: a live connection', () => {
  it('notifies colleagues of each confirmed change', async () => {
    const live = await openStream(clinic.url, bearer(reception));
    expect([live.status, live.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const patient = await newPatient();
    const created = await live.next();
    expect(created).toMatchObject({
      resource: 'patients',
      id: patient.id,
      action: 'create',
      version: 1,
      user_id: doctor.userId,
    });
    expect(created.record).toEqual(patient);
    const changed = await doctor.send('PATCH', `/api/v1/patients/${patient.id}`, { city: 'Bron' });
    expect(await live.next()).toMatchObject({
      action: 'update',
      version: 2,
      record: changed.record,
    });
    await doctor.send('DELETE', `/api/v1/patients/${patient.id}`);
    expect(await live.next()).toMatchObject({ action: 'delete', version: 3, record: null });
    live.close();
  });

  it('begins so many seconds ago for lists that were read then', async () => {
    const before = await newPatient();
    const live = await openStream(clinic.url, bearer(reception), '?seconds=1');
    let received = await live.next();
    while (received.id !== before.id) received = await live.next();
    live.close();
    const page = await reception.send('GET', '/api/v1/changes?seconds=0');
    const changes = page.body.data as { changes: readonly LiveChange[] };
    expect(changes.changes.map(({ id }) => id)).toContain(before.id);
    const wrong = await reception.send('GET', '/api/v1/changes?seconds=soon');
    expect([wrong.status, wrong.badFields]).toEqual([400, ['seconds']]);
  });

  it('sends nothing of refusals, other companies and closed files', async () => {
    const live = await openStream(clinic.url, bearer(reception));
    await doctor.send('POST', '/api/v1/patients', { first_name: '' });
    await newPatient(stranger);
    const patient = await newPatient();
    await doctor.send('POST', '/api/v1/medical-records', {
      patient_id: patient.id,
      title: 'Secret',
    });
    await doctor.send('PATCH', `/api/v1/patients/${patient.id}`, { city: 'Lyon' });
    const seen: LiveChange[] = [];
    while (seen.at(-1)?.version !== 2) seen.push(await live.next());
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set([patient.id]));
    live.close();
  });

  it('goes on where it was after a break', async () => {
    const first = await openStream(clinic.url, bearer(reception));
    const before = await newPatient();
    const { cursor } = await first.next();
    first.close();
    const missed = [await newPatient(), await newPatient()].map(({ id }) => id);
    const second = await openStream(clinic.url, { ...bearer(reception), 'last-event-id': cursor });
    expect([(await second.next()).id, (await second.next()).id]).toEqual(missed);
    expect(missed).not.toContain(before.id);
    second.close();
  });

  it('starts from the moment a list was read', async () => {
    const list = await reception.send('GET', '/api/v1/patients?limit=1');
    const patient = await newPatient();
    const live = await openStream(
      clinic.url,
      bearer(reception),
      `?since=${String(list.body.pagination['change_cursor'])}`,
    );
    expect((await live.next()).id).toBe(patient.id);
    live.close();
  });

  it('starts from the earliest of several lists, and repeats nothing that they have brought', async () => {
    const brought = await newPatient();
    const cursorOfList = async (list: string) => {
      await untilOlderOnesEnded(clinic);
      const { body } = await reception.send('GET', `/api/v1/${list}?limit=1`);
      return encodeURIComponent(String(body.pagination['change_cursor']));
    };
    const first = await cursorOfList('patients');
    const between = await newPatient();
    const second = await cursorOfList('consents');
    const after = await newPatient();
    for (const [one, other] of [
      [first, second],
      [second, first],
    ]) {
      const live = await openStream(
        clinic.url,
        bearer(reception),
        `?since=${one}&since=${other}&since=`,
      );
      expect([(await live.next()).id, (await live.next()).id]).toEqual([between.id, after.id]);
      live.close();
    }
    expect(brought.id).not.toBe(between.id);
    const odd = await reception.send('GET', `/api/v1/changes?since=${first}&since=yesterday`);
    expect([odd.status, odd.badFields]).toEqual([400, ['since']]);
  });

  it('ends with the server and needs credentials', async () => {
    const own = await startClinic();
    const live = await openStream(own.url);
    const left = await openStream(own.url);
    left.close();
    await own.close();
    await live.ended;
    expect((await openStream(clinic.url, { authorization: 'Bearer x' })).status).toBe(401);
  });

  it('ends with its credentials', async () => {
    const { value } = await clinic.db
      .selectFrom('server_secrets')
      .selectAll()
      .where('name', '=', 'access-token')
      .executeTakeFirstOrThrow();
    const [header, claims] = doctor.token.split('.');
    const openFor = (seconds: number) => {
      const soon = {
        ...JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()),
        exp: Math.ceil(Date.now() / 1000) + seconds,
      };
      const body = `${header}.${Buffer.from(JSON.stringify(soon)).toString('base64url')}`;
      const signature = createHmac('sha256', Buffer.from(value, 'base64'))
        .update(body)
        .digest('base64url');
      return openStream(clinic.url, { authorization: `Bearer ${body}.${signature}` });
    };
    // A machine that needs longer than a token is valid gets one that is valid for longer.
    let [seconds, live] = [1, await openFor(1)];
    while (live.status === 401 && seconds < 60) live = await openFor((seconds *= 2));
    expect(live.status).toBe(200);
    await live.ended;
  });

  it('ends when the demonstration acts dead', async () => {
    const own = await startClinic();
    const live = await openStream(own.url);
    await own.send('PUT', '/demo/conditions', { mode: 'down' });
    await live.ended;
    expect((await openStream(own.url)).status).toBe(503);
    await own.close();
  });
});

describe('5.7: the feed as JSON', () => {
  it('is read page by page with each record once', async () => {
    const start = (await reception.send('GET', '/api/v1/changes')).record['cursor'];
    const patient = await newPatient();
    await sql`INSERT INTO patients (company_id, first_name, last_name)
              SELECT 'clinic-a', 'N', 'N-' || n FROM generate_series(1, 450) AS n`.execute(
      clinic.db,
    );
    await doctor.send('PATCH', `/api/v1/patients/${patient.id}`, { city: 'Bron' });
    await doctor.send('PATCH', `/api/v1/patients/${patient.id}`, { city: 'Lyon' });
    const seen: string[] = [];
    let page = await reception.send('GET', `/api/v1/changes?since=${String(start)}`);
    for (;;) {
      seen.push(...(page.record['changes'] as LiveChange[]).map(({ id }) => id));
      if (page.record['has_more'] !== true) break;
      page = await reception.send('GET', `/api/v1/changes?since=${String(page.record['cursor'])}`);
    }
    expect(seen).toHaveLength(452); // the patient twice: in the first page and in the last
    expect(new Set(seen).size).toBe(451);
    expect((page.record['changes'] as LiveChange[]).at(-1)).toMatchObject({
      version: 3,
      record: { city: 'Lyon' },
    });
  });

  it('refuses foreign cursors', async () => {
    expect((await doctor.send('GET', '/api/v1/changes?since=tomorrow')).badFields).toEqual([
      'since',
    ]);
    const ahead = await doctor.send('GET', '/api/v1/changes?since=99999999999.0');
    expect([ahead.status, ahead.body.error.code]).toEqual([410, 'CURSOR_EXPIRED']);
  });
});
