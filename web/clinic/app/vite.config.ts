import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { synchroneAliases } from '../../vite.aliases.js';
import { precompressed } from './precompressed.ts';
import { shellWorker } from './service-worker/plugin.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the development server finds the API. */
const api = `http://127.0.0.1:${process.env['API_PORT'] ?? '4173'}`;

export default defineConfig({
  root: here('.'),
  plugins: [react(), shellWorker(), precompressed()],
  resolve: { alias: synchroneAliases },
  server: { host: '127.0.0.1', proxy: { '/api': api, '/demo': api } },
  build: {
    outDir: here('../../../build/clinic'),
    emptyOutDir: true,
    target: 'es2022',
    // The first browsers that know light-dark(), which the sync pieces' colours use.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // Fonts stay files of their own: the content security policy allows no data: sources for them.
    assetsInlineLimit: 0,
    // Two chunks: the sign-in, and everything else while a person types. In kB.
    chunkSizeWarningLimit: 1500,
  },
});
