import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The page of the benchmark, built for production against the package as it is shipped. Names are
 * kept, so that a profile can be read; engines do not run shorter names any faster.
 */
export default defineConfig({
  root: here('./page'),
  logLevel: 'warn',
  resolve: {
    alias: [
      { find: /^synchrone$/, replacement: here('../../build/package/esm/index.mjs') },
      { find: /^synchrone\/query$/, replacement: here('../../build/package/esm/query.mjs') },
      { find: /^synchrone\/core$/, replacement: here('../../build/package/esm/core.mjs') },
    ],
  },
  build: {
    outDir: here('../../build/bench/page'),
    emptyOutDir: true,
    target: 'esnext',
    minify: false,
  },
});
