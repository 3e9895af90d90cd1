import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const isLong = process.env['SYNCHRONE_LONG'] === '1';

/**
 * The API over real HTTP, on a PostgreSQL server that is started for the run and on the embedded
 * database: there all of it in the long run, else what could differ.
 * Each test file has a server and a database of its own (support/clinic.ts).
 */
const shared = {
  root: new URL('.', import.meta.url).pathname,
  include: ['**/*.test.ts'],
  environment: 'node' as const,
  pool: 'forks' as const,
  // The server keeps what it knows in its objects: files that share its modules are a third cheaper.
  isolate: false,
  setupFiles: ['../support/random_seed.ts'],
  testTimeout: 600_000, // against hanging, not slowness: a full machine must not fail a test
  hookTimeout: 600_000,
};

/** What is about the embedded database itself. Seeding it is part of e2e/ as well. */
const embeddedOnly = ['operation/process.test.ts'];

/** What a database does in its own way: transactions, and what it announces. e2e/ has its queries. */
const embeddedToo = ['batch', 'exactly-once', 'live-changes'].map((name) => `**/${name}.test.ts`);

/** What needs several connections, or the tools of a server: another instance, a backup, a proxy. */
const serverOnly = ['instances', 'backup', 'compiled', 'image', 'proxy', 'second-factor'].map(
  (name) => `**/${name}.test.ts`,
);

/** Faults and load, in the long run only; each file starts what it needs. */
const long = {
  ...shared,
  name: 'long',
  include: ['long/*.long.ts'],
  testTimeout: 1_800_000,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    teardownTimeout: 600_000,
    globalSetup: [here('./support/setup-program.ts')],
    projects: [
      {
        test: {
          ...shared,
          name: 'embedded',
          include: isLong ? shared.include : [...embeddedOnly, ...embeddedToo],
          exclude: [...configDefaults.exclude, ...serverOnly],
          setupFiles: [...shared.setupFiles, '../support/quick_wasm.ts'],
          globalSetup: ['./support/setup-embedded.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'postgresql',
          exclude: [...configDefaults.exclude, ...embeddedOnly],
          globalSetup: ['./support/setup-postgresql.ts'],
        },
      },
      ...(isLong ? [{ test: long }] : []),
    ],
  },
});
