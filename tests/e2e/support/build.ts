import { existsSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { whenChanged } from '../../../toolchains/support/inputs.mjs';
import { ClinicServer } from './clinic-server.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Where the built clinic and the built application of the seed are. */
export const builtClinic = root('build/clinic');
export const builtSeedApp = root('build/seed-app');

/** Databases that each worker starts with copies of: a seeded clinic, and an empty one. */
const data = root('build/e2e-data');
export const seededClinic = root('build/e2e-data/seeded');
export const emptyClinic = root('build/e2e-data/empty');

/** What the databases are made by. */
const madeBy = ['web/clinic/server', 'tests/e2e/support/clinic-server.ts', 'package-lock.json'];
const whole = { recursive: true, force: true } as const;
/** The age at which they are made anew: the API hands out the changes of some weeks alone. */
const dayMs = 86_400_000;

/** Builds what the tests look at, from the sources as they are; `npm test` has built the clinic. */
export default async function buildPages(): Promise<void> {
  if (existsSync(data) && Date.now() - statSync(data).mtimeMs > dayMs) rmSync(data, whole);
  await whenChanged('e2e-data', { inputs: madeBy, output: emptyClinic }, async () => {
    rmSync(data, whole);
    await ClinicServer.prepare(seededClinic, true);
    await ClinicServer.prepare(emptyClinic, false);
  });
  const common = { logLevel: 'error' } as const;
  await build({ ...common, configFile: root('tests/web/fixtures/seed-app/vite.config.js') });
  if (process.env['SYNCHRONE_BUILT'] === '1') return;
  await build({ ...common, configFile: root('web/clinic/app/vite.config.ts') });
}
