import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { kChromiumArguments, kPagesChromium } from '../support/chromium.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const isLong = process.env['SYNCHRONE_LONG'] === '1';

/**
 * APIs with the habits of real frameworks, real servers from npm, and contexts as applications write
 * them, in real Chromium. What fails leaves a folder under build/pictures. What takes long (`@long`,
 * `*.long.ts`) runs with SYNCHRONE_LONG=1 (npm run test:long) and with `npm run test:outside`, in the
 * place of what is `@quick`.
 */
export default defineConfig({
  testDir: here('.'),
  testMatch: isLong ? ['*.spec.ts', '*.long.ts'] : ['*.spec.ts'],
  grepInvert: isLong ? [/@quick/] : [/@long/],
  outputDir: here('../../build/outside'),
  globalSetup: here('./support/build.ts'),
  fullyParallel: true,
  // A case waits for the next attempt about as long as it works.
  workers: 4,
  // Against hanging, not slowness: a full machine must not fail a test.
  timeout: 1_200_000,
  expect: { timeout: 300_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    locale: 'en-GB',
    launchOptions: {
      timeout: 600_000,
      executablePath: kPagesChromium,
      args: kChromiumArguments,
    },
  },
});
