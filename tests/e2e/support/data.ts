import { existsSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { whenChanged } from '../../../toolchains/support/inputs.mjs';
import { withLock } from '../../../toolchains/support/lock.mjs';
import { inBuild } from '../../../toolchains/support/places.mjs';
import { openDatabase } from '../../../web/clinic/server/database/database.ts';
import { ClinicServer } from './clinic-server.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Databases that servers start with copies of: a seeded clinic, and an empty one. */
const data = root('build/e2e-data');
export const seededClinic = root('build/e2e-data/seeded');
export const emptyClinic = root('build/e2e-data/empty');

/** What the databases are made by. */
const madeBy = [
  ...['web/clinic/server', 'tests/e2e/support/clinic-server.ts', 'tests/e2e/support/data.ts'],
  'package-lock.json',
];
const whole = { recursive: true, force: true } as const;
/** The age at which they are made again: the API hands out the changes of some weeks alone. */
const dayMs = 86_400_000;

/** Makes the databases, once for the suites that use them: they may run side by side. */
export async function prepareData(): Promise<void> {
  await withLock(inBuild('e2e-data.lock'), 'the same databases', async () => {
    if (existsSync(data) && Date.now() - statSync(data).mtimeMs > dayMs) rmSync(data, whole);
    await whenChanged('e2e-data', { inputs: madeBy, output: emptyClinic }, async () => {
      rmSync(data, whole);
      // A database takes five seconds of a processor to make, before anything is in it.
      const bare = `${data}/bare`;
      await (await openDatabase({ dataDir: bare })).close();
      await ClinicServer.prepare(seededClinic, bare, true);
      await ClinicServer.prepare(emptyClinic, bare, false);
      rmSync(bare, whole);
    });
  });
}
