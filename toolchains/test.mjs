// npm test: set-up, then every check of the project in order. One that fails hides none behind it:
// all run, except those that need what could not be made, and the verdict comes at the end.
// What has passed is not run again until something that it reads has changed, but for the clinic and its
// API on real databases, which run each time; npm test -- --all (SYNCHRONE_ALL=1) runs it all.
// npm run test:long adds the core without sanitizers, the fuzzers and the broken laws, gives the suites
// more to do (SYNCHRONE_LONG=1) and takes new seeds (SYNCHRONE_SEED repeats those of a former run).

import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';

import { kChromium } from '../tests/support/chromium.mjs';
import { filesUnder } from './support/inputs.mjs';
import { add, countTests, failuresIn, none } from './support/junit.mjs';
import { digestOf, unlessKept } from './support/kept.mjs';
import { inBuild, root } from './support/places.mjs';
import { run, show, sideBySide } from './support/run.mjs';
import { runSteps, verdictOf } from './support/verdict.mjs';
import { SetupError, formatDuration, heading, note, print, runCommand } from './support/say.mjs';
import { buildPreset } from './steps/cmake_builds.mjs';
import { ensurePackages, needs } from './steps/debian.mjs';
import { ensureEmscripten } from './steps/emscripten.mjs';
import { alone, bringPackages, buildAll } from './steps/set_up.mjs';
import { checkTypes } from './steps/source_checks.mjs';

const kReports = inBuild('test-reports');
const kNativeSuites = ['unit', 'contract', 'spec'];
const kLanes = 3; // steps side by side: each has two processes at most, which often wait
const kFailuresSaid = 3; // of those that failed, at the end
const kLinesOfAFailure = 14;
const kFuzzRuns = 200_000; // inputs per fuzzer in the long run; the default is for the fuzz preset

/** What is special about a suite of Vitest or Playwright. All others need what is built for the web. */
const kSpecial = {
  server: { needs: ['set-up'] },
  // It packs this checkout, which for that time has the folders of the package's subpaths.
  install: { needs: ['builds', 'schedules'] },
};

/** Builds the documentation, which takes as long as its tests are short: in the long run only. */
const kLongOnly = ['playwright docs'];

/**
 * In which order begins what could begin, behind all others: what takes longest first, so that it is not
 * left over at the end, and what waits beside what works.
 */
const kOrder = [
  ...['playwright e2e', 'vitest web', 'schedules', 'playwright browsers'],
  // It uses one processor: at the end it would leave the other idle.
  'vitest install',
  ...['playwright outside', 'playwright survival', 'types', 'vitest docs', 'vitest server'],
];

/** The suites that run each time: the whole product, in browsers and on databases. */
const kEachTime = ['playwright e2e', 'vitest server'];

/** All that any suite reads of this checkout. */
const kAllInputs = [
  ...[
    'core',
    'wasm',
    'web',
    'tests',
    'toolchains',
    '.github',
    'CMakeLists.txt',
    'CMakePresets.json',
  ],
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE'],
  ...['THIRD-PARTY-NOTICES.md', 'package.json', 'package-lock.json'],
];

/** What the outcome of tests/web follows from: its clocks, networks and storages are its own. */
const kWebInputs = [
  ...['web', 'wasm', 'tests/web', 'tests/outside/data_layers', 'tests/outside/data_layers.spec.ts'],
  ...[
    'tests/outside/data_layer_features.spec.ts',
    'tests/support',
    'tests/spec',
    'tests/tsconfig.json',
  ],
  ...['synchrone.mjs', 'synchrone-glue.mjs', 'synchrone-glue.wasm'].map(
    (name) => `build/wasm-release/${name}`,
  ),
  ...['README.md', 'package.json', 'package-lock.json'],
];

const isLong = process.argv.includes('--long');
const runsAll =
  isLong ||
  process.argv.includes('--all') ||
  process.env.SYNCHRONE_ALL === '1' ||
  process.env.SYNCHRONE_LONG === '1' ||
  process.env.SYNCHRONE_SEED !== undefined;

