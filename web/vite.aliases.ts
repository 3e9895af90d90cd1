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
  { find: /^synchrone\/streaming$/, replacement: at('./src/streaming.ts') },
  { find: /^synchrone\/query$/, replacement: at('./src/query/index.ts') },
  { find: /^synchrone\/compat$/, replacement: at('./src/compat/index.ts') },
  { find: /^synchrone\/whole$/, replacement: at('./src/whole.ts') },
  { find: /^synchrone\/testing$/, replacement: at('./src/testing/index.ts') },
  { find: /^synchrone-glue$/, replacement: at('../build/wasm-release/synchrone-glue.mjs') },
  { find: /^synchrone-module$/, replacement: at('../build/wasm-release/synchrone.mjs') },
];

/**
 * Sources in the place of others: they load as files of their own what a page needs later, or not at all.
 * By how the others are imported.
 */
const partAliases = [
  {
    find: /^\.\/catalogues\.js$/,
    replacement: at('./src/client/base/messages/catalogues_streamed.ts'),
  },
  {
    find: /^\.\/diagnostic_texts\.js$/,
    replacement: at('./src/client/base/diagnostic_texts_streamed.ts'),
  },
  {
    find: /^\.\/look_ups\/lost_changes\.js$/,
    replacement: at('./src/client/look_ups/lost_changes_streamed.ts'),
  },
  {
    find: /^(\.|\.\.\/reads)\/read_list\.js$/,
    replacement: at('./src/client/reads/read_list_streamed.ts'),
  },
  {
    find: /^\.\/with_sealing\.js$/,
    replacement: at('./src/host/storage/with_sealing_streamed.ts'),
  },
  {
    find: /^\.\/storage\/row_cache\.js$/,
    replacement: at('./src/host/storage/row_cache_streamed.ts'),
  },
];

/**
 * The ES modules of `synchrone`: the client loads the parts by itself. What sends is in the bundle, and so is
 * what reads the lists of `createSyncContext`: a page may not be able to load scripts (Trusted Types in
 * webpack without `trustedTypes`).
 */
export const splitAliases = [
  ...partAliases,
  { find: /^\.\/later_files\.js$/, replacement: at('./src/client/later_files_split.ts') },
  {
    find: /^\.\.?\/(?:client\/)?new_row_store\.js$/,
    replacement: at('./src/client/new_row_store_split.ts'),
  },
  {
    find: /^\.\.?\/client\/whole_parts\.js$/,
    replacement: at('./src/client/whole_parts_split.ts'),
  },
];

/** `synchrone/streaming`: `ready()` loads the parts, what reads and sends among them. */
export const laterFileAliases = [
  ...partAliases,
  { find: /^\.\/with_network\.js$/, replacement: at('./src/host/with_network_streamed.ts') },
];

/** `synchrone/streaming` from its sources, before the others: the module comes as a file as well. */
export const streamingAliases = [
  { find: /^synchrone-module$/, replacement: at('./src/loader/streamed_module.ts') },
  ...laterFileAliases,
];
