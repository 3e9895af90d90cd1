import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { laterFileAliases, synchroneAliases } from '../../../web/vite.aliases.js';

/**
 * The sources of `synchrone/streaming` that load a part as a file of its own, over the embedded module:
 * their own tests, and the suites of those parts once more.
 */
export default defineConfig({
  resolve: { alias: [...laterFileAliases, ...synchroneAliases] },
  test: {
    name: 'streaming-parts',
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: [
      'streaming_parts/**/*.test.ts',
      'client/look_ups/lost_edits.test.ts',
      'client/resource/row_persistence.test.ts',
      'host/storage/encryption.test.ts',
    ],
    environment: 'node',
    pool: 'forks',
    setupFiles: ['streaming_parts/load_all.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
