import { defineConfig } from 'vitest/config';
import { synchroneAliases } from '../../web/vite.aliases.js';

/**
 * The TypeScript side against the built module. Files that need a document say so by
 * `@vitest-environment jsdom` in their first line.
 */
export default defineConfig({
  resolve: { alias: synchroneAliases },
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['**/*.test.ts', '**/*.test.tsx'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
  },
});
