import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { synchroneAliases } from '../../../web/vite.aliases.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page against the library's sources, as production code. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react()],
  resolve: { alias: synchroneAliases },
  build: { outDir: here('../../../build/soak-page'), emptyOutDir: true, target: 'es2022' },
});
