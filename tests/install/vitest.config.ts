import { defineConfig } from 'vitest/config';

/** The package as it is published, and the core as it is installed, in programs that only use them. */
export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['*.test.ts'],
    environment: 'node',
    globalSetup: ['./support/pack_once.ts'],
    fileParallelism: false,
    testTimeout: 600_000, // against hanging, not slowness: a full machine must not fail a test
    hookTimeout: 600_000,
  },
});
