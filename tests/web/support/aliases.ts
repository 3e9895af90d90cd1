import { join } from 'node:path';
import { synchroneAliases } from '../../../web/vite.aliases.js';

/** As this repository's own code finds the package, with one module for all pages of a process. */
export const compiledOnce = [
  { find: /^synchrone-module$/, replacement: join(import.meta.dirname, 'compiled_module.ts') },
  ...synchroneAliases,
];
