import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { feedEpoch } from './epoch.ts';

const folder = new URL('../migrations/', import.meta.url);

/** A database that is up to date. */
interface Migrated {
  readonly applied: readonly string[];
  readonly epoch: string;
}

/** Any constant: instances that start together migrate one after the other. */
const migrationLock = 7_283_411;

/**
 * Brings the database up to date: every .sql file of `migrations/` in the order of its name, each once, each in
 * a transaction of its own with the note that it was done.
 * @returns `applied`: the names of the migrations applied now; `epoch`: of the feed, see `feedEpoch`.
 * @throws an Error that names the file when one fails; the database stays at the migration before it.
 */
export async function migrate(pool: pg.Pool): Promise<Migrated> {
  const client = await pool.connect();
  try {
    // Patience instead of the limits of a request: another instance may be migrating, and a migration may be long.
    await client.query('SET lock_timeout = 0; SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    try {
      return { applied: await applyPending(client), epoch: await feedEpoch(client) };
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
      await client.query('RESET lock_timeout; RESET statement_timeout');
    }
  } finally {
    client.release();
  }
}

async function applyPending(client: pg.PoolClient): Promise<readonly string[]> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
  const done = new Set(rows.map((row) => row.name));
  const pending = (await migrationNames()).filter((name) => !done.has(name));
  for (const name of pending) await applyOne(client, name);
  return pending;
}

async function applyOne(client: pg.PoolClient, name: string): Promise<void> {
  const statements = await readFile(new URL(name, folder), 'utf8');
  await client.query('BEGIN');
  try {
    await client.query(statements);
    await client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(
      `Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** The names of all migrations this build knows, in order. */
export async function migrationNames(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
}
