// Measure 1: one change, visible and in storage, against the bare floor.

import { withPage } from '../support/browser.mjs';
import { median, quartiles, ratios } from '../support/statistics.mjs';

/** @typedef {import('../page/calls.js').Repetitions} Repetitions */
/** @typedef {import('../page/calls.js').Pair} Pair */
/** @typedef {import('../support/statistics.mjs').Quartiles} Quartiles */

const kOperations = /** @type {const} */ (['create', 'update', 'delete']);

/**
 * @typedef {object} CallRatios
 * @property {string} operation
 * @property {number} rows
 * @property {number} pending changes in the queue before the call
 * @property {Quartiles} call inside the call, as a multiple of the floor
 * @property {Quartiles} task with the microtasks that follow the call
 * @property {{ ours: number, floor: number }} inCall_us medians on this machine at that moment: no fact
 */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ rows: readonly number[], pending: readonly number[], repetitions: Repetitions }} plan
 * @returns {Promise<CallRatios[]>}
 */
export async function measureCalls({ browser, server, note }, plan) {
  /** @type {CallRatios[]} */
  const results = [];
  for (const rows of plan.rows) {
    for (const pending of plan.pending) {
      note(`calls: ${rows} rows, ${pending} pending`);
      results.push(
        ...(await withPage(browser, server.url, async (page) => {
          await page.context().setOffline(true);
          await page.evaluate(
            ([n, p]) => bench.prepareCalls(n, p),
            /** @type {const} */ ([rows, pending]),
          );
          const found = [];
          for (const operation of kOperations) {
            const pairs = await page.evaluate(
              ([name, times]) => bench.measureCalls(name, times),
              /** @type {const} */ ([operation, plan.repetitions]),
            );
            found.push({ operation, rows, pending, ...summaryOf(pairs) });
          }
          return found;
        })),
      );
    }
  }
  return results;
}

/** @param {readonly Pair[]} pairs */
function summaryOf(pairs) {
  return {
    call: ratios(pairs.map(({ ours, floor }) => ({ ours: ours.inCall, floor: floor.inCall }))),
    task: ratios(pairs.map(({ ours, floor }) => ({ ours: ours.inTask, floor: floor.inTask }))),
    inCall_us: {
      ours: quartiles(pairs.map(({ ours }) => ours.inCall)).median,
      floor: median(pairs.map(({ floor }) => floor.inCall)),
    },
  };
}
