// npm run check: format, lint, types, layers and the quick unit suites, for the inner loop. Format and lint are
// of the files that differ from the upstream branch; `npm run check -- --all` looks at all files, as each push
// to main does (.github/workflows/check.yml).
// npm run format writes the format.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { filesUnder } from './support/inputs.mjs';
import { none } from './support/junit.mjs';
import { inBuild, root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { SetupError, heading, runCommand } from './support/say.mjs';
import { runSteps, verdictOf } from './support/verdict.mjs';
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

/** The files whose format and lint are checked. */
const files = process.argv.includes('--all') ? 'all' : await changedFiles();

/** The suites of tests/web that need neither a document nor a server. */
const kQuickSuites = ['tests/web/client', 'tests/web/host', 'tests/web/loader'];

/** What takes longest first, so that it is not left over at the end. */
const kChecks = [
  ['lint', () => lintScripts(files)],
  ['unit suites, TypeScript', webTests],
  ['unit suites, native', nativeTests],
  ['format', () => checkFormat(files)],
  ['types', checkTypes],
  ['lint of C++', () => lintCpp(files)],
  ['layers and scripts', scriptTests],
];

await runCommand(async () => {
  await alone(() => bringTools(['module', 'native', 'lint']));
  if (process.argv.includes('--format')) {
    await format();
    return 0;
  }
  const steps = kChecks.map(([name, check]) => ({ name, run: () => check().then(() => none) }));
  const results = await runSteps(steps, availableParallelism());
  heading('summary');
  const { lines, failed } = verdictOf(results);
  for (const line of lines.slice(0, -2)) console.log(line); // the last two count tests, which steps here do not report
  console.log(failed ? '' : '\nall checks passed');
  return failed ? 1 : 0;
});

async function scriptTests() {
  const tests = ['toolchains', 'tests/laws']
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((file) => file.endsWith('.test.mjs'));
  await succeed(process.execPath, ['--test', '--test-reporter=dot', ...tests]);
}

async function nativeTests() {
  await alone(() =>
    buildPreset('check', 'Unit tests of the core', '', [], ['synchrone_unit_tests']),
  );
  await succeed(inBuild('check/tests/synchrone_unit_tests'), ['--gtest_brief=1']);
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
