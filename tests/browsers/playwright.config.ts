import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import type { BrowserName } from './support/test.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The part of `npm run test:browsers` that `npm test` has time for: Chromium. */
export default defineConfig<object, { browserUnderTest: BrowserName }>({
  testDir: here('.'),
  // `outside/` has the garbage in Chromium.
  grepInvert: [/answered with/, /@long/],
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
