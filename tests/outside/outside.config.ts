import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import quick from './playwright.config.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `npm run test:outside`: also what takes minutes, and the table API × case. */
export default defineConfig(quick, {
  testMatch: ['*.spec.ts', '*.long.ts'],
  grepInvert: [/@quick/],
  reporter: [
    ['list'],
    [here('./support/table.ts'), { file: here('../../build/tables/outside.md') }],
  ],
});
