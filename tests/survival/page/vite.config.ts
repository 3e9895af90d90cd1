import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { synchroneAliases } from '../../../web/vite.aliases.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The workbench against the library's sources. */
export default defineConfig({
  root: here('.'),
  resolve: { alias: synchroneAliases },
  build: { outDir: here('../../../build/survival-page'), emptyOutDir: true, target: 'es2022' },
});
