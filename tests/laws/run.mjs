// npm run broken-laws: breaks each law of the core once (laws.mjs), in a copy of the sources, and
// lists the suites that notice. A law that can be broken unnoticed is an error.
//
//   npm run broken-laws [-- --only "part of a law's name"] [--table]
//
// --table writes the results into README.md beside this file.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { inBuild, root } from '../../toolchains/support/places.mjs';
import { note, runCommand } from '../../toolchains/support/say.mjs';
import { alone, bringTools } from '../../toolchains/steps/set_up.mjs';
import { kBrokenLaws } from './laws.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, table: { type: 'boolean', default: false } },
});

const copy = inBuild('laws/source');
const out = inBuild('laws/build');
/** What a native build needs of the checkout. */
const kParts = ['CMakeLists.txt', 'package.json', 'core', 'tests', 'toolchains'];
const kSuites = ['unit', 'contract', 'spec', 'property'];
/** The simulators are asked about what the others have not noticed: so many schedules each. */
const kSchedules = '1500';

await runCommand(async () => {
  await alone(() => bringTools(['native']));
  prepare();
  const rows = [];
  for (const law of kBrokenLaws.filter((one) => one.law.includes(values.only))) {
    const caught = tryLaw(law);
    rows.push({ ...law, caught });
    note(`${caught.length > 0 ? 'caught  ' : 'SURVIVED'} ${law.law}: ${caught.join(', ')}`);
  }
  if (values.table) writeTable(rows);
  const survivors = rows.filter(({ caught }) => caught.length === 0);
  note(`${rows.length} laws broken, ${survivors.length} unnoticed`);
  return survivors.length > 0 ? 1 : 0;
});

function prepare() {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const part of kParts) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  const flags = ['-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', '-DSYNCHRONE_WERROR=OFF'];
  must('cmake', ['-S', copy, '-B', out, ...flags]);
  must('ninja', ['-C', out, ...kSuites.map((suite) => `synchrone_${suite}_tests`)]);
  for (const suite of kSuites) {
    if (fails(suite)) throw new Error(`tests/${suite} fails before any law is broken.`);
  }
}

/** @returns {string[]} the suites that noticed, each with the first of its tests that failed */
function tryLaw({ law, file, is, becomes }) {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  if (whole.split(is).length !== 2) throw new Error(`${law}: ${file} does not hold its text once.`);
  writeFileSync(
    path,
    whole.replace(is, () => becomes),
  );
  try {
    const built = spawnSync('ninja', ['-C', out], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`${law}: ${built.stdout.slice(-2000)}`);
    const caught = [];
    for (const suite of kSuites) {
      const test = suite === 'property' && caught.length > 0 ? '' : fails(suite);
      if (test) caught.push(`${suite} (${test})`);
    }
    return caught;
  } finally {
    writeFileSync(path, whole);
  }
}

/** @returns {string} the first test of the suite that fails; '' when none does */
function fails(suite) {
  const simulator =
    suite === 'property'
      ? ['--gtest_filter=OnDemand.DISABLED_*Range', '--gtest_also_run_disabled_tests']
      : [];
  const run = spawnSync(join(out, 'tests', `synchrone_${suite}_tests`), simulator, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    timeout: 120_000,
    env: { ...process.env, FROM: '1', SEEDS: kSchedules },
  });
  if (run.status === 0) return '';
  const failed = /\[ {2}FAILED {2}\] ([\w/]+\.[\w/]+)/.exec(run.stdout)?.[1];
  return suite === 'property' ? 'simulator' : (failed ?? 'stopped');
}

function must(command, args) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  if (run.status !== 0)
    throw new Error(`${command} failed:\n${run.stdout.slice(-2000)}${run.stderr}`);
}

function writeTable(rows) {
  const lines = rows.map(
    ({ law, clause, caught }) => `| ${clause} | ${law} | ${caught.join('<br>')} |`,
  );
  const text = [
    '# Broken laws',
    '',
    'Each law of the core broken once on purpose, and who noticed: the suite, and the first of its tests that failed. Written by',
    '`npm run broken-laws -- --table`; the breaks are in `laws.mjs`.',
    '',
    '| Clause | What was broken | Who noticed |',
    '|---|---|---|',
    ...lines,
    '',
  ];
  writeFileSync(join(root, 'tests/laws/README.md'), text.join('\n'));
}
