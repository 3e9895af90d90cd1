import type { TestProject } from 'vitest/node';
import { startCluster } from './postgresql.ts';

/** Starts the PostgreSQL server that the project's tests share; every test file has its own database on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Nothing lives long enough for autovacuum, and its workers would be in the way of whoever needs a database alone.
  const settings = ['fsync=off', 'autovacuum=off', 'max_connections=200'];
  const cluster = await startCluster({ settings });
  project.provide('databaseServer', cluster.url);
  return () => cluster.stop();
}
