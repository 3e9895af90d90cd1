import { defineConfig } from 'vitest/config';

/** The pages of the documentation as they are written; playwright.config.ts has the built site. */
export default defineConfig({
  test: {
    name: 'docs',
    root: new URL('.', import.meta.url).pathname,
    include: ['**/*.test.ts'],
    testTimeout: 600_000, // against hanging, not slowness
  },
});
