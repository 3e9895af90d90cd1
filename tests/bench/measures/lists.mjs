// Lists by synchrone/query beside changes that wait, five of 10 000 rows or one whose 500 rows all have
// marks: what each confirmation costs.

import { tasksIn, withPage } from '../support/browser.mjs';

/**
 * @typedef {object} ListPlan
 * @property {number} lists
 * @property {number} rows of each
 * @property {number} drawn of them, as components with marks
 * @property {number} pending changes, all of which are confirmed
 * @property {'edit' | 'create'} operation
 */

/**
 * @typedef {ListPlan & ListSpent} ListCost
 */

/**
 * @typedef {object} ListSpent
 * @property {number} script_ms in scripts for each confirmation, of the main thread's own time
 * @property {number} task_ms in tasks of the main thread, likewise
 * @property {number} longTasks above 50 ms of its own time
 * @property {number} longest of them, in milliseconds
 * @property {number} renders of rows; each drawn row once for each list, and once for its mark
 * @property {number} most renders of one row
 */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {ListPlan} plan
 * @returns {Promise<ListCost>}
 */
export async function measureLists({ browser, server, note }, plan) {
  note(`lists: ${plan.lists} of ${plan.rows} rows, ${plan.pending} ${plan.operation}s`);
  return withPage(browser, server.url, async (page) => {
    const session = await page.context().newCDPSession(page);
    // Time of its own: what waits for a busy processor is not counted.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      /** @param {string} name */
      const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
      return { script: of('ScriptDuration'), task: of('TaskDuration') };
    };
    await page.evaluate(
      ([lists, rows, drawn]) => bench.showQueryLists(lists, rows, drawn),
      /** @type {const} */ ([plan.lists, plan.rows, plan.drawn]),
    );
    await page.evaluate(
      ([count, operation]) => bench.queueChanges(count, operation),
      /** @type {const} */ ([plan.pending, plan.operation]),
    );
    await browser.startTracing(page, { categories: ['toplevel'] });
    const before = await spent();
    const renders = await page.evaluate(() => bench.drainChanges());
    const after = await spent();
    const tasks = tasksIn(await browser.stopTracing());
    /** @param {'script' | 'task'} kind */
    const each = (kind) => (1000 * (after[kind] - before[kind])) / plan.pending;
    return {
      ...plan,
      script_ms: each('script'),
      task_ms: each('task'),
      longTasks: tasks.filter((ms) => ms > 50).length,
      longest: tasks.reduce((most, ms) => Math.max(most, ms), 0),
      renders: renders.all,
      most: renders.most,
    };
  });
}