/** @type {string[]} suites that were not run again */
const kept = [];

/** @type {import('./support/verdict.mjs').Step[]} */
const suites = [
  { name: 'compilers', isAlone: true, run: () => compilers() },
  // Beside the first compilation: downloads take minutes on a fresh machine, and little of its processors.
  { name: 'Emscripten', needs: ['compilers'], isShown: true, run: () => emscripten() },
  { name: 'set-up', needs: ['compilers'], isShown: true, run: () => setUp() },
  { name: 'core, sanitized', needs: ['compilers'], run: () => nativeTests('asan-ubsan') },
  { name: 'layers and scripts', needs: ['set-up'], run: () => scriptTests() },
  { name: 'builds', needs: ['set-up', 'Emscripten'], run: () => alone(buildAll).then(() => none) },
  // While set-up still brings what the pages need.
  {
    name: 'schedules',
    needs: ['compilers'],
    after: ['core, sanitized'],
    run: () => schedules(),
  },
  ...(isLong
    ? [
        { name: 'core, dev', needs: ['set-up'], run: () => nativeTests('dev') },
        { name: 'new schedules', needs: ['set-up'], run: () => newSchedules() },
        { name: 'fuzzers', needs: ['set-up'], run: () => fuzz() },
        { name: 'broken laws', needs: ['set-up'], run: () => node(['tests/laws/run.mjs']) },
        {
          name: 'instructions',
          needs: ['set-up'],
          after: ['schedules'],
          run: () => node(['toolchains/bench_native.mjs', '--check']),
        },
      ]
    : []),
  { name: 'types', needs: ['set-up'], after: ['builds'], run: () => types() },
  ...configsNamed('vitest.config.ts').map((config) => ({
    name: `vitest ${folderOf(config)}`,
    needs: ['builds'],
    run: () =>
      folderOf(config) === 'web'
        ? web(config)
        : unlessAllIsSame(`vitest ${folderOf(config)}`, () => vitest(config)),
    ...kSpecial[folderOf(config)],
  })),
  ...configsNamed('playwright.config.ts').map((config) => ({
    name: `playwright ${folderOf(config)}`,
    needs: ['builds'],
    run: () => unlessAllIsSame(`playwright ${folderOf(config)}`, () => playwright(config)),
    ...kSpecial[folderOf(config)],
  })),
]
  .filter(({ name }) => isLong || !kLongOnly.includes(name))
  .sort((a, b) => kOrder.indexOf(a.name) - kOrder.indexOf(b.name));

const nothingLeftOut = {
  name: 'nothing left out',
  after: suites.map(({ name }) => name),
  run: () => checkNothingLeftOut(),
};

await runCommand(async () => {
  rmSync(kReports, { recursive: true, force: true });
  mkdirSync(kReports, { recursive: true });
  if (isLong) {
    process.env.SYNCHRONE_LONG = '1';
    process.env.SYNCHRONE_SEED ??= String(randomInt(1, 2 ** 31));
    writeFileSync(join(kReports, 'seed.txt'), `${process.env.SYNCHRONE_SEED}\n`);
    note(`seed of the random suites: SYNCHRONE_SEED=${process.env.SYNCHRONE_SEED}`);
  }
  const results = await runSteps([...suites, nothingLeftOut], isLong ? 1 : kLanes);
  heading('summary');
  const { lines, failed } = verdictOf(results);
  if (isLong) note(`seed of the random suites: SYNCHRONE_SEED=${process.env.SYNCHRONE_SEED}`);
  if (kept.length > 0)
    note(`not run again, nothing that they read has changed: ${kept.join(', ')}`);
  for (const line of lines.slice(0, -1)) console.log(line);
  if (failed) sayFailures();
  console.log(lines.at(-1));
  return failed ? 1 : 0;
});

// ---- the steps ---------------------------------------------------------------------------------

async function compilers() {
  await alone(() => ensurePackages([...needs.native, ...needs.module]));
  return none;
}

