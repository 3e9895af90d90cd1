import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ClinicServer } from './clinic-server.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Where the built clinic and the built application of the seed are. */
export const builtClinic = root('build/clinic');
export const builtSeedApp = root('build/seed-app');

/** Databases that each worker starts with copies of: a seeded clinic, and an empty one. */
export const seededClinic = root('build/e2e-data/seeded');
export const emptyClinic = root('build/e2e-data/empty');

/** Builds what the tests look at, from the sources as they are; `npm test` has built the clinic. */
export default async function buildPages(): Promise<void> {
  await ClinicServer.prepare(seededClinic, true);
  await ClinicServer.prepare(emptyClinic, false);
  const common = { logLevel: 'error' } as const;
  await build({ ...common, configFile: root('tests/web/fixtures/seed-app/vite.config.js') });
  if (process.env['SYNCHRONE_BUILT'] === '1') return;
  await build({ ...common, configFile: root('web/clinic/app/vite.config.ts') });
}
