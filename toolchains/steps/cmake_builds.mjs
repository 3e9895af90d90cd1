// The CMake builds: the WebAssembly module and the native tests.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { inBuild, root } from '../support/places.mjs';
import { must } from '../support/run.mjs';
import { step } from '../support/say.mjs';

const kClosure = join(root, 'node_modules/google-closure-compiler-linux/compiler');

/** Builds build/wasm-release/synchrone.mjs and its variant with a separate file. */
export async function buildModule() {
  const record = readFileSync(inBuild('toolchain.json'), 'utf8');
  const basis = `${record}closure compiler: ${existsSync(kClosure)}\n`;
  await buildPreset('wasm-release', 'WebAssembly module', basis);
}

/**
 * Configures and builds a preset of CMakePresets.json; ninja does only what is out of date.
 * @param {string} preset
 * @param {string} title what the person reads
 * @param {string} [basis] what the configuration rests on; a change makes it again
 * @param {readonly string[]} [definitions] such as "-DSYNCHRONE_FUZZ_RUNS=100"
 * @param {readonly string[]} [targets] what to build of it
 */
export async function buildPreset(preset, title, basis = '', definitions = [], targets = ['all']) {
  const now = step(`${title}: building (${preset})`);
  await configure(preset, basis, definitions, now);
  await must('cmake', ['--build', '--preset', preset, '--target', ...targets], {
    cwd: root,
    onLine: (line) => {
      const counted = /^\[(\d+\/\d+)\]/.exec(line);
      if (counted !== null) now.progress(counted[1]);
    },
    sentence: `the build of ${preset} failed.`,
  });
  now.done('built');
}

async function configure(preset, basis, definitions, now) {
  const folder = inBuild(preset);
  const stamp = join(folder, 'configured.stamp');
  // A copied build folder names the sources of the checkout that it was copied from.
  const wanted = `${root}\n${basis}${definitions.join(' ')}`;
  const isConfigured =
    existsSync(join(folder, 'build.ninja')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted;
  if (isConfigured) return;
  now.progress('configuring');
  rmSync(join(folder, 'CMakeCache.txt'), { force: true });
  await must('cmake', ['--preset', preset, ...definitions], {
    cwd: root,
    sentence: `CMake could not configure ${preset}.`,
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
