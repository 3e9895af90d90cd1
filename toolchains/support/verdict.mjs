// Runs the steps of `npm test`, all of them, and says what came out.

import { add, none } from './junit.mjs';
import { SetupError, formatDuration, heading } from './say.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} [needs] steps without which this one cannot run
 * @property {() => Promise<import('./junit.mjs').Counts>} run
 */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {'ok' | 'FAILED' | 'not run'} outcome
 * @property {import('./junit.mjs').Counts} counts a step that failed or did not run has one failed
 *   test at least
 * @property {number} ms
 */

/**
 * Runs every step in order, whatever fails before it, except those that need one that failed.
 * @param {readonly Step[]} steps
 * @returns {Promise<Result[]>}
 */
export async function runSteps(steps) {
  /** @type {Result[]} */
  const results = [];
  const failed = new Set();
  for (const { name, needs = [], run } of steps) {
    heading(name);
    const missing = needs.filter((need) => failed.has(need));
    const result = missing.length > 0 ? notRun(name, missing) : await runStep(name, run);
    if (result.outcome !== 'ok') failed.add(name);
    results.push(result);
  }
  return results;
}

function notRun(name, missing) {
  console.log(`   not run: it needs ${missing.join(' and ')}`);
  return { name, outcome: 'not run', counts: { ...none, failed: 1 }, ms: 0 };
}

/** An exception is a failure of its step as well; what it says is shown. */
async function runStep(name, run) {
  const started = Date.now();
  let counts;
  try {
    counts = await run();
  } catch (error) {
    if (error instanceof SetupError) console.error(`${error.details}\n${name}: ${error.message}`);
    else console.error(error);
    counts = { ...none, failed: 1 };
  }
  const outcome = counts.failed > 0 ? 'FAILED' : 'ok';
  return { name, outcome, counts, ms: Date.now() - started };
}

/**
 * @param {readonly Result[]} results
 * @returns {{ lines: string[], failed: boolean }} a line for each step, the steps that failed, and at
 *   last "N passed, N failed[, N skipped]"
 */
export function verdictOf(results) {
  const lines = results.map(({ name, outcome, counts, ms }) => {
    const tests = counts.passed + counts.failed > 0 ? `${counts.passed} passed` : '';
    const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
    const time = formatDuration(ms).padStart(12);
    return `   ${outcome.padEnd(7)} ${name.padEnd(24)} ${time} ${tests}${failed}`.trimEnd();
  });
  const bad = results.filter(({ outcome }) => outcome !== 'ok').map(({ name }) => name);
  if (bad.length > 0) lines.push('', `   failed: ${bad.join(', ')}`);
  const total = results.map(({ counts }) => counts).reduce(add, none);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  lines.push('', `${total.passed} passed, ${total.failed} failed${skipped}`);
  return { lines, failed: total.failed > 0 };
}
