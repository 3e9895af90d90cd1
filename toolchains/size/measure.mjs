// What an application's bundler makes of the built package, minified, React and TanStack Query outside;
// and, by rooms of web/src, where those bytes come from.

import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import { inBuild, root } from '../support/places.mjs';

/** @typedef {{ raw: number, gzip: number, brotli: number }} Bytes */

const kHook = "export { useSyncMutation, getMutationQueue } from 'synchrone';";

/** What is measured: what an application imports. */
const kUses = {
  'synchrone: the hook and the queue': kHook,
  'synchrone: everything': "export * from 'synchrone';",
  'synchrone: the error class alone': "export { SyncMutationError } from 'synchrone';",
  'synchrone: nothing': "import 'synchrone';",
  'synchrone/core: the queue': "export { getMutationQueue } from 'synchrone/core';",
  'synchrone/ui and the hook': `${kHook} export * from 'synchrone/ui';`,
  'synchrone and synchrone/query: everything':
    "export * from 'synchrone'; export * from 'synchrone/query';",
  'synchrone/query and the hook': `${kHook} export * from 'synchrone/query';`,
  'synchrone/streaming: the hook and the queue':
    "export { useSyncMutation, getMutationQueue, ready } from 'synchrone/streaming';",
  'synchrone/streaming and its query':
    "export { useSyncMutation, ready } from 'synchrone/streaming'; export * from 'synchrone/streaming/query';",
};
/** What of these an application loads when it is needed. */
const kLater = {
  'synchrone: loaded later': "export * from 'synchrone';",
  'synchrone/streaming: loaded later': "export * from 'synchrone/streaming';",
};
const kFiles = {
  'synchrone.wasm': 'package/esm/streaming/synchrone.wasm',
  'synchrone/ui/styles.css': 'package/styles.css',
};

/**
 * What one use takes more than another: an entry beside what its application has anyway. Both are measured
 * without the module's text, which a compressor cuts into other blocks each time, some 300 bytes more or less, after
 * each change before it.
 */
const kBeside = {
  'synchrone/query beside the client': [
    'synchrone and synchrone/query: everything',
    'synchrone: everything',
  ],
};

const kOutside = ['react', 'react/jsx-runtime', '@tanstack/react-query'];

/** @returns {Promise<Record<string, Bytes>>} by what is used */
export async function measureUses() {
  const uses = Object.entries(kUses).map(async ([name, code]) => [name, await bundleOf(code)]);
  const later = Object.entries(kLater).map(async ([name, code]) => [
    name,
    await bundleOf(code, 'later'),
  ]);
  const files = Object.entries(kFiles).map(([name, file]) => [name, readFileSync(inBuild(file))]);
  const all = [...(await Promise.all([...uses, ...later])), ...files];
  const sizes = all.map(async ([name, content]) => [name, await bytesOf(content)]);
  const measured = Object.fromEntries(await Promise.all(sizes));
  const contents = Object.fromEntries(all);
  for (const [name, pair] of Object.entries(kBeside)) {
    const [both, one] = await Promise.all(pair.map((use) => bytesOf(withoutModule(contents[use]))));
    measured[name] = difference(both, one);
  }
  return measured;
}

/** The module: this many characters without a quotation mark. @param {Buffer} content */
const withoutModule = (content) =>
  Buffer.from(content.toString('latin1').replace(/[^"'`]{20000,}/g, ''), 'latin1');

/** @param {Bytes} both @param {Bytes} one @returns {Bytes} */
const difference = (both, one) => ({
  raw: both.raw - one.raw,
  gzip: both.gzip - one.gzip,
  brotli: both.brotli - one.brotli,
});

/**
 * Minified bytes of everything, from the sources: a room of web/src is a folder.
 * @returns {Promise<Record<string, number>>} by room, package or part of the module
 */
export async function measureRooms() {
  const entries = ['index', 'ui/index', 'query/index'].map((name) => `web/src/${name}.ts`);
  const { metafile } = await bundle({
    stdin: {
      contents: entries.map((entry) => `export * from './${entry}';`).join('\n'),
      resolveDir: root,
    },
    alias: { 'synchrone-module': inBuild('wasm-release/synchrone.mjs') },
  });
  const [output] = Object.values(metafile.outputs);
  const rooms = /** @type {Record<string, number>} */ ({});
  for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    if (bytesInOutput === 0) continue;
    const room = roomOf(file);
    rooms[room] = (rooms[room] ?? 0) + bytesInOutput;
  }
  return rooms;
}

/** @param {string} file relative to the checkout */
function roomOf(file) {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  if (inPackage !== undefined) return inPackage;
  if (file.startsWith('build/')) return 'the module, as text, and its glue';
  return dirname(file).replace(/^web\/src$/, 'web/src (entries)');
}

/**
 * @param {string} code
 * @param {'first' | 'later'} part what is loaded with the page, or what is loaded when it is needed
 * @returns {Promise<Buffer>}
 */
async function bundleOf(code, part = 'first') {
  const { outputFiles, metafile } = await bundle({
    stdin: { contents: code, resolveDir: root },
    plugins: [builtPackage()],
    splitting: true,
    outdir: '/out',
  });
  const first = loadedWith(metafile);
  const files = outputFiles.filter(({ path }) => first.has(path) === (part === 'first'));
  return Buffer.concat(files.map(({ contents }) => contents));
}

/** The entry and what it imports, but not what it loads later. @param {import('esbuild').Metafile} made */
function loadedWith({ outputs }) {
  const [entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === '<stdin>');
  const reached = new Set([entry]);
  for (const file of reached)
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && outputs[path]) reached.add(path);
  return new Set([...reached].map((file) => resolve(root, file)));
}

/** @param {import('esbuild').BuildOptions} options */
function bundle(options) {
  return build({
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'error',
    external: kOutside,
    absWorkingDir: root,
    ...options,
  });
}

/** Finds the entries of the built package where package.json says that a browser finds them. */
function builtPackage() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    name: 'built-package',
    /** @param {import('esbuild').PluginBuild} made */
    setup(made) {
      made.onResolve({ filter: /^synchrone(\/|$)/ }, ({ path }) => {
        const entry = exports[path.replace('synchrone', '.')];
        return { path: join(root, entry.import.default), sideEffects: false };
      });
    },
  };
}

/** @param {Buffer} content @returns {Promise<Bytes>} */
async function bytesOf(content) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const [zipped, packed] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params }),
  ]);
  return { raw: content.length, gzip: zipped.length, brotli: packed.length };
}
