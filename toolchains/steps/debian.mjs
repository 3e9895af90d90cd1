// Debian packages: what is missing is installed when this user may, else named in one sentence.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { findOnPath, must, run } from '../support/run.mjs';
import { SetupError, note, step } from '../support/say.mjs';

const kLockLimitS = 600; // how long another apt may hold its locks
const kLockPollMs = 2000;
const kAptOptions = ['-o', `DPkg::Lock::Timeout=${kLockLimitS}`, '-o', 'Dpkg::Use-Pty=0'];
const kProgressColumns = 80;
const kCMakeDownloads = 'CMake downloads a pinned copy';

/**
 * @typedef {object} Need
 * @property {string} name the Debian package
 * @property {() => boolean} present whether the machine has what the package would bring
 * @property {string} [otherwise] what happens without it; without this, nothing can be done
 * @property {boolean} [isOfSome] only some distributions have it: it is left out where apt does not know it
 * @property {string} [before] a shell command to run as root before it is installed
 */

/** @returns {Need} a package that brings a command, perhaps of another name */
function command(name, program = name, otherwise = undefined) {
  return { name, present: () => findOnPath(program) !== null, otherwise };
}

/** @returns {Need} a package that brings a C++ header */
function header(name, path, otherwise) {
  const places = ['/usr/include', '/usr/local/include'];
  return { name, present: () => places.some((place) => existsSync(`${place}/${path}`)), otherwise };
}

/** @returns {Need} a package that brings a font */
function font(name, path, otherwise) {
  return { name, present: () => existsSync(`/usr/share/fonts/truetype/noto/${path}`), otherwise };
}

/**
 * What each purpose needs.
 * @type {Record<'module' | 'native' | 'browser' | 'browsers' | 'database' | 'benchmarks' | 'lint', Need[]>}
 */
export const needs = {
  module: [
    command('cmake'),
    command('ninja-build', 'ninja'),
    command('python3'), // runs Emscripten's scripts
    header('nlohmann-json3-dev', 'nlohmann/json.hpp', kCMakeDownloads),
  ],
  native: [
    command('g++'),
    command('clang', 'clang++'),
    { name: 'libclang-rt-dev', present: () => existsSync('/usr/share/doc/libclang-rt-dev') },
    command('pkg-config'), // tests/install asks it for the installed core
    header('libgtest-dev', 'gtest/gtest.h', kCMakeDownloads),
    header('libgmock-dev', 'gmock/gmock.h', kCMakeDownloads),
  ],
  browser: [
    command('chromium'),
    {
      ...command('chromium-headless-shell'),
      otherwise: 'tests of pages take half as long again',
      isOfSome: true,
    },
    font('fonts-noto-core', 'NotoSans-Regular.ttf', 'pages look plainer in screenshots'),
    font('fonts-noto-color-emoji', 'NotoColorEmoji.ttf', 'signs such as the hourglass are boxes'),
  ],
  browsers: [
    command('firefox-esr'),
    command('webkit2gtk-driver', 'WebKitWebDriver'),
    command('xvfb', 'Xvfb'), // WebKitGTK's browser has no headless mode
  ],
  database: [
    {
      name: 'postgresql',
      present: () => existsSync('/usr/lib/postgresql'),
      // The tests start servers of their own; the package would start one for the whole machine.
      before:
        'mkdir -p /etc/postgresql-common/createcluster.d && echo "create_main_cluster = false"' +
        ' > /etc/postgresql-common/createcluster.d/synchrone.conf',
    },
    {
      name: 'nginx',
      present: () => findOnPath('nginx') !== null || existsSync('/usr/sbin/nginx'),
      otherwise: 'the proxy of the clinic is not tested',
      // The tests start their own; the package would start one for the whole machine.
      // To undo it: systemctl unmask nginx.
      before: 'mkdir -p /etc/systemd/system && ln -sfn /dev/null /etc/systemd/system/nginx.service',
    },
  ],
  benchmarks: [header('libbenchmark-dev', 'benchmark/benchmark.h'), command('valgrind')],
  lint: [
    command('clang-format', 'clang-format', 'the format of C++ is not checked'),
    command('clang-tidy', 'clang-tidy', 'C++ is not linted'),
  ],
};

/**
 * Sees to it that the machine has what the purposes need.
 * @param {readonly Need[]} wanted
 * @throws {SetupError} one sentence with the command to run, when this user may not install
 */
export async function ensurePackages(wanted) {
  const missing = await whatMayCome(wanted.filter((need) => !need.present()));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (await canInstall()) {
    for (const { before } of missing) if (before) await run(...asRoot(['sh', '-c', before]));
    await installPackages(names);
  } else if (missing.every(({ otherwise }) => otherwise !== undefined)) {
    for (const { name, otherwise } of missing) note(`${name} is not installed: ${otherwise}`);
  } else {
    throw new SetupError(
      'this machine lacks programs that this user may not install; run once:' +
        ` sudo apt-get install --no-install-recommends ${names.join(' ')}`,
    );
  }
}

async function whatMayCome(missing) {
  const isHere = await Promise.all(
    missing.map(async ({ name, isOfSome }) => !isOfSome || (await candidateVersion(name)) !== null),
  );
  return missing.filter((_, index) => isHere[index]);
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
    if (/^(Get:|Unpacking|Setting up|Waiting)/.test(line)) {
      now.progress(line.slice(0, kProgressColumns));
    }
  };
  const install = asRoot([
    'apt-get',
    'install',
    '-y',
    '--no-install-recommends',
    ...kAptOptions,
    ...names,
  ]);
  if (!(await areKnown(names))) await updateLists(onLine);
  if ((await run(...install, { onLine })).code !== 0) {
    await updateLists(onLine);
    await must(...install, {
      onLine,
      sentence:
        `apt-get could not install ${names.join(' ')}; check the network and the package` +
        ' sources, and run the command again.',
    });
  }
  now.done('installed');
}

/** @param {string} name @returns {Promise<string | null>} the version apt would install */
export async function candidateVersion(name) {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await run('apt-cache', ['policy', name], { env });
  const candidate = /Candidate: (\S+)/.exec(stdout)?.[1] ?? '(none)';
  return candidate === '(none)' ? null : candidate;
}

async function areKnown(names) {
  return !(await Promise.all(names.map(candidateVersion))).includes(null);
}

/**
 * A source that cannot be reached may be one that we do not need: the installation will show it. Unlike
 * dpkg's lock, apt does not wait for the lock of the lists itself.
 */
async function updateLists(onLine) {
  const giveUpAt = Date.now() + kLockLimitS * 1000;
  for (;;) {
    const { output } = await run(...asRoot(['apt-get', 'update', ...kAptOptions]), { onLine });
    if (!output.includes('Could not get lock') || Date.now() > giveUpAt) return;
    onLine('Waiting for another apt to finish');
    await sleep(kLockPollMs);
  }
}

/** @returns {[string, string[]]} the command and its arguments, through sudo for a normal user */
function asRoot(words) {
  const whole = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8', ...words];
  return process.getuid?.() === 0 ? [whole[0], whole.slice(1)] : ['sudo', ['-n', ...whole]];
}
