// Measure 5b: sending what waited, one by one and in batches, six requests at once: the main thread
// and the whole time.

import { watchMainThread, withPage } from '../support/browser.mjs';
import { quartiles, ratios } from '../support/statistics.mjs';

/** @typedef {import('../support/statistics.mjs').Quartiles} Quartiles */

/**
 * @typedef {object} DrainCost
 * @property {number} mutations sent together
 * @property {number} rows
 * @property {number} batchSize mutations in a request
 * @property {Quartiles} mainThread time in tasks of the main thread, as a multiple of bare fetches
 * @property {Quartiles} wall the whole time, as a multiple of bare fetches
 * @property {{ ours: number, floor: number }} perMutation_ms main thread, medians at that moment: no fact
 */

/** @typedef {{ mainThread: number, wall: number }} Spent seconds */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ mutations: number, rows: number, rounds: number, batchSizes: readonly number[] }} plan
 * @returns {Promise<DrainCost[]>}
 */
export async function measureDrain(context, { batchSizes, ...plan }) {
  /** @type {DrainCost[]} */
  const results = [];
  for (const batchSize of batchSizes) results.push(await drainIn(context, { ...plan, batchSize }));
  return results;
}

/** @typedef {{ mutations: number, rows: number, rounds: number, batchSize: number }} DrainPlan */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {DrainPlan} plan
 * @returns {Promise<DrainCost>}
 */
async function drainIn({ browser, server, note }, plan) {
  note(`drain: ${plan.mutations} mutations by ${plan.batchSize}, ${plan.rounds} rounds`);
  return withPage(browser, server.url, async (page) => {
    const busy = await watchMainThread(page);
    /** @param {() => Promise<void>} run @returns {Promise<Spent>} */
    const spentOn = async (run) => {
      const [began, before] = [Date.now(), await busy()];
      await run();
      return { mainThread: (await busy()) - before, wall: (Date.now() - began) / 1000 };
    };
    await page.evaluate(
      ([rows, size]) => bench.prepareDrain(rows, size),
      /** @type {const} */ ([plan.rows, plan.batchSize]),
    );
    const rounds = [];
    for (let round = 0; round < plan.rounds; round += 1) {
      await page.evaluate((count) => {
        bench.queueOurs(count);
        bench.queueFloor(count);
      }, plan.mutations);
      await page.waitForTimeout(1000);
      const received = server.received();
      const drainOurs = () => page.evaluate(() => bench.drainOurs());
      const drainFloor = () => page.evaluate(() => bench.drainFloor());
      const first = await spentOn(round % 2 === 0 ? drainOurs : drainFloor);
      const second = await spentOn(round % 2 === 0 ? drainFloor : drainOurs);
      if (server.received() - received !== 2 * plan.mutations)
        throw new Error('The server did not get each mutation once.');
      rounds.push(
        round % 2 === 0 ? { ours: first, floor: second } : { ours: second, floor: first },
      );
    }
    return summaryOf(plan, rounds);
  });
}

/**
 * @param {DrainPlan} plan
 * @param {readonly { ours: Spent, floor: Spent }[]} rounds
 * @returns {DrainCost}
 */
function summaryOf({ mutations, rows, batchSize }, rounds) {
  /** @param {'ours' | 'floor'} subject */
  const perMutation = (subject) =>
    quartiles(rounds.map((round) => (1000 * round[subject].mainThread) / mutations)).median;
  return {
    mutations,
    rows,
    batchSize,
    mainThread: ratios(
      rounds.map(({ ours, floor }) => ({ ours: ours.mainThread, floor: floor.mainThread })),
    ),
    wall: ratios(rounds.map(({ ours, floor }) => ({ ours: ours.wall, floor: floor.wall }))),
    perMutation_ms: { ours: perMutation('ours'), floor: perMutation('floor') },
  };
}
