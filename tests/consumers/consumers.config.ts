import { defineConfig } from 'vitest/config';

/** Applications of other tools that have installed the packed package: npm run test:consumers. */
export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['*.consumer.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 1_200_000, // against hanging, not slowness
    hookTimeout: 1_200_000,
  },
});
