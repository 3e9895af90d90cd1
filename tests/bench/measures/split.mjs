// Where the time inside a call goes, by the sampling profiler of V8: for insight, not for comparison.

import { withPage } from '../support/browser.mjs';
import { rounded } from '../support/statistics.mjs';

const kSampling_us = 50;
const kOperations = /** @type {const} */ (['create', 'update', 'delete']);

/** @typedef {'storage' | 'core' | 'boundary' | 'client'} Part */

/**
 * @typedef {object} CallSplit
 * @property {string} operation
 * @property {Record<Part, number>} shares of the time inside the call
 */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ rows: number, pending: number, batches: number, perBatch: number }} plan
 * @returns {Promise<CallSplit[]>}
 */
export async function measureSplit({ browser, server, note }, plan) {
  note(`split: ${plan.rows} rows, ${plan.pending} pending`);
  return withPage(browser, server.url, async (page) => {
    await page.context().setOffline(true);
    await page.evaluate(
      ([rows, pending]) => bench.prepareCalls(rows, pending),
      /** @type {const} */ ([plan.rows, plan.pending]),
    );
    const session = await page.context().newCDPSession(page);
    await session.send('Profiler.enable');
    await session.send('Profiler.setSamplingInterval', { interval: kSampling_us });
    const results = [];
    for (const operation of kOperations) {
      /** @param {number} batches */
      const repeat = (batches) =>
        page.evaluate(
          ([name, times, size]) => bench.repeatOurs(name, times, size),
          /** @type {const} */ ([operation, batches, plan.perBatch]),
        );
      await repeat(plan.batches); // the compilers are at work
      await session.send('Profiler.start');
      await repeat(plan.batches);
      const { profile } = await session.send('Profiler.stop');
      results.push({ operation, shares: sharesOf(profile) });
    }
    return results;
  });
}

/** @typedef {{ functionName: string, url: string }} CallFrame */
/** @typedef {{ id: number, callFrame: CallFrame, children?: number[] }} ProfileNode */

/**
 * @param {{ nodes: ProfileNode[], samples?: number[], timeDeltas?: number[] }} profile
 * @returns {Record<Part, number>}
 */
function sharesOf({ nodes, samples = [], timeDeltas = [] }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callers = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  /** @param {number} node */
  const isInCall = (node) => {
    for (
      let id = /** @type {number | undefined} */ (node);
      id !== undefined;
      id = callers.get(id)
    ) {
      if (frames.get(id)?.functionName === 'run') return true;
    }
    return false;
  };
  const spent = { storage: 0, core: 0, boundary: 0, client: 0 };
  for (const [index, node] of samples.entries()) {
    const frame = frames.get(node);
    if (frame && isInCall(node)) spent[partOf(frame)] += timeDeltas[index] ?? 0;
  }
  const total = spent.storage + spent.core + spent.boundary + spent.client;
  return {
    storage: rounded(spent.storage / total),
    core: rounded(spent.core / total),
    boundary: rounded(spent.boundary / total),
    client: rounded(spent.client / total),
  };
}

/** @param {CallFrame} frame @returns {Part} */
function partOf({ functionName, url }) {
  if (functionName === 'setItem') return 'storage';
  if (url.startsWith('wasm:')) return 'core';
  // The glue went through the closure compiler: its names are of one or two letters.
  const isGlue =
    /^(js-to-wasm|wasm-to-js|decode|encodeInto)/.test(functionName) ||
    /^[A-Za-z]{1,2}$/.test(functionName);
  return isGlue ? 'boundary' : 'client';
}
