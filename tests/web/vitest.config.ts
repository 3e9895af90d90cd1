import { configDefaults, defineConfig } from 'vitest/config';
import { synchroneAliases } from '../../web/vite.aliases.js';

/**
 * The TypeScript side against the built module. Files that need a document say so by
 * `@vitest-environment jsdom` in their first line. The hooks' suites run once more with React 18, and
 * some components are compiled by React Compiler.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    teardownTimeout: 600_000,
    projects: [
      {
        resolve: { alias: synchroneAliases },
        test: {
          name: 'web',
          root: new URL('.', import.meta.url).pathname,
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...configDefaults.exclude, 'react-compiler/**'],
          environment: 'node',
          pool: 'forks',
          setupFiles: ['../support/random_seed.ts'],
          testTimeout: 600_000, // against hanging, not slowness
          hookTimeout: 600_000,
        },
      },
      new URL('./react-18/vitest.config.ts', import.meta.url).pathname,
      new URL('./react-compiler/vitest.config.ts', import.meta.url).pathname,
    ],
  },
});