async function setUp() {
  await alone(() => bringPackages(['module', 'native', 'browser', 'database']));
  return none;
}

async function emscripten() {
  await alone(ensureEmscripten);
  return none;
}

/** @param {readonly string[]} args of node; the first is a script of this checkout */
async function node(args) {
  return (await show(process.execPath, args, { cwd: root })) === 0 ? none : { ...none, failed: 1 };
}

/** The dependency rule over this checkout, and the tests of the scripts themselves. */
function scriptTests() {
  const report = reportFile('scripts');
  return counted(report, process.execPath, [
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=junit',
    `--test-reporter-destination=${report}`,
    ...scripts(),
  ]);
}

/** @returns {string[]} the tests of the scripts, which Node runs itself */
function scripts() {
  return ['toolchains', 'tests/laws']
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((file) => file.endsWith('.test.mjs'));
}

/**
 * Builds a preset and runs its suites, each program in shards side by side. A case in a process of its
 * own, as ctest runs it, would take a minute longer.
 */
async function nativeTests(preset) {
  const suites = isLong ? [...kNativeSuites, 'property'] : kNativeSuites;
  const programs = [...suites.map(programOf), ...replays()];
  await alone(() => buildPreset(preset, 'Core and its tests', '', [], programs));
  return unlessChanged(preset, readBy(preset, programs), () => runNative(preset, suites));
}

/** The programs that give each fuzzer its corpus, without libFuzzer. */
function replays() {
  return readdirSync(join(root, 'tests/fuzz'))
    .filter((file) => file.endsWith('.cc') && file !== 'replay.cc')
    .map((file) => `replay_${file.slice(0, -'.cc'.length)}`);
}

async function runNative(preset, suites) {
  const programs = suites.flatMap((suite) => shardsOf(preset, suite));
  const report = reportFile(`${preset}-fuzz`);
  const fuzzers = ['--preset', preset, '-R', '^fuzz/', '--output-junit', report];
  const counts = await sideBySide(programs);
  return [...counts, await counted(report, 'ctest', fuzzers)].reduce(add, none);
}

function programOf(suite) {
  return `synchrone_${suite}_tests`;
}

/** @returns {(() => Promise<import('./support/junit.mjs').Counts>)[]} */
function shardsOf(preset, suite) {
  const shards = suite === 'contract' ? 1 : availableParallelism();
  return Array.from({ length: shards }, (_, shard) => async () => {
    const report = reportFile(`${preset}-${suite}-${shard}`);
    const env = { GTEST_TOTAL_SHARDS: `${shards}`, GTEST_SHARD_INDEX: `${shard}` };
    return quietlyCounted(report, inBuild(`${preset}/tests/${programOf(suite)}`), {
      ...env,
      GTEST_OUTPUT: `xml:${report}`,
      GTEST_BRIEF: '1',
    });
  });
}

/** The simulator's schedules, optimised; in the long run the sanitized build has some as well. */
async function schedules() {
  const program = programOf('property');
  await alone(() => buildPreset('schedules', 'Simulator', '', [], [program]));
  return unlessChanged('schedules', readBy('schedules', [program]), async () =>
    (await sideBySide(shardsOf('schedules', 'property'))).reduce(add, none),
  );
}

/**
 * What the outcome of native programs follows from: the core asks for time and chance through ports.
 */
function readBy(preset, programs) {
  const built = programs.map((name) => `build/${preset}/tests/${name}`);
  return [...built, 'tests/spec', 'tests/fuzz/corpus'];
}

async function types() {
  // All that a TypeScript project names, or a file of it imports.
  const inputs = ['web', 'wasm', 'tests', 'toolchains', 'package.json', 'package-lock.json'];
  const checked = () => checkTypes().then(() => none);
  return unlessChanged('types', inputs, checked);
}

function web(config) {
  return unlessChanged('vitest-web', kWebInputs, () => vitest(config));
}

/**
 * Runs `tests` unless they have passed with these files, of this checkout, as they are.
 * @param {string} [versions] of other programs that they need
 */
