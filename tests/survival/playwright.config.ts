import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Tabs and whole browsers that die, and tabs that work side by side, in real Chromium against the
 * real API (BEHAVIOUR 5, 6). What takes long runs with SYNCHRONE_LONG=1 (npm run test:long).
 */
export default defineConfig({
  testDir: here('.'),
  outputDir: here('../../build/survival'),
  globalSetup: here('./support/build.ts'),
  workers: 2,
  // Against hanging, not slowness: a full machine must not fail a test.
  timeout: 1_200_000,
  expect: { timeout: 300_000 },
  forbidOnly: true,
  reporter: 'list',
  grepInvert: process.env['SYNCHRONE_LONG'] === '1' ? [] : [/@long/],
});
