// Runs the steps of `npm test`, all of them, and reports their outcomes.

import { inspect } from 'node:util';

import { add, none } from './junit.mjs';
import { measured } from './processor_time.mjs';
import { SetupError, formatDuration, heading, keepingLines, note, print } from './say.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} [needs] steps without which this one cannot run
 * @property {readonly string[]} [after] steps that have ended before it, well or not
 * @property {boolean} [isAlone] nothing runs beside it, so that its output comes as it is made
 * @property {boolean} [isShown] its output comes as it is made, also beside others, whose output waits
 * @property {() => Promise<import('./junit.mjs').Counts>} run
 */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {'ok' | 'FAILED' | 'not run'} outcome
 * @property {import('./junit.mjs').Counts} counts a step that failed or did not run has one failed
 *   test at least
 * @property {number} ms
 * @property {number} processorMs what its commands have used of processors
 */

/**
 * Runs every step, whatever fails before it, except those that need one that failed.
 * @param {readonly Step[]} steps in the order in which they begin; a step that needs others begins
 *   when they have ended
 * @param {number} [lanes] how many run side by side. With one, a step's output comes as it is made;
 *   with more, when the step has ended, unless it is shown.
 * @returns {Promise<Result[]>} in the order of the steps
 */
export async function runSteps(steps, lanes = 1) {
  /** @type {Map<string, Result>} */
  const results = new Map();
  const waiting = [...steps];
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.findIndex((step) => canBegin(step, results));
    const isFree = running.size < (waiting[next]?.isAlone ? 1 : lanes);
    if (next === -1 || !isFree) {
      await Promise.race(running.values());
      continue;
    }
    const [step] = waiting.splice(next, 1);
    const isKept = lanes > 1 && !step.isAlone && !step.isShown;
    const ended = finish(step, results, isKept).then(() => running.delete(step.name));
    running.set(step.name, ended);
    if (step.isAlone) await ended;
  }
  return steps.map(({ name }) => results.get(name));
}

function canBegin({ needs = [], after = [] }, results) {
  return [...needs, ...after].every((name) => results.has(name));
}

async function finish(step, results, isKept) {
  const work = async () => {
    heading(step.name);
    const missing = (step.needs ?? []).filter((need) => results.get(need).outcome !== 'ok');
    return missing.length > 0 ? notRun(step.name, missing) : runStep(step.name, step.run);
  };
  if (!isKept) {
    results.set(step.name, await work());
    return;
  }
  note(`${step.name}: begins`);
  const { result, lines } = await keepingLines(work);
  for (const line of lines) print(line);
  results.set(step.name, result);
}

function notRun(name, missing) {
  print(`   not run: it needs ${missing.join(' and ')}`);
  return { name, outcome: 'not run', counts: { ...none, failed: 1 }, ms: 0, processorMs: 0 };
}

/** An exception is a failure of its step as well; what it says is shown. */
async function runStep(name, run) {
  const started = Date.now();
  const { result: counts, ms: processorMs } = await measured(() => countsOf(name, run));
  const outcome = counts.failed > 0 ? 'FAILED' : 'ok';
  return { name, outcome, counts, ms: Date.now() - started, processorMs };
}

async function countsOf(name, run) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SetupError) print(`${error.details}\n${name}: ${error.message}`);
    else print(inspect(error));
    return { ...none, failed: 1 };
  }
}

/**
 * @param {readonly Result[]} results
 * @returns {{ lines: string[], failed: boolean }} a line for each step with its duration and its
 *   processor time, the steps that failed, and at last "N passed, N failed[, N skipped]"
 */
export function verdictOf(results) {
  const lines = results.map(({ name, outcome, counts, ms, processorMs }) => {
    const tests = counts.passed + counts.failed > 0 ? `${counts.passed} passed` : '';
    const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
    const time = formatDuration(ms).padStart(12);
    const used = formatDuration(processorMs).padStart(12);
    return `   ${outcome.padEnd(7)} ${name.padEnd(24)} ${time} ${used} ${tests}${failed}`.trimEnd();
  });
  lines.unshift(`   ${' '.repeat(32)} ${'time'.padStart(12)} ${'processors'.padStart(12)}`);
  const used = results.reduce((sum, { processorMs }) => sum + processorMs, 0);
  lines.push(`   ${' '.repeat(45)} ${formatDuration(used).padStart(12)}`);
  const bad = results.filter(({ outcome }) => outcome !== 'ok').map(({ name }) => name);
  if (bad.length > 0) lines.push('', `   failed: ${bad.join(', ')}`);
  const total = results.map(({ counts }) => counts).reduce(add, none);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  lines.push('', `${total.passed} passed, ${total.failed} failed${skipped}`);
  return { lines, failed: total.failed > 0 };
}
