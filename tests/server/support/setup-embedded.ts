import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../../web/clinic/server/database/database.ts';
import { compileServer } from './compiled-server.ts';

/** Makes the empty embedded database that every test file of the project gets a copy of, and the server's program. */
export default async function setup(project: TestProject): Promise<() => void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'clinic-template-'));
  await (await openDatabase({ dataDir })).close();
  project.provide('embeddedTemplate', dataDir);
  const removeProgram = await compileServer();
  return () => {
    removeProgram();
    rmSync(dataDir, { recursive: true });
  };
}