function unlessChanged(name, inputs, tests, versions = '') {
  return unlessKept(name, digestOf(root, inputs, versions), tests, {
    passed: inBuild('passed'),
    reports: kReports,
    runsAll,
    onKept: (suite) => {
      kept.push(suite);
      note('it has passed, and nothing that it reads has changed since: not run again');
    },
  });
}

/** New schedules, from the seed of this run on. */
async function newSchedules() {
  const from = ['--from', process.env.SYNCHRONE_SEED];
  const page = await node(['toolchains/simulate.mjs', '--seeds', '50000', ...from]);
  const browser = ['--browser', '--seeds', '10000', ...from];
  return add(page, await node(['toolchains/simulate.mjs', ...browser]));
}

async function fuzz() {
  const runs = `-DSYNCHRONE_FUZZ_RUNS=${kFuzzRuns}`;
  const seed = `-DSYNCHRONE_FUZZ_SEED=${process.env.SYNCHRONE_SEED}`;
  await alone(() => buildPreset('fuzz', 'Fuzzers', '', [runs, seed]));
  const report = reportFile('fuzz');
  return counted(report, 'ctest', ['--preset', 'fuzz', '--output-junit', report]);
}

/** Runs a suite, unless it has passed here as everything is. */
async function unlessAllIsSame(suite, tests) {
  if (kEachTime.includes(suite)) return tests();
  const { stdout } = await run(kChromium, ['--version']);
  return unlessChanged(suite.replace(' ', '-'), kAllInputs, tests, stdout);
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
    SYNCHRONE_BUILT: '1',
  });
}

/** What failed, once more: it lies far above in a long output, of which CI may keep the end alone. */
function sayFailures() {
  const failures = filesUnder(kReports)
    .filter((file) => file.endsWith('.xml'))
    .flatMap(failuresIn);
  for (const { name, text } of failures.slice(0, kFailuresSaid)) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    console.log(`\nfailed: ${name}`);
    for (const line of lines.slice(0, kLinesOfAFailure)) console.log(`   ${line}`);
  }
}

/** Each test file of the web side is in some report: a suite that is not run proves nothing. */
async function checkNothingLeftOut() {
  const reports = filesUnder(kReports)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const forgotten = filesUnder(join(root, 'tests'))
    .concat(filesUnder(join(root, 'web')))
    .filter((file) => /\.(test|spec)\.(ts|tsx|mjs)$/.test(file))
    .filter((file) => isLong || !kLongOnly.some((suite) => isOf(file, suite)))
    .filter((file) => !scripts().includes(file))
    .filter((file) => !reports.includes(file.slice(file.lastIndexOf('/') + 1)));
  for (const file of forgotten) note(`no suite ran ${relative(root, file)}`);
  return { ...none, failed: forgotten.length };
}

/** @param {string} suite such as "playwright docs" */
function isOf(file, suite) {
  const [runner, folder] = suite.split(' ');
  const ending = runner === 'playwright' ? /\.spec\.\w+$/ : /\.test\.\w+$/;
  return file.startsWith(join(root, 'tests', folder, '/')) && ending.test(file);
}

// ---- running and counting ----------------------------------------------------------------------

/** Runs a test command; its verdict is its exit code, its numbers come from its report. */
async function counted(report, command, args, env = {}) {
  const code = await show(command, args, { cwd: root, env: { ...process.env, ...env } });
  return countsOf(report, code);
}

/** The same for a program of many small tests: what it prints is shown when it fails. */
async function quietlyCounted(report, command, env) {
  const started = Date.now();
  const { code, output } = await run(command, [], { cwd: root, env: { ...process.env, ...env } });
  if (code !== 0) print(output);
  const counts = countsOf(report, code);
  const name = report.slice(kReports.length + 1, -'.xml'.length);
  const time = formatDuration(Date.now() - started);
  note(`${name}: ${counts.passed} passed, ${counts.failed} failed (${time})`);
  return counts;
}

function countsOf(report, code) {
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
