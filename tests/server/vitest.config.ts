import { defineConfig } from 'vitest/config';

/** The API over real HTTP. Each file has a server and a database of its own; see support/clinic.ts for the engines. */
export default defineConfig({
  test: {
    name: 'server',
    root: new URL('.', import.meta.url).pathname,
    include: ['*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
