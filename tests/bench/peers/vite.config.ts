import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page of the peers, minified as an application's bundler would. */
export default defineConfig({
  root: here('./page'),
  logLevel: 'warn',
  resolve: {
    alias: [
      { find: /^synchrone\/core$/, replacement: here('../../../build/package/esm/core.mjs') },
    ],
  },
  build: {
    outDir: here('../../../build/bench/peers-page'),
    emptyOutDir: true,
    target: 'esnext',
    chunkSizeWarningLimit: 2_000,
  },
});
