// npm run check: format, lint, types, layers and the quick unit suites, for the inner loop. C++ is linted
// where it differs from the last commit; `npm run check -- --all` lints all of it.
// npm run format writes the format.

import { join } from 'node:path';

import { filesUnder } from './support/inputs.mjs';
import { inBuild, root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { SetupError, formatDuration, heading, note, runCommand } from './support/say.mjs';
import { buildModule, buildPreset } from './steps/cmake_builds.mjs';
import { alone, bringTools } from './steps/set_up.mjs';
import {
  changedFiles,
  checkFormat,
  checkTypes,
  format,
  lintCpp,
  lintScripts,
} from './steps/source_checks.mjs';

const lintsAll = process.argv.includes('--all');

/** The suites of tests/web that need neither a document nor a server. */
const kQuickSuites = ['tests/web/client', 'tests/web/host', 'tests/web/loader'];

const kChecks = [
  ['format', checkFormat],
  ['layers and scripts', scriptTests],
  ['types', checkTypes],
  ['lint', lintScripts],
  ['lint of C++', async () => lintCpp(lintsAll ? 'all' : await changedFiles())],
  ['unit suites, native', nativeTests],
  ['unit suites, TypeScript', webTests],
];

await runCommand(async () => {
  await alone(() => bringTools(['module', 'native', 'lint']));
  if (process.argv.includes('--format')) {
    await format();
    return 0;
  }
  const failed = [];
  for (const [name, check] of kChecks) {
    heading(name);
    const started = Date.now();
    if (!(await passes(name, check))) failed.push(name);
    note(formatDuration(Date.now() - started));
  }
  console.log(failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});

async function passes(name, check) {
  try {
    await check();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    if (error.details) console.error(error.details);
    console.error(`${name}: ${error.message}`);
    return false;
  }
}

async function scriptTests() {
  const tests = ['toolchains', 'tests/laws']
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((file) => file.endsWith('.test.mjs'));
  await succeed(process.execPath, ['--test', '--test-reporter=dot', ...tests]);
}

async function nativeTests() {
  await alone(() => buildPreset('dev', 'Unit tests of the core', '', [], ['synchrone_unit_tests']));
  await succeed(inBuild('dev/tests/synchrone_unit_tests'), ['--gtest_brief=1']);
}

async function webTests() {
  await alone(buildModule);
  const config = ['--config', 'tests/web/vitest.config.ts'];
  const projects = ['--project', 'web', '--project', 'documents'];
  await succeed(process.execPath, [
    ...['node_modules/vitest/vitest.mjs', 'run', ...config, ...projects, '--reporter=dot'],
    ...kQuickSuites,
  ]);
}

async function succeed(command, args) {
  if ((await show(command, args, { cwd: root })) !== 0) throw new SetupError('a test failed.');
}
