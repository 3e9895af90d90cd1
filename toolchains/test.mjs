// npm test: set-up, then every check of the project in order, stopping at the first that fails.
// npm run test:long adds the core without sanitizers and the fuzzers, and gives the suites more to do
// (SYNCHRONE_LONG=1).

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { filesUnder } from './support/inputs.mjs';
import { add, countTests, none } from './support/junit.mjs';
import { inBuild, root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { SetupError, formatDuration, heading, note, runCommand } from './support/say.mjs';
import { buildPreset } from './steps/cmake_builds.mjs';
import { alone, bringTools, buildAll } from './steps/set_up.mjs';

const kReports = inBuild('test-reports');
const kNativeSuites = ['unit', 'contract', 'spec', 'property'];
const kFuzzRuns = 200_000; // inputs per fuzzer in the long run; the default is for the fuzz preset

const isLong = process.argv.includes('--long');

/** @typedef {{ name: string, run: () => Promise<import('./support/junit.mjs').Counts> }} Step */

/** @type {Step[]} */
const steps = [
  { name: 'set-up', run: () => setUp() },
  { name: 'layers and scripts', run: () => scriptTests() },
  { name: 'core, sanitized', run: () => nativeTests('asan-ubsan') },
  { name: 'schedules', run: () => schedules() },
  ...(isLong
    ? [
        { name: 'core, dev', run: () => nativeTests('dev') },
        { name: 'fuzzers', run: () => fuzz() },
        { name: 'broken laws', run: () => node(['tests/laws/run.mjs']) },
      ]
    : []),
  { name: 'builds', run: () => alone(buildAll).then(() => none) },
  { name: 'types', run: () => typecheck() },
  ...configsNamed('vitest.config.ts').map((config) => ({
    name: `vitest ${folderOf(config)}`,
    run: () => vitest(config),
  })),
  ...configsNamed('playwright.config.ts').map((config) => ({
    name: `playwright ${folderOf(config)}`,
    run: () => playwright(config),
  })),
  { name: 'nothing left out', run: () => checkNothingLeftOut() },
];

await runCommand(async () => {
  rmSync(kReports, { recursive: true, force: true });
  mkdirSync(kReports, { recursive: true });
  if (isLong) process.env.SYNCHRONE_LONG = '1';
  const results = [];
  for (const { name, run } of steps) {
    heading(name);
    results.push(await runStep(name, run));
    if (results.at(-1).counts.failed > 0) break;
  }
  return summarise(results);
});

/** A step that fails without a failed test counts as one failed test. */
async function runStep(name, run) {
  const started = Date.now();
  let counts;
  try {
    counts = await run();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    if (error.details) console.error(error.details);
    console.error(`\n${name}: ${error.message}`);
    counts = { ...none, failed: 1 };
  }
  return { name, counts, ms: Date.now() - started };
}

function summarise(results) {
  heading('summary');
  for (const { name, counts, ms } of results) {
    const verdict = counts.failed > 0 ? 'FAILED' : 'ok';
    const tests = counts.passed + counts.failed > 0 ? `${counts.passed} passed` : '';
    const columns = [verdict.padEnd(7), name.padEnd(24), formatDuration(ms).padStart(12), tests];
    note(columns.join(' ').trimEnd());
  }
  const left = steps.slice(results.length).map(({ name }) => name);
  if (left.length > 0) note(`not run: ${left.join(', ')}`);
  const total = results.map(({ counts }) => counts).reduce(add, none);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed > 0 ? 1 : 0;
}

// ---- the steps ---------------------------------------------------------------------------------

async function setUp() {
  const purposes = ['module', 'native', 'browser', 'database', ...(isLong ? ['fuzzing'] : [])];
  await alone(() => bringTools(purposes));
  return none;
}

/** @param {readonly string[]} args of node; the first is a script of this checkout */
async function node(args) {
  return (await show(process.execPath, args, { cwd: root })) === 0 ? none : { ...none, failed: 1 };
}

/** The dependency rule over this checkout, and the tests of the scripts themselves. */
function scriptTests() {
  const tests = filesUnder(join(root, 'toolchains')).filter((file) => file.endsWith('.test.mjs'));
  const report = reportFile('scripts');
  return counted(report, process.execPath, [
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=junit',
    `--test-reporter-destination=${report}`,
    ...tests,
  ]);
}

async function nativeTests(preset) {
  await alone(() => buildPreset(preset, 'Core and its tests'));
  const report = reportFile(preset);
  const counts = await counted(report, 'ctest', ['--preset', preset, '--output-junit', report]);
  const xml = existsSync(report) ? readFileSync(report, 'utf8') : '';
  for (const suite of kNativeSuites) {
    if (!existsSync(join(root, 'tests', suite)) || xml.includes(`name="${suite}/`)) continue;
    throw new SetupError(`tests/${suite} exists but none of its tests ran.`);
  }
  return counts;
}

/**
 * The simulator's schedules at full speed: the sanitized build goes through some of them only. What
 * they do follows from the program alone, so the same program is not run twice.
 */
async function schedules() {
  await alone(() => buildPreset('release', 'Simulator', '', [], 'synchrone_property_tests'));
  const program = readFileSync(inBuild('release/tests/synchrone_property_tests'));
  const digest = createHash('sha256').update(program).digest('hex');
  const stamp = inBuild('release/schedules_kept.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
    note('the same program has kept the laws before: not run again');
    return none;
  }
  const report = reportFile('schedules');
  const counts = await counted(report, 'ctest', [
    '--preset',
    'release',
    '-R',
    '^property/',
    '--output-junit',
    report,
  ]);
  if (counts.failed === 0) writeFileSync(stamp, digest);
  return counts;
}

async function fuzz() {
  const runs = `-DSYNCHRONE_FUZZ_RUNS=${kFuzzRuns}`;
  await alone(() => buildPreset('fuzz', 'Fuzzers', '', [runs]));
  const report = reportFile('fuzz');
  return counted(report, 'ctest', ['--preset', 'fuzz', '--output-junit', report]);
}

/** Every TypeScript project that names files of its own. */
async function typecheck() {
  const projects = filesUnder(join(root, 'web'))
    .concat(filesUnder(join(root, 'tests')))
    .filter((file) => /tsconfig[^/]*\.json$/.test(file))
    .filter((file) => /"(include|files)"/.test(readFileSync(file, 'utf8')));
  for (const project of projects) {
    note(relative(root, project));
    const counts = await node(['node_modules/typescript/bin/tsc', '--noEmit', '-p', project]);
    if (counts.failed > 0) return counts;
  }
  return none;
}

function vitest(config) {
  const report = reportFile(`vitest-${folderOf(config)}`);
  return counted(report, process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=junit',
    `--outputFile.junit=${report}`,
  ]);
}

