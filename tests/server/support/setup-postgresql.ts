import type { TestProject } from 'vitest/node';
import { startCluster } from './postgresql.ts';

/** Starts the PostgreSQL server that the project's tests share; every test file has its own database on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster({ settings: ['fsync=off', 'max_connections=200'] });
  project.provide('databaseServer', cluster.url);
  return () => cluster.stop();
}
