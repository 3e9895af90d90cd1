import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import type { BrowserName } from './support/test.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const isLong = process.env['SYNCHRONE_LONG'] === '1';

/** `npm run test:browsers` in Chromium: in `npm test` what no other suite proves of it, in the long run all. */
export default defineConfig<object, { browserUnderTest: BrowserName }>({
  testDir: here('.'),
  // `outside/` has the garbage in Chromium.
  grepInvert: [/answered with/, ...(isLong ? [] : [/@long/])],
  outputDir: here('../../build/browsers'),
  globalSetup: here('../outside/support/build.ts'),
  // The cases wait more than they work: for a lock to be taken over, for an answer that was lost.
  fullyParallel: true,
  workers: 3,
  // Against hanging, not slowness: a full machine must not fail a test.
  timeout: 1_200_000,
  expect: { timeout: 300_000 },
  forbidOnly: true,
  reporter: 'list',
  projects: [{ name: 'Chromium', use: { browserUnderTest: 'chromium' } }],
});
