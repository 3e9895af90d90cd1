// Debian packages: what is missing is installed when this user may, else named in one sentence.

import { existsSync } from 'node:fs';

import { findOnPath, must, run } from '../support/run.mjs';
import { SetupError, note, step } from '../support/say.mjs';

const kAptOptions = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Dpkg::Use-Pty=0'];
const kProgressColumns = 80;

/**
 * @typedef {object} Need
 * @property {string} name the Debian package
 * @property {() => boolean} present whether the machine has what the package would bring
 * @property {string} [otherwise] what happens without it; a need that lacks this cannot be done without
 */

const command = (name, ...others) => ({
  name,
  present: () => [name, ...others].some((each) => findOnPath(each) !== null),
});
const file = (name, paths, otherwise) => ({
  name,
  present: () => paths.some(existsSync),
  otherwise,
});
const kDownloads = 'CMake downloads a pinned copy';

/** What each purpose needs. @type {Record<'module' | 'native' | 'browser' | 'fuzzing', Need[]>} */
export const needs = {
  module: [
    command('cmake'),
    { ...command('ninja'), name: 'ninja-build' },
    command('python3'), // runs Emscripten's scripts
    file('nlohmann-json3-dev', ['/usr/include/nlohmann/json.hpp', '/usr/local/include/nlohmann/json.hpp'], kDownloads),
  ],
  native: [
    command('g++'),
    file('libgtest-dev', ['/usr/include/gtest/gtest.h', '/usr/local/include/gtest/gtest.h'], kDownloads),
    file('libgmock-dev', ['/usr/include/gmock/gmock.h', '/usr/local/include/gmock/gmock.h'], kDownloads),
  ],
  browser: [
    command('chromium'),
    file('fonts-noto-core', ['/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf'], 'screenshots look plainer'),
    file('fonts-noto-color-emoji', ['/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'], 'the hourglass is a box'),
  ],
  fuzzing: [
    { ...command('clang++'), name: 'clang' },
    file('libclang-rt-dev', ['/usr/lib/llvm-14/lib/clang', '/usr/share/doc/libclang-rt-dev']),
  ],
};

/**
 * Sees to it that the machine has what the purposes need.
 * @param {readonly Need[]} wanted
 * @throws {SetupError} one sentence with the command to run, when this user may not install
 */
export async function ensurePackages(wanted) {
  const missing = wanted.filter((need) => !need.present());
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (await canInstall()) {
    await installPackages(names);
    return;
  }
  if (missing.some(({ otherwise }) => otherwise === undefined)) {
    throw new SetupError(
      'this machine lacks programs that this user may not install; run once:'
      + ` sudo apt-get install --no-install-recommends ${names.join(' ')}`,
    );
  }
  for (const { name, otherwise } of missing) note(`${name} is not installed: ${otherwise}`);
}

/** @returns {Promise<boolean>} whether this user may install packages without being asked */
export async function canInstall() {
  if (findOnPath('apt-get') === null) return false;
  if (process.getuid?.() === 0) return true;
  return findOnPath('sudo') !== null && (await run('sudo', ['-n', 'true'])).code === 0;
}

/**
 * Installs packages, waiting for another apt to finish. Lists that are missing or too old to serve
 * are brought up to date first.
 * @param {readonly string[]} names
 */
export async function installPackages(names) {
  const now = step(`Debian packages: ${names.join(' ')}`);
  const onLine = (line) => {
    if (/^(Get:|Unpacking|Setting up|Waiting)/.test(line)) now.progress(line.slice(0, kProgressColumns));
  };
  const update = () => must(...asRoot(['apt-get', 'update', ...kAptOptions]), {
    onLine,
    sentence: 'apt-get update failed; check the network and the package sources, then run the command again.',
  });
  const install = asRoot(['apt-get', 'install', '-y', '--no-install-recommends', ...kAptOptions, ...names]);
  if (!(await areKnown(names))) await update();
  if ((await run(...install, { onLine })).code !== 0) {
    await update();
    const sentence = `apt-get could not install ${names.join(' ')}; mend what it says, then run the command again.`;
    await must(...install, { onLine, sentence });
  }
  now.done('installed');
}

/** @param {string} name @returns {Promise<string | null>} the version apt would install */
export async function candidateVersion(name) {
  const { stdout } = await run('apt-cache', ['policy', name], { env: { ...process.env, LC_ALL: 'C' } });
  const candidate = /Candidate: (\S+)/.exec(stdout)?.[1] ?? '(none)';
  return candidate === '(none)' ? null : candidate;
}

async function areKnown(names) {
  return !(await Promise.all(names.map(candidateVersion))).includes(null);
}

/** @returns {[string, string[]]} the command and its arguments, through sudo for a normal user */
function asRoot(words) {
  const whole = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8', ...words];
  return process.getuid?.() === 0 ? [whole[0], whole.slice(1)] : ['sudo', ['-n', ...whole]];
}
