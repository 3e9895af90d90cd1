// Measure 4: a click to the picture that shows its outcome, in a React list (the seed's 50 ms).

import { withPage } from '../support/browser.mjs';
import { quantile, rounded } from '../support/statistics.mjs';

/** @typedef {import('../page/paint.js').PaintSample} PaintSample */

const kOperations = /** @type {const} */ (['create', 'update', 'delete']);
const kSubjects = /** @type {const} */ (['ours', 'floor']);
const kBetweenClicks_ms = 250;
const kWarmUp = 5; // clicks of each button that do not count
export const kSeedLimit_ms = 50;

/**
 * @typedef {object} PaintTimes
 * @property {string} list 'virtual' or 'whole'
 * @property {string} operation
 * @property {string} subject 'ours' or 'floor'
 * @property {number} median_ms of event to painted, the wait for the frame's turn included
 * @property {number} p95_ms
 * @property {number} work_ms median of the same without that wait
 * @property {number} withinLimit share of the clicks that were painted within 50 ms
 * @property {number} commits the most that one change caused
 */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ lists: readonly ('virtual' | 'whole')[], rows: number, pending: number, clicks: number }} plan
 * @returns {Promise<PaintTimes[]>}
 */
export async function measurePaint({ browser, server, note }, plan) {
  server.setRows(plan.rows);
  /** @type {PaintTimes[]} */
  const results = [];
  for (const list of plan.lists) {
    note(`paint: ${list} list of ${plan.rows} rows, ${plan.pending} pending`);
    await withPage(browser, server.url, async (ours) => {
      await ours.evaluate(
        ([kind, rows]) => bench.showOurs(kind, rows),
        /** @type {const} */ ([list, plan.rows]),
      );
      await ours.context().setOffline(true);
      await ours.evaluate((pending) => bench.fillQueue(pending, []), plan.pending);
      await withPage(browser, server.url, async (floor) => {
        await floor.evaluate(
          ([kind, rows]) => bench.showFloor(kind, rows),
          /** @type {const} */ ([list, plan.rows]),
        );
        for (const operation of kOperations) {
          const samples = await clickInTurn({ ours, floor }, operation, plan.clicks);
          for (const subject of kSubjects)
            results.push(summaryOf(list, operation, subject, samples[subject]));
        }
      });
    });
  }
  return results;
}

/**
 * @param {Record<'ours' | 'floor', import('@playwright/test').Page>} pages
 * @param {string} operation
 * @param {number} clicks
 * @returns {Promise<Record<'ours' | 'floor', PaintSample[]>>}
 */
async function clickInTurn(pages, operation, clicks) {
  const samples = {
    ours: /** @type {PaintSample[]} */ ([]),
    floor: /** @type {PaintSample[]} */ ([]),
  };
  for (let round = -kWarmUp; round < clicks; round += 1) {
    for (const subject of kSubjects) {
      const page = pages[subject];
      await page.bringToFront();
      await page.click(`#${operation}`);
      await page.waitForTimeout(kBetweenClicks_ms);
      const taken = await page.evaluate(() => bench.takePaintSamples());
      if (taken.length !== 1)
        throw new Error(`A click on ${operation} was painted ${taken.length} times (${subject}).`);
      if (round >= 0) samples[subject].push(...taken);
    }
  }
  return samples;
}

/**
 * @param {string} list
 * @param {string} operation
 * @param {string} subject
 * @param {readonly PaintSample[]} samples
 * @returns {PaintTimes}
 */
function summaryOf(list, operation, subject, samples) {
  const times = samples.map(({ toPaint }) => toPaint);
  return {
    list,
    operation,
    subject,
    median_ms: rounded(quantile(times, 0.5)),
    p95_ms: rounded(quantile(times, 0.95)),
    work_ms: rounded(
      quantile(
        samples.map(({ work }) => work),
        0.5,
      ),
    ),
    withinLimit: rounded(times.filter((time) => time <= kSeedLimit_ms).length / times.length),
    commits: Math.max(...samples.map(({ commits }) => commits)),
  };
}
