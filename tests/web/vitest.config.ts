import { configDefaults, defineConfig } from 'vitest/config';
import { synchroneAliases } from '../../web/vite.aliases.js';
import { compiledOnce } from './support/aliases.js';

const shared = {
  root: new URL('.', import.meta.url).pathname,
  environment: 'node' as const,
  pool: 'forks' as const,
  setupFiles: ['../support/random_seed.ts'],
  testTimeout: 600_000, // against hanging, not slowness
  hookTimeout: 600_000,
};

/** Files that change what their process holds (its globals, a module), come first in it, or take the embedded module. */
const kAlone = [
  'boundary.test.ts',
  'loader/*.test.ts',
  'testing/*.test.{ts,tsx}',
  'budgets/*.test.ts',
  'host/browser/browser_globals.test.ts',
  'host/http/request_observer.test.ts',
];
const kNotHere = [...configDefaults.exclude, 'react-compiler/**', 'streaming_parts/**'];

/**
 * The TypeScript side against the built module. Files that need a document say so by
 * `@vitest-environment jsdom` in their first line, and get a new one. Files share a process and its
 * modules, for half the processor time, but for those of `kAlone`. The hooks' suites run once more with
 * React 18, and some components are compiled by React Compiler.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    teardownTimeout: 600_000,
    projects: [
      {
        resolve: { alias: compiledOnce },
        test: {
          ...shared,
          name: 'web',
          include: ['**/*.test.ts'],
          exclude: [...kNotHere, ...kAlone],
          isolate: false,
        },
      },
      {
        resolve: { alias: compiledOnce },
        test: {
          ...shared,
          name: 'documents',
          include: ['**/*.test.tsx'],
          exclude: [...kNotHere, ...kAlone],
          isolate: false,
        },
      },
      {
        resolve: { alias: synchroneAliases },
        test: {
          ...shared,
          name: 'alone',
          include: kAlone,
          exclude: kNotHere,
        },
      },
      new URL('./react-18/vitest.config.ts', import.meta.url).pathname,
      new URL('./react-compiler/vitest.config.ts', import.meta.url).pathname,
      new URL('./streaming_parts/vitest.config.ts', import.meta.url).pathname,
    ],
  },
});
