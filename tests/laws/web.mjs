// Breaks a law of web/src in a copy of the sources, and asks the suites of tests/web.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { filesUnder } from '../../toolchains/support/inputs.mjs';
import { inBuild, root } from '../../toolchains/support/places.mjs';
import { alone, bringTools } from '../../toolchains/steps/set_up.mjs';
import { buildModule } from '../../toolchains/steps/cmake_builds.mjs';
import { replaced } from '../../toolchains/support/source_piece.mjs';
import { copyCheckout } from './checkout_copy.mjs';

const copy = inBuild('laws/web');
/** What is built and installed, which the copy shares with the checkout. */
const kShared = ['node_modules', 'build/wasm-release', 'build/package'];

export async function prepareWeb() {
  await alone(() => bringTools(['module']).then(buildModule));
  copyCheckout(copy);
  for (const part of kShared) {
    if (!existsSync(join(root, part))) continue;
    mkdirSync(dirname(join(copy, part)), { recursive: true });
    symlinkSync(join(root, part), join(copy, part));
  }
  const failed = firstFailure([]);
  if (failed !== '') throw new Error(`tests/web fails before any law is broken: ${failed}`);
}

/**
 * @param {import('./web_laws.mjs').BrokenWebLaw} broken
 * @returns {string[]} the first test that noticed; none when all of tests/web passes
 */
export function tryWebLaw({ law, file, is, becomes, suites }) {
  const path = sourceNamed(file);
  const whole = readFileSync(path, 'utf8');
  const text = replaced(whole, is, becomes);
  if (text === null) throw new Error(`${law}: ${path} does not hold its text once.`);
  writeFileSync(path, text);
  try {
    // The suites that should notice; the others only when they do not.
    const failed = firstFailure(suites) || firstFailure([]);
    return failed === '' ? [] : [failed];
  } finally {
    writeFileSync(path, whole);
  }
}

/** A source by its own name, in whichever room of web/src it is. */
function sourceNamed(file) {
  const found = filesUnder(join(copy, 'web/src')).filter((path) => basename(path) === file);
  if (found.length !== 1) throw new Error(`web/src holds ${file} ${found.length} times.`);
  return found[0];
}

/**
 * Runs suites of tests/web up to the first test that fails.
 * @param {readonly string[]} suites parts of their files' names; none: all
 * @returns {string} that test, or that the run had no end; '' when all pass
 * @throws {Error} when no test ran, which proves nothing
 */
function firstFailure(suites) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'tests/web/vitest.config.ts',
      '--bail=1',
      '--testTimeout=120000',
      '--reporter=json',
      `--outputFile=${report}`,
      ...suites,
    ],
    // One that a broken law makes run for ever has noticed it too.
    { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 30, timeout: 1_800_000 },
  );
  if (run.status === 0) return '';
  if (run.signal !== null) return 'stopped: it went on for half an hour';
  if (!existsSync(report)) throw new Error(`Vitest did not start: ${run.stderr.trim()}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed) return `${relative(join(copy, 'tests/web'), name)}: ${failed.title}`;
  }
  return 'stopped';
}
