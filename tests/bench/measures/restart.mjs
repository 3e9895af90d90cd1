// Measure 5a: a reload with pending changes: until their rows are there again.

import { openBench, withPage } from '../support/browser.mjs';
import { quartiles, ratios, rounded } from '../support/statistics.mjs';

/** @typedef {import('../support/statistics.mjs').Quartiles} Quartiles */

/**
 * @typedef {object} RestartRatios
 * @property {number} pending
 * @property {Quartiles} ratio to JSON.parse of every entry, the module's compilation included
 * @property {number} slowest our slowest reload, as a multiple of the floor's slowest: no outlier
 * @property {Quartiles} moduleShare of our time that an empty queue takes as well: compiling and starting
 */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ pending: number, reloads: number }} plan
 * @returns {Promise<RestartRatios>}
 */
export async function measureRestart({ browser, server, note }, plan) {
  note(`restart: ${plan.reloads} reloads with ${plan.pending} pending`);
  server.setApi(false);
  const pairs = /** @type {{ ours: number, floor: number }[]} */ ([]);
  const shares = /** @type {number[]} */ ([]);
  try {
    await withPage(browser, server.url, async (page) => {
      await page.evaluate((pending) => bench.leavePending(pending), plan.pending);
      for (let reload = 0; reload < plan.reloads; reload += 1) {
        await openBench(page, server.url);
        const pair = await page.evaluate(restartBoth, reload % 2 === 0);
        if (pair.ours.rows !== plan.pending || pair.floor.rows !== plan.pending) {
          throw new Error(
            `Of ${plan.pending} rows, ${pair.ours.rows} and ${pair.floor.rows} came back.`,
          );
        }
        const empty = await withPage(browser, server.url, (other) =>
          other.evaluate(() => {
            bench.touchStorage();
            return bench.restartOurs();
          }),
        );
        pairs.push({ ours: pair.ours.milliseconds, floor: pair.floor.milliseconds });
        shares.push(empty.milliseconds / pair.ours.milliseconds);
      }
    });
  } finally {
    server.setApi(true);
  }
  const slowest =
    Math.max(...pairs.map(({ ours }) => ours)) / Math.max(...pairs.map(({ floor }) => floor));
  return {
    pending: plan.pending,
    ratio: ratios(pairs),
    slowest: rounded(slowest),
    moduleShare: quartiles(shares),
  };
}

/** Runs in the page. @param {boolean} oursFirst */
function restartBoth(oursFirst) {
  bench.touchStorage();
  const first = oursFirst ? bench.restartOurs() : bench.restartFloor();
  const second = oursFirst ? bench.restartFloor() : bench.restartOurs();
  return oursFirst ? { ours: first, floor: second } : { ours: second, floor: first };
}
