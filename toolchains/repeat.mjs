// npm run test:repeat: the suites that use time, browsers or databases, again and again, with busy
// processes beside them. A test that depends on timing fails in one run of many.
//
//   npm run test:repeat -- [--times 20] [--busy 4] [--only server,e2e]
//
// Each run does every suite, whatever fails. The output of one that failed is kept in build/repeats.
// `npm test` has to have passed before: this builds nothing but the module, the package and the clinic.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { countTests, failedTests } from './support/junit.mjs';
import { inBuild, root } from './support/places.mjs';
import { run } from './support/run.mjs';
import { SetupError, formatDuration, heading, note, runCommand } from './support/say.mjs';
import { alone, bringTools, buildAll } from './steps/set_up.mjs';

const kFolder = inBuild('repeats');

/** By name of the folder under tests/. */
const kSuites = {
  web: vitest,
  server: vitest,
  install: vitest,
  e2e: playwright,
  outside: playwright,
  survival: playwright,
  browsers: playwright,
};

await runCommand(async () => {
  const { times, busy, suites } = wishes();
  heading('set-up');
  await alone(async () => {
    await bringTools(['module', 'browser', 'database']);
    await buildAll();
  });
  rmSync(kFolder, { recursive: true, force: true });
  mkdirSync(kFolder, { recursive: true });
  heading(`${times} runs of ${suites.join(', ')}, beside ${busy} busy processes`);
  const stop = keepBusy(busy);
  try {
    /** @type {Outcome[]} */
    const outcomes = [];
    for (let n = 1; n <= times; n += 1) {
      for (const suite of suites) outcomes.push(await runOnce(suite, n));
    }
    return report(suites, outcomes);
  } finally {
    stop();
  }
});

/**
 * @typedef {object} Outcome
 * @property {string} suite
 * @property {number} ms
 * @property {number} passed
 * @property {string[]} failures names of tests, or a sentence about the suite itself
 */

/** @returns {{ times: number, busy: number, suites: string[] }} */
function wishes() {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '20' },
      busy: { type: 'string', default: '4' },
      only: { type: 'string', default: Object.keys(kSuites).join(',') },
    },
  });
  const suites = values.only.split(',');
  const unknown = suites.filter((name) => !(name in kSuites));
  if (unknown.length > 0)
    throw new SetupError(
      `There is no suite "${unknown.join(', ')}" to repeat: ${Object.keys(kSuites).join(', ')}.`,
    );
  return {
    times: countOf('times', values.times, 1),
    busy: countOf('busy', values.busy, 0),
    suites,
  };
}

function countOf(option, text, least) {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least) return count;
  throw new SetupError(`--${option} takes a whole number from ${least} on, not "${text}".`);
}

/** Processes that take what they get of the processors. @returns ends them */
function keepBusy(count) {
  const loops = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  const stop = () => {
    for (const child of loops) child.kill('SIGKILL');
  };
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  return stop;
}

/** @param {string} suite @param {number} n of the run @returns {Promise<Outcome>} */
async function runOnce(suite, n) {
  const file = join(kFolder, `${n}-${suite}.xml`);
  const { args, env } = kSuites[suite](suite, file);
  const started = Date.now();
  const options = { cwd: root, env: { ...process.env, SYNCHRONE_BUILT: '1', ...env } };
  const { code, output } = await run(process.execPath, args, options);
  const ms = Date.now() - started;
  const { passed } = countTests(file);
  const failures = existsSync(file) ? failedTests(file) : [];
  if (code !== 0 && failures.length === 0) failures.push(`${suite} ended with ${code}`);
  if (passed + failures.length === 0) failures.push(`${suite} ran no test`);
  if (failures.length > 0) writeFileSync(join(kFolder, `${n}-${suite}.log`), output);
  note(`run ${n}: ${suite}: ${passed} passed, ${failures.length} failed (${formatDuration(ms)})`);
  for (const name of failures) note(`  failed: ${name}`);
  return { suite, ms, passed, failures };
}

function vitest(suite, file) {
  const config = `tests/${suite}/vitest.config.ts`;
  const reporters = ['--reporter=default', '--reporter=junit', `--outputFile.junit=${file}`];
  return {
    args: ['node_modules/vitest/vitest.mjs', 'run', '--config', config, ...reporters],
    env: {},
  };
}

function playwright(suite, file) {
  const config = `tests/${suite}/playwright.config.ts`;
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--config', config];
  return {
    args: [...args, '--reporter=list,junit'],
    env: { PLAYWRIGHT_JUNIT_OUTPUT_FILE: file },
  };
}

/** @param {string[]} suites @param {Outcome[]} outcomes @returns {number} the exit code */
function report(suites, outcomes) {
  heading('summary');
  for (const suite of suites) {
    const runs = outcomes.filter((outcome) => outcome.suite === suite);
    const green = runs.filter(({ failures }) => failures.length === 0).length;
    const longest = formatDuration(Math.max(...runs.map(({ ms }) => ms)));
    note(`${suite.padEnd(10)} ${green} of ${runs.length} runs passed, the longest took ${longest}`);
  }
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { suite, failures } of outcomes)
    for (const name of failures) {
      const key = `${suite}: ${name}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  for (const [name, count] of counts) note(`failed ${count} times: ${name}`);
  return counts.size > 0 ? 1 : 0;
}
