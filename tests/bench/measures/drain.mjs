// Measure 5b: sending what waited, four requests at a time: what it costs the page's main thread.

import { watchMainThread, withPage } from '../support/browser.mjs';
import { quartiles, ratios } from '../support/statistics.mjs';

/** @typedef {import('../support/statistics.mjs').Quartiles} Quartiles */

/**
 * @typedef {object} DrainCost
 * @property {number} mutations sent together
 * @property {number} rows
 * @property {Quartiles} mainThread time in tasks of the main thread, as a multiple of bare fetches
 * @property {Quartiles} wall the whole time, as a multiple of bare fetches
 * @property {{ ours: number, floor: number }} perMutation_ms main thread, medians at that moment: no fact
 */

/** @typedef {{ mainThread: number, wall: number }} Spent seconds */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ mutations: number, rows: number, rounds: number }} plan
 * @returns {Promise<DrainCost>}
 */
export async function measureDrain({ browser, server, note }, plan) {
  note(`drain: ${plan.mutations} mutations, ${plan.rounds} rounds`);
  return withPage(browser, server.url, async (page) => {
    const busy = await watchMainThread(page);
    /** @param {() => Promise<void>} run @returns {Promise<Spent>} */
    const spentOn = async (run) => {
      const [began, before] = [Date.now(), await busy()];
      await run();
      return { mainThread: (await busy()) - before, wall: (Date.now() - began) / 1000 };
    };
    await page.evaluate((rows) => bench.prepareDrain(rows), plan.rows);
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
 * @param {{ mutations: number, rows: number }} plan
 * @param {readonly { ours: Spent, floor: Spent }[]} rounds
 * @returns {DrainCost}
 */
function summaryOf({ mutations, rows }, rounds) {
  /** @param {'ours' | 'floor'} subject */
  const perMutation = (subject) =>
    quartiles(rounds.map((round) => (1000 * round[subject].mainThread) / mutations)).median;
  return {
    mutations,
    rows,
    mainThread: ratios(
      rounds.map(({ ours, floor }) => ({ ours: ours.mainThread, floor: floor.mainThread })),
    ),
    wall: ratios(rounds.map(({ ours, floor }) => ({ ours: ours.wall, floor: floor.wall }))),
    perMutation_ms: { ours: perMutation('ours'), floor: perMutation('floor') },
  };
}
