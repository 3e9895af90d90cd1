// What is measured of every peer. In a round each peer has its turn, so that they are neighbours in
// time; each turn has an empty profile.

import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'vite';

import { watchMainThread } from '../support/browser.mjs';
import { median, rounded } from '../support/statistics.mjs';
import { kPeers } from './plan.mjs';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('./plan.mjs').Peer} Peer */
/** @typedef {import('../support/context.mjs').BenchContext} BenchContext */

/**
 * One number of one peer. `value` is the median of the rounds, null where the peer failed; `ratio`
 * is to the floor of the same round.
 * @typedef {object} Figure
 * @property {string} peer
 * @property {number | null} value
 * @property {number | null} ratio
 * @property {string} [failure] what the peer said
 */

const kTurn_ms = 60_000; // the longest turn of a peer; then it has failed
const kAfterWrites_ms = 1000; // what follows the last write has its time

/** The configuration of the page, for the page itself and for the bytes. */
export const kPageConfig = fileURLToPath(new URL('./vite.config.ts', import.meta.url));

/**
 * Opens the page with a peer's code loaded.
 * @param {Page} page
 * @param {string} url
 * @param {string} name
 */
export async function openPeer(page, url, name) {
  await page.goto(url);
  await page.waitForFunction(() => 'peerBench' in globalThis);
  await page.evaluate((peer) => peerBench.load(peer), name);
}

/**
 * One call → visible and stored: milliseconds of the main thread for each create.
 * @param {BenchContext} context
 * @param {import('./plan.mjs').Plan['calls']} plan
 */
export async function measureCalls(context, { cells, warmUp, creates, rounds }) {
  const results = [];
  for (const { rows, pending } of cells) {
    context.note(`calls: ${rows} rows, ${pending} pending`);
    const figures = await inTurn(context, rounds, kPeers, async (page) => {
      const busy = await watchMainThread(page);
      await startPeer(page, rows);
      await page.evaluate((count) => peerBench.fill(count), pending);
      await page.evaluate((count) => peerBench.createEach(count), warmUp); // for the compilers
      await page.waitForTimeout(kAfterWrites_ms);
      const before = await busy();
      await page.evaluate((count) => peerBench.createEach(count), creates);
      return (1000 * ((await busy()) - before)) / creates;
    });
    results.push({ rows, pending, figures });
  }
  return results;
}

/**
 * The network returns: seconds until all is confirmed, and seconds of the main thread.
 * @param {BenchContext} context
 * @param {import('./plan.mjs').Plan['drain']} plan
 */
export async function measureDrains(context, { mutations, rows, rounds }) {
  const results = [];
  for (const batchSize of [1, 100]) {
    const peers = kPeers.filter(({ batches }) => batches || batchSize === 1);
    context.note(`drain: ${mutations} by ${batchSize}`);
    /** @type {Record<string, number[]>} */
    const mainThread = Object.fromEntries(peers.map(({ name }) => [name, []]));
    const figures = await inTurn(context, rounds, peers, async (page, { name }) => {
      const busy = await watchMainThread(page);
      await startPeer(page, rows, 0, batchSize);
      await page.evaluate((count) => peerBench.fill(count), mutations);
      await page.waitForTimeout(kAfterWrites_ms);
      const [received, before, began] = [context.server.received(), await busy(), Date.now()];
      await page.evaluate((size) => peerBench.drain(size), batchSize);
      const seconds = (Date.now() - began) / 1000;
      mainThread[name]?.push((await busy()) - before);
      const arrived = context.server.received() - received;
      if (arrived !== mutations) throw new Error(`${arrived} of ${mutations} creates arrived.`);
      return seconds;
    });
    results.push({ batchSize, mutations, figures, mainThread: figuresOf(peers, mainThread) });
  }
  return results;
}

/**
 * A reload with changes waiting: milliseconds until their rows are shown, and those of the main thread.
 * @param {BenchContext} context
 * @param {import('./plan.mjs').Plan['reload']} plan
 */
