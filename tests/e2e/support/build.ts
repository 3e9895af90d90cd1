import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { prepareData } from './data.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Where the built clinic and the built application of the seed are. */
export const builtClinic = root('build/clinic');
export const builtSeedApp = root('build/seed-app');

/** Builds what the tests look at, from the sources as they are; `npm test` has built the clinic. */
export default async function buildPages(): Promise<void> {
  await prepareData();
  const common = { logLevel: 'error' } as const;
  await build({ ...common, configFile: root('tests/web/fixtures/seed-app/vite.config.js') });
  if (process.env['SYNCHRONE_BUILT'] === '1') return;
  await build({ ...common, configFile: root('web/clinic/app/vite.config.ts') });
}
