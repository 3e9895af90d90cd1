import type { TestProject } from 'vitest/node';
import { startCluster } from './postgresql.ts';

/** Starts the PostgreSQL server that the project's tests share (every test file has a database of its own). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Nothing lives long enough for autovacuum, and its workers would be in the way of tests that need a database alone.
  const settings = ['fsync=off', 'autovacuum=off', 'max_connections=200'];
  const cluster = await startCluster({ settings });
  project.provide('databaseServer', cluster.url);
  return () => cluster.stop();
}
