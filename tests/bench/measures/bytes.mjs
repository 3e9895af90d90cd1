// Measure 3: bytes that an application ships, as its bundler would make them: minified, React outside.

import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

import { inBuild } from '../../../toolchains/support/places.mjs';

/** @typedef {{ name: string, raw: number, gzip: number, brotli: number }} Bytes */

/** @returns {Promise<Bytes[]>} */
export async function measureBytes() {
  return [
    sizesOf('synchrone', await bundleOf('index.mjs')),
    sizesOf('synchrone/core', await bundleOf('core.mjs')),
    sizesOf('module alone (.wasm)', readFileSync(inBuild('wasm-release/synchrone-glue.wasm'))),
    sizesOf('its glue (.mjs)', readFileSync(inBuild('wasm-release/synchrone-glue.mjs'))),
  ];
}

/**
 * @param {string} entry of build/package/esm
 * @returns {Promise<Buffer>} the entry with everything it imports, in one chunk
 */
async function bundleOf(entry) {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      rollupOptions: {
        input: inBuild('package/esm', entry),
        external: ['react', 'react/jsx-runtime'],
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const outputs = [result].flat().flatMap((made) => ('output' in made ? made.output : []));
  return Buffer.concat(
    outputs.map((output) =>
      output.type === 'chunk' ? Buffer.from(output.code) : Buffer.from(output.source),
    ),
  );
}

/** @param {string} name @param {Buffer} content @returns {Bytes} */
function sizesOf(name, content) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return {
    name,
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, { params }).length,
  };
}
