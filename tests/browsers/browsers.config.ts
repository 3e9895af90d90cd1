import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import quick from './playwright.config.ts';
import type { BrowserName } from './support/test.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const browsers: Record<BrowserName, string> = {
  chromium: 'Chromium',
  firefox: 'Firefox ESR',
  webkitgtk: 'WebKitGTK',
};

/**
 * The same cases in three engines. Playwright runs the tests; the browsers are Debian's, driven by
 * CDP and WebDriver. What fails leaves a folder under build/pictures.
 */
export default defineConfig(quick, {
  grepInvert: [],
  workers: 1, // WebDriver has one window at a time
  reporter: [
    ['list'],
    [here('../outside/support/table.ts'), { file: here('../../build/tables/browsers.md') }],
  ],
  projects: Object.entries(browsers).map(([name, title]) => ({
    name: title,
    use: { browserUnderTest: name as BrowserName },
  })),
});
