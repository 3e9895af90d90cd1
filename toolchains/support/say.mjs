// What a person sees while the scripts of this folder work: one line per step, progress while it
// lasts, one sentence when it cannot go on.

const kProgressEveryMs = 5000; // on a log (not a terminal), at most one progress line in this time
const isTerminal = Boolean(process.stdout.isTTY);

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
  console.log(`\n== ${text}`);
}

/** @param {string} text one line for the person, indented under the current heading */
export function note(text) {
  console.log(`   ${text}`);
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
  if (isTerminal) process.stdout.write(`-- ${title} …`);
  else console.log(`-- ${title} …`);
  return {
    progress(text) {
      if (isTerminal) {
        process.stdout.write(`\r\x1b[K-- ${title}: ${text}`);
      } else if (Date.now() - lastShown >= kProgressEveryMs) {
        lastShown = Date.now();
        console.log(`   ${text}`);
      }
    },
    done(text = 'done') {
      const outcome = `${text} (${formatDuration(Date.now() - started)})`;
      console.log(isTerminal ? `\r\x1b[K-- ${title}: ${outcome}` : `   ${outcome}`);
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
