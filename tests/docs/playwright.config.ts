import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { kChromium, kChromiumArguments } from '../support/chromium.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The built documentation in Chromium. To build it is to check its links. */
export default defineConfig({
  testDir: here('.'),
  testMatch: '*.spec.ts',
  outputDir: here('../../build/docs-tests'),
  globalSetup: here('./support/build.ts'),
  workers: 1,
  timeout: 600_000, // against hanging, not slowness
  expect: { timeout: 120_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: kChromium,
      args: kChromiumArguments,
    },
  },
});
