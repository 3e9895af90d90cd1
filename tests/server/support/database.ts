import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import type { DatabaseLocation } from '../../../web/clinic/server/database/database.ts';
import type { RunningServer } from '../../../web/clinic/server/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the PostgreSQL server that the project runs on; absent for the embedded database. */
    databaseServer: string;
    /** Folder of an embedded database that is migrated and empty; absent for a server. */
    embeddedTemplate: string;
  }
}

const pollMs = 5;

/** A database for one test file. */
export interface FreshDatabase {
  readonly location: DatabaseLocation;
  /** Removes its folder. A database on a server goes away with the server, when the run ends. */
  drop(): Promise<void>;
}

/** An empty database of the kind that the project is about. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server: string | undefined = inject('databaseServer');
  return server === undefined ? copyOf(inject('embeddedTemplate')) : databaseOn(server);
}

/** Making an embedded database costs two seconds, copying one a fraction of it. */
function copyOf(template: string): FreshDatabase {
  const dataDir = mkdtempSync(join(tmpdir(), 'clinic-data-'));
  cpSync(template, dataDir, { recursive: true });
  return { location: { dataDir }, drop: async () => rmSync(dataDir, { recursive: true }) };
}

async function databaseOn(serverUrl: string): Promise<FreshDatabase> {
  const name = `clinic_test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    location: { databaseUrl: url.href, dataDir: 'memory://' },
    drop: () => Promise.resolve(),
  };
}

/**
 * Waits until no transaction of the cluster is older than this moment, those of other test files among them: a cursor that
 * is made from now on stands after all that has been committed so far, and brings none of it again.
 */
export async function untilOlderOnesEnded({ db }: Pick<RunningServer, 'db'>): Promise<void> {
  const own = sql<{ id: string }>`SELECT pg_current_xact_id()::text AS id`;
  const { rows } = await own.execute(db);
  const id = rows[0]?.id ?? '';
  const ended = sql<{ ended: boolean }>`
    SELECT pg_snapshot_xmin(pg_current_snapshot()) > ${id}::xid8 AS ended`;
  while ((await ended.execute(db)).rows[0]?.ended !== true) await delay(pollMs);
}
