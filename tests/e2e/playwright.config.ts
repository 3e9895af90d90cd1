import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { kChromiumArguments, kPagesChromium } from '../support/chromium.mjs';

const isLong = process.env['SYNCHRONE_LONG'] === '1';
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The clinic and the seed's own application in Chromium, against the real API on fresh databases. What another
 * suite proves at less cost, or changes seldom, is marked @long in its title: in the long run only.
 */
export default defineConfig({
  testDir: here('.'),
  outputDir: here('../../build/e2e'),
  globalSetup: here('./support/build.ts'),
  // Pages load while others wait for an answer or a colleague; each worker has an API of its own to start, which
  // takes five seconds of a processor.
  workers: 2,
  // Against hanging, not slowness: a full machine must not fail a test.
  timeout: 1_200_000,
  expect: { timeout: 300_000 },
  grepInvert: isLong ? [] : [/@long/],
  forbidOnly: true,
  reporter: 'list',
  use: {
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1280, height: 800 },
    // A trace costs a fifth of a run: --trace retain-on-failure keeps those of what fails.
    trace: isLong ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      timeout: 600_000,
      executablePath: kPagesChromium,
      args: kChromiumArguments,
    },
  },
});
