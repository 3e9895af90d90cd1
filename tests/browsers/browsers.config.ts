import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import type { BrowserName } from './support/test.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const browsers: readonly BrowserName[] = ['chromium', 'firefox', 'webkitgtk'];

/**
 * The same cases in three engines. Playwright runs the tests; the browsers are Debian's, driven by
 * WebDriver. What fails leaves a folder under build/pictures.
 */
export default defineConfig<{ browserUnderTest: BrowserName }>({
  testDir: here('.'),
  testMatch: '*.trial.ts', // not yet part of npm test
  outputDir: here('../../build/browsers'),
  globalSetup: here('../outside/support/build.ts'),
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [['list'], [here('./support/table.ts')]],
  projects: browsers.map((name) => ({ name, use: { browserUnderTest: name } })),
});
