// Measure 8: what the first call of a page costs its main thread, with the module embedded and with
// the module as a file (synchrone/streaming, after `ready()`), also on a slower machine.

import { build } from 'esbuild';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inBuild } from '../../../toolchains/support/places.mjs';
import { startServer } from '../support/server.mjs';
import { quartiles, ratios } from '../support/statistics.mjs';

/** @typedef {import('../support/statistics.mjs').Quartiles} Quartiles */

/**
 * @typedef {object} FirstCall
 * @property {number} slowdown how many times less CPU the page gets
 * @property {Quartiles} embedded milliseconds
 * @property {Quartiles} streaming milliseconds
 * @property {Quartiles} ratio embedded to streaming
 */

const kEntries = {
  embedded: { file: 'core.mjs', more: 'export const ready = () => Promise.resolve();' },
  streaming: { file: 'streaming/streaming.mjs', more: '' },
};

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ rounds: number, slowdowns: readonly number[] }} plan
 * @returns {Promise<FirstCall[]>}
 */
export async function measureFirstCall({ browser, note }, { rounds, slowdowns }) {
  const folder = inBuild('bench/first');
  for (const [name, { file, more }] of Object.entries(kEntries)) {
    const source = `export * from ${JSON.stringify(inBuild('package/esm', file))}; ${more}`;
    await buildPage(join(folder, name), source);
  }
  const server = await startServer(folder);
  const found = [];
  try {
    for (const slowdown of slowdowns) {
      note(`first call: ${rounds} pages of each, CPU / ${slowdown}`);
      const pairs = [];
      for (let round = 0; round < rounds; round += 1) {
        const first = round % 2 === 0 ? 'embedded' : 'streaming';
        const second = first === 'embedded' ? 'streaming' : 'embedded';
        const times = /** @type {Record<string, number>} */ ({});
        for (const name of [first, second])
          times[name] = await firstCall(browser, `${server.url}${name}/index.html`, slowdown);
        pairs.push({ ours: times['embedded'] ?? 0, floor: times['streaming'] ?? 0 });
      }
      found.push({
        slowdown,
        embedded: quartiles(pairs.map(({ ours }) => ours)),
        streaming: quartiles(pairs.map(({ floor }) => floor)),
        ratio: ratios(pairs),
      });
    }
  } finally {
    await server.close();
  }
  return found;
}

/** @param {string} folder @param {string} source */
async function buildPage(folder, source) {
  mkdirSync(folder, { recursive: true });
  await build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    outfile: join(folder, 'main.js'),
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  cpSync(inBuild('package/esm/streaming/synchrone.wasm'), join(folder, 'synchrone.wasm'));
  const page = "import('./main.js').then((all) => { window.first = all; });";
  writeFileSync(join(folder, 'page.js'), page);
  const html = '<!doctype html><script type="module" src="page.js"></script>';
  writeFileSync(join(folder, 'index.html'), html);
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url
 * @param {number} slowdown
 * @returns {Promise<number>} milliseconds
 */
async function firstCall(browser, url, slowdown) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto(url);
    await page.waitForFunction(() => 'first' in window);
    return await page.evaluate(async () => {
      const { ready, getMutationQueue } = /** @type {any} */ (window).first;
      localStorage.getItem('');
      await ready();
      await new Promise((resolve) => setTimeout(resolve, 100)); // what follows the page's load is over
      const begin = performance.now();
      getMutationQueue().getSnapshot();
      return performance.now() - begin;
    });
  } finally {
    await context.close();
  }
}
