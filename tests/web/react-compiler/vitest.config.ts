import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compiledOnce } from '../support/aliases.js';
import { reactCompiler } from './compile.js';

/** Components compiled by React Compiler on top of the hooks (BEHAVIOUR 2.7). */
export default defineConfig({
  plugins: [reactCompiler()],
  resolve: { alias: compiledOnce },
  test: {
    name: 'react-compiler',
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['react-compiler/*.test.tsx'],
    environment: 'node',
    pool: 'forks',
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
