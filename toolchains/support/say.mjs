// What a person sees while the scripts of this folder work: one line per step, progress while it
// lasts, one sentence when it cannot go on.

import { AsyncLocalStorage } from 'node:async_hooks';

const kProgressEveryMs = 5000; // on a log (not a terminal), at most one progress line in this time
const isTerminal = Boolean(process.stdout.isTTY);

/** The lines of the work whose output is kept back, while it lasts. */
const keptLines = new AsyncLocalStorage();

/** @returns {boolean} whether lines of this work wait until it has ended: others print beside it */
export function isKept() {
  return keptLines.getStore() !== undefined;
}

/**
 * Runs `work` and keeps its lines back, so that those of two works do not mix.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, lines: string[] }>}
 */
export async function keepingLines(work) {
  /** @type {string[]} */
  const lines = [];
  return { result: await keptLines.run(lines, work), lines };
}

/** @param {string} text lines for the person, as they are */
export function print(text) {
  const lines = keptLines.getStore();
  if (lines === undefined) console.log(text);
  else lines.push(text);
}

/** A condition that a person must mend. `message` is the sentence shown; no stack is printed. */
export class SetupError extends Error {
  /**
   * @param {string} sentence what is wrong and what to do about it
   * @param {string} [details] the last lines of a tool's output, shown under the sentence
   */
  constructor(sentence, details = '') {
    super(sentence);
    this.name = 'SetupError';
    this.details = details;
  }
}

/** @param {number} ms a duration @returns {string} "0.4 s", "12 s" or "3 min 05 s" */
export function formatDuration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** @param {string} text a heading between the parts of a long run */
export function heading(text) {
  print(`\n== ${text}`);
}

/** @param {string} text one line for the person, indented under the current heading */
export function note(text) {
  print(`   ${text}`);
}

/**
 * Starts a step that a person may have to wait for.
 * @param {string} title what is being done, in the present: "Emscripten: unpacking"
 * @returns {{ progress(text: string): void, done(text?: string): void }} `progress` rewrites the
 *   line on a terminal and prints now and then on a log; `done` closes the step with its duration
 */
export function step(title) {
  const started = Date.now();
  let lastShown = started;
  const isRewritten = isTerminal && !isKept();
  if (isRewritten) process.stdout.write(`-- ${title} …`);
  else print(`-- ${title} …`);
  return {
    progress(text) {
      if (isRewritten) {
        process.stdout.write(`\r\x1b[K-- ${title}: ${text}`);
      } else if (!isKept() && Date.now() - lastShown >= kProgressEveryMs) {
        lastShown = Date.now();
        print(`   ${text}`);
      }
    },
    done(text = 'done') {
      const outcome = `${text} (${formatDuration(Date.now() - started)})`;
      print(isRewritten ? `\r\x1b[K-- ${title}: ${outcome}` : `   ${outcome}`);
    },
  };
}

/**
 * Runs a command of this folder: a SetupError becomes its sentence and exit code 1.
 * @param {() => Promise<number | void>} main returns the exit code, 0 when it returns nothing
 */
export async function runCommand(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    if (isTerminal) process.stdout.write('\n');
    if (error.details) console.error(error.details.trimEnd());
    console.error(`\nStopped: ${error.message}`);
    process.exitCode = 1;
  }
}
