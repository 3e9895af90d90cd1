import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../../web/clinic/server/server.ts';
import { send, startClinic } from '../support/clinic.ts';
import { freshDatabase, untilOlderOnesEnded } from '../support/database.ts';
import { password, personOf } from '../support/people.ts';

const run = promisify(execFile);

/** As OPERATIONS.md says it: `pg_dump` and `pg_restore` into a new database, then a start. */
describe('8: a backup', () => {
  it('is restored into a new database and read through the API', async () => {
    const clinic = await startClinic({ demo: false });
    const nurse = await personOf(clinic, 'saved', 'nurse');
    const names = { last_name: 'Œuvrard', first_name: 'Zoé' };
    const patient = (await nurse.send('POST', '/api/v1/patients', names)).record;
    const key = { 'idempotency-key': 'key-before-the-backup' };
    const late = await nurse.send('POST', '/api/v1/patients', { ...names, first_name: 'B' }, key);
    const list = await nurse.send('GET', '/api/v1/patients?limit=1');
    const cursor = String(list.body.pagination['change_cursor']);
    // As from a cluster whose transactions had higher numbers.
    await sql`UPDATE audit SET xid = '4000000000'`.execute(clinic.db);
    const folder = await mkdtemp(join(tmpdir(), 'clinic-backup-'));
    const file = join(folder, 'clinic.dump');
    await run('pg_dump', ['--format=custom', `--file=${file}`, clinic.databaseUrl ?? '']);
    await clinic.close();

    const fresh = await freshDatabase();
    const databaseUrl = fresh.location.databaseUrl ?? '';
    const restore = ['--exit-on-error', '--no-owner', `--dbname=${databaseUrl}`, file];
    await run('pg_restore', restore);
    await rm(folder, { recursive: true });
    const server = await startServer({ port: 0, keepAliveMs: 0, ...fresh.location });
    const credentials = { email: 'nurse@saved.example', password };
    const signIn = await send(server.url, 'POST', '/api/v1/auth/sign-in', credentials);
    expect(signIn.status).toBe(200);
    const bearer = { authorization: `Bearer ${String(signIn.record['access_token'])}` };
    const ask = (method: string, path: string, body?: object, more = {}) =>
      send(server.url, method, `/api/v1/${path}`, body, { ...bearer, ...more });

    expect((await ask('GET', `patients/${patient.id}`)).record).toEqual(patient);
    // A queue that did not receive its answer before the backup sends the change again.
    const again = await ask('POST', 'patients', { ...names, first_name: 'B' }, key);
    expect([again.record.id, again.headers.get('idempotency-replayed')]).toEqual([
      late.record.id,
      'true',
    ]);
    // What was read before it is read again, and what comes is announced.
    expect((await ask('GET', `patients?changed_since=${cursor}`)).status).toBe(410);
    expect((await ask('GET', `changes?since=${cursor}`)).status).toBe(410);
    await untilOlderOnesEnded(server);
    const start = String((await ask('GET', 'patients?limit=1')).body.pagination['change_cursor']);
    const made = await ask('POST', 'patients', { ...names, first_name: 'C' });
    // Once no transaction of the whole cluster is older than it, those of other tests among them.
    const announced = async () =>
      ((await ask('GET', `changes?since=${start}`)).record['changes'] as { id: string }[]).map(
        ({ id }) => id,
      );
    await expect.poll(announced, { timeout: 60_000 }).toEqual([made.record.id]);
    const row = await ask('PATCH', `patients/${made.record.id}`, { company_id: 'other' });
    expect(row.status).toBe(403);
    await server.close();
  });
});
