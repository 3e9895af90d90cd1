// Breaks a law of the core in a copy of the sources, and asks the native suites.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inBuild } from '../../toolchains/support/places.mjs';
import { alone, bringTools } from '../../toolchains/steps/set_up.mjs';
import { replaced } from '../../toolchains/support/source_piece.mjs';
import { copyCheckout } from './checkout_copy.mjs';

const copy = inBuild('laws/source');
const out = inBuild('laws/build');
const kSuites = ['unit', 'contract', 'spec', 'simulator'];
/** The schedules that each simulator runs for a law that the other suites have not noticed. */
const kSchedules = '1500';

export async function prepareCore() {
  await alone(() => bringTools(['native']));
  copyCheckout(copy);
  const flags = ['-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', '-DSYNCHRONE_WERROR=OFF'];
  must('cmake', ['-S', copy, '-B', out, ...flags]);
  must('ninja', ['-C', out]);
  for (const suite of kSuites) {
    if (fails(suite)) throw new Error(`the ${suite} suite fails before any law is broken.`);
  }
}

/** @returns {string[]} the suites that noticed, each with the first of its tests that failed */
export function tryCoreLaw({ law, file, is, becomes }) {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  const broken = replaced(whole, is, becomes);
  if (broken === null) throw new Error(`${law}: ${file} does not hold its text once.`);
  writeFileSync(path, broken);
  try {
    const built = spawnSync('ninja', ['-C', out], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`${law}: ${built.stdout.slice(-2000)}`);
    const caught = [];
    for (const suite of kSuites) {
      const test = suite === 'simulator' && caught.length > 0 ? '' : fails(suite);
      if (test) caught.push(suite === test ? suite : `${suite} (${test})`);
    }
    return caught;
  } finally {
    writeFileSync(path, whole);
  }
}

/** @returns {string} the first test of the suite that fails; '' when none does */
function fails(suite) {
  if (suite === 'simulator') return simulatorNotices() ? suite : '';
  const run = execute(`synchrone_${suite}_tests`, []);
  if (run.status === 0) return '';
  return /\[ {2}FAILED {2}\] ([\w/]+\.[\w/]+)/.exec(run.stdout)?.[1] ?? 'stopped';
}

function simulatorNotices() {
  return ['page', 'browser'].some(
    (kind) => execute('synchrone_simulator', [kind, 'range', '1', kSchedules]).status !== 0,
  );
}

/** A program that a broken law makes run for ever has noticed it too. */
function execute(program, args) {
  const options = { encoding: 'utf8', maxBuffer: 1 << 30, timeout: 600_000 };
  return spawnSync(join(out, 'tests', program), args, options);
}

function must(command, args) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  if (run.status !== 0)
    throw new Error(`${command} failed:\n${run.stdout.slice(-2000)}${run.stderr}`);
}
