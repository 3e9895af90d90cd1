import '../../support/quick_wasm.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../../web/clinic/server/database/database.ts';

/** Makes the empty embedded database that every test file of the project gets a copy of. */
export default async function setup(project: TestProject): Promise<() => void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'clinic-template-'));
  await (await openDatabase({ dataDir })).close();
  project.provide('embeddedTemplate', dataDir);
  return () => rmSync(dataDir, { recursive: true });
}
