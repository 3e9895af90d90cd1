import { defineConfig } from '@playwright/test';
import quick from './playwright.config.ts';

/** `npm run test:outside`: also what npm test leaves out, the cases that need faults mended first. */
export default defineConfig(quick, { testMatch: ['*.spec.ts', '*.trial.ts'] });