export async function measureReload(context, { pending, rounds }) {
  context.note(`reload: ${pending} pending`);
  /** @type {Record<string, number[]>} */
  const mainThread = Object.fromEntries(kPeers.map(({ name }) => [name, []]));
  const figures = await inTurn(context, rounds, kPeers, async (page, { name }) => {
    await startPeer(page, 0);
    await page.evaluate((count) => peerBench.fill(count), pending);
    await page.waitForTimeout(kAfterWrites_ms);
    await openPeer(page, context.server.url, name);
    const busy = await watchMainThread(page);
    const before = await busy();
    const shown = await startPeer(page, 0, pending);
    mainThread[name]?.push(1000 * ((await busy()) - before));
    return shown;
  });
  return { pending, figures, mainThread: figuresOf(kPeers, mainThread) };
}

/** Brotli of the adapter with all that it imports, minified by a bundler. */
export async function measureBytes() {
  /** @type {Figure[]} */
  const figures = [];
  for (const { name, file } of kPeers) {
    const input = fileURLToPath(new URL(`./page/${file}`, import.meta.url));
    const result = await build({
      configFile: kPageConfig,
      build: { write: false, rollupOptions: { input, preserveEntrySignatures: 'strict' } },
    });
    const outputs = [result].flat().flatMap((made) => ('output' in made ? made.output : []));
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    const bytes = outputs
      .map((output) => Buffer.from(output.type === 'chunk' ? output.code : output.source))
      .reduce((sum, content) => sum + brotliCompressSync(content, { params }).length, 0);
    figures.push({ peer: name, value: bytes, ratio: null });
  }
  return { figures };
}

/** @param {Page} page @param {number} rows @param {number} [left] @param {number} [batchSize] */
const startPeer = (page, rows, left = 0, batchSize = 1) =>
  page.evaluate(
    ([confirmed, waiting, size]) => peerBench.start(confirmed, waiting, size),
    /** @type {const} */ ([rows, left, batchSize]),
  );

/**
 * @param {BenchContext} context
 * @param {number} rounds
 * @param {readonly Peer[]} peers
 * @param {(page: Page, peer: Peer) => Promise<number>} measure
 * @returns {Promise<Figure[]>}
 */
async function inTurn({ browser, server }, rounds, peers, measure) {
  /** @type {Record<string, number[]>} */
  const values = Object.fromEntries(peers.map(({ name }) => [name, []]));
  /** @type {Record<string, string>} */
  const failures = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of round % 2 === 0 ? peers : peers.toReversed()) {
      const profile = await browser.newContext();
      try {
        const page = await profile.newPage();
        page.setDefaultTimeout(kTurn_ms);
        await openPeer(page, server.url, peer.name);
        values[peer.name]?.push(await withinTurn(measure(page, peer)));
      } catch (error) {
        failures[peer.name] = String(error).split('\n')[0] ?? '';
      } finally {
        await profile.close();
      }
    }
  }
  return figuresOf(peers, values, failures);
}

/** @param {Promise<number>} measured @returns {Promise<number>} */
async function withinTurn(measured) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No end within ${kTurn_ms / 1000} s.`)), kTurn_ms);
  });
  try {
    return await /** @type {Promise<number>} */ (Promise.race([measured, late]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {readonly Peer[]} peers
 * @param {Record<string, number[]>} values of the rounds, by peer
 * @param {Record<string, string>} [failures]
 * @returns {Figure[]}
 */
function figuresOf(peers, values, failures = {}) {
  const floor = median(values['floor'] ?? []);
  return peers.map(({ name }) => {
    const own = values[name] ?? [];
    const failure = failures[name];
    if (failure !== undefined || own.length === 0)
      return { peer: name, value: null, ratio: null, failure: failure ?? 'not measured' };
    const value = median(own);
    return { peer: name, value: rounded(value), ratio: rounded(value / floor) };
  });
}
