import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Where this repository's own code finds the package and the built module: the sources and
 * build/wasm-release. Same names as `paths` in tsconfig.base.json. For `resolve.alias` of Vite.
 */
export const synchroneAliases = [
  { find: /^synchrone$/, replacement: at('./src/index.ts') },
  { find: /^synchrone\/core$/, replacement: at('./src/core.ts') },
  { find: /^synchrone\/ui$/, replacement: at('./src/ui/index.ts') },
  { find: /^synchrone\/ui\/styles\.css$/, replacement: at('./src/ui/styles.css') },
  { find: /^synchrone\/query$/, replacement: at('./src/query/index.ts') },
  { find: /^synchrone\/compat$/, replacement: at('./src/compat/index.ts') },
  { find: /^synchrone\/testing$/, replacement: at('./src/testing/index.ts') },
  { find: /^synchrone-glue$/, replacement: at('../build/wasm-release/synchrone-glue.mjs') },
  { find: /^synchrone-module$/, replacement: at('../build/wasm-release/synchrone.mjs') },
];
