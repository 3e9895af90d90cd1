import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { synchroneAliases } from '../../vite.aliases.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the development server finds the API. */
const api = `http://127.0.0.1:${process.env['API_PORT'] ?? '4173'}`;

export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: { alias: synchroneAliases },
  server: { host: '127.0.0.1', proxy: { '/api': api, '/demo': api } },
  build: {
    outDir: here('../../../build/clinic'),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts stay files of their own: the content security policy allows no data: sources for them.
    assetsInlineLimit: 0,
    // One page that is used all day: a single chunk, in kB, is loaded once and cached.
    chunkSizeWarningLimit: 1500,
  },
});