function playwright(config) {
  const report = reportFile(`playwright-${folderOf(config)}`);
  const args = ['test', '--config', config, '--reporter=list,junit'];
  return counted(report, process.execPath, ['node_modules/@playwright/test/cli.js', ...args], {
    PLAYWRIGHT_JUNIT_OUTPUT_FILE: report,
  });
}

/** Each test file of the web side is in some report: a suite that nobody runs proves nothing. */
async function checkNothingLeftOut() {
  const reports = filesUnder(kReports)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const forgotten = filesUnder(join(root, 'tests'))
    .concat(filesUnder(join(root, 'web')))
    .filter((file) => /\.(test|spec)\.(ts|tsx|mjs)$/.test(file))
    .filter((file) => !reports.includes(file.slice(file.lastIndexOf('/') + 1)));
  for (const file of forgotten) note(`no suite ran ${relative(root, file)}`);
  return { ...none, failed: forgotten.length };
}

// ---- running and counting ----------------------------------------------------------------------

/** Runs a test command; its verdict is its exit code, its numbers come from its report. */
async function counted(report, command, args, env = {}) {
  const code = await show(command, args, { cwd: root, env: { ...process.env, ...env } });
  const counts = countTests(report);
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  if (counts.passed + counts.failed === 0) throw new SetupError('no test ran.');
  return counts;
}

function reportFile(name) {
  return join(kReports, `${name}.xml`);
}

/** @returns {string[]} the suites' configurations under tests/, relative to the checkout */
function configsNamed(name) {
  return readdirSync(join(root, 'tests'))
    .sort()
    .map((folder) => join('tests', folder, name))
    .filter((config) => existsSync(join(root, config)));
}

/** "tests/web/vitest.config.ts" -> "web" */
function folderOf(config) {
  return config.split('/')[1];
}
