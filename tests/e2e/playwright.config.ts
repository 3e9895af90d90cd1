import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The clinic and the seed's own application in real Chromium, against the real API on fresh databases. */
export default defineConfig({
  testDir: here('.'),
  outputDir: here('../../build/e2e'),
  globalSetup: here('./support/build.ts'),
  // Pages load while others wait for an answer or a colleague.
  workers: 3,
  // Against hanging, not slowness: a full machine must not fail a test.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  grepInvert: process.env['SYNCHRONE_LONG'] === '1' ? [] : [/@long/],
  forbidOnly: true,
  reporter: 'list',
  use: {
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
