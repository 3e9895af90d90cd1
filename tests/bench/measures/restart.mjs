// Measure 5a: a reload with pending changes: until their rows are there again.

import { mainThreadTimes, openBench, withPage } from '../support/browser.mjs';
import { quartiles, ratios, rounded } from '../support/statistics.mjs';

/** @typedef {import('../support/statistics.mjs').Quartiles} Quartiles */

/**
 * @typedef {object} RestartRatios
 * @property {number} pending
 * @property {Quartiles} ratio to JSON.parse of every entry, the module's compilation included
 * @property {number} slowest our slowest reload, as a multiple of the floor's slowest: no outlier
 * @property {Quartiles | null} busy processor time of the main thread, as a multiple of the floor's
 * @property {number | null} blocked_ms the longest that a reload waited for anything but a processor
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
  const busy = /** @type {{ ours: number, floor: number }[]} */ ([]);
  const blocked = [0];
  try {
    await withPage(browser, server.url, async (page) => {
      await page.evaluate((pending) => bench.leavePending(pending), plan.pending);
      for (let reload = 0; reload < plan.reloads; reload += 1) {
        await openBench(page, server.url);
        await page.evaluate(() => bench.touchStorage());
        const times = await mainThreadTimes(page);
        const first = await timed(times, () => restart(page, reload % 2 === 0));
        const second = await timed(times, () => restart(page, reload % 2 !== 0));
        const [ours, floor] = reload % 2 === 0 ? [first, second] : [second, first];
        const pair = { ours, floor };
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
        pairs.push({ ours: ours.milliseconds, floor: floor.milliseconds });
        if (times) busy.push({ ours: ours.busy_ms, floor: floor.busy_ms });
        blocked.push(ours.milliseconds - ours.busy_ms - ours.queued_ms);
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
    busy: busy.length > 0 ? ratios(busy) : null,
    blocked_ms: busy.length > 0 ? rounded(Math.max(...blocked)) : null,
    moduleShare: quartiles(shares),
  };
}

/** @param {import('@playwright/test').Page} page @param {boolean} isOurs */
const restart = (page, isOurs) =>
  page.evaluate((ours) => (ours ? bench.restartOurs() : bench.restartFloor()), isOurs);

/**
 * @param {(() => import('../support/browser.mjs').ThreadTimes) | null} times
 * @param {() => ReturnType<typeof restart>} run
 */
async function timed(times, run) {
  const before = times?.() ?? { busy_ms: 0, queued_ms: 0 };
  const restarted = await run();
  const after = times?.() ?? before;
  return {
    ...restarted,
    busy_ms: after.busy_ms - before.busy_ms,
    queued_ms: after.queued_ms - before.queued_ms,
  };
}
