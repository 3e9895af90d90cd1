// A private apt root: looks up and downloads packages of another Debian suite without root and
// without the system noticing. Signatures are checked against the system's own Debian keyring.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { must } from '../support/run.mjs';
import { SetupError } from '../support/say.mjs';
import { findDebianSource } from './debian_source.mjs';

const kFolders = [
  'etc/apt/apt.conf.d',
  'etc/apt/preferences.d',
  'etc/apt/sources.list.d',
  'var/lib/dpkg',
  'var/lib/apt/lists/partial',
  'var/cache/apt/archives/partial',
  'debs',
];

/**
 * Makes the folder tree and configuration of a private apt root; harmless when it exists.
 * @param {string} folder absolute path of the root
 * @param {string} suite a Debian suite, such as "trixie"
 * @throws {SetupError} when the system has no Debian source to take the mirror from
 */
export function makeAptRoot(folder, suite) {
  const { uri, keyring } = findDebianSource();
  for (const part of kFolders) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'var/lib/dpkg/status'), '');
  copySystemConfiguration(join(folder, 'etc/apt/apt.conf.d'));
  writeFileSync(
    configurationFile(folder),
    [
      `Dir "${folder}";`,
      `Dir::State::status "${folder}/var/lib/dpkg/status";`,
      'APT::Architecture "amd64";',
      'APT::Architectures { "amd64"; };',
      'APT::Install-Recommends "false";',
      'Acquire::Languages "none";',
      '',
    ].join('\n'),
  );
  writeFileSync(
    join(folder, 'etc/apt/sources.list.d/debian.sources'),
    [
      'Types: deb',
      `URIs: ${uri}`,
      `Suites: ${suite}`,
      'Components: main',
      `Signed-By: ${keyring}`,
      '',
    ].join('\n'),
  );
}

/**
 * Fetches the package lists of the root's suite.
 * @param {string} folder @param {(line: string) => void} onLine
 */
export async function updateAptRoot(folder, onLine) {
  await must('apt-get', ['update', '-o', 'APT::Update::Error-Mode=any'], {
    env: environment(folder),
    onLine,
    sentence: 'the Debian mirror could not be read; check the network, and run the command again.',
  });
}

/**
 * Downloads packages into the root's `debs` folder and checks each against the signed list: apt
 * goes on with a partial file, but takes one of the right size on trust.
 * @param {string} folder @param {readonly string[]} packages
 * @param {(text: string) => void} onProgress
 * @returns {Promise<string[]>} the absolute paths of the package files
 */
export async function downloadPackages(folder, packages, onProgress) {
  const wanted = await listDownloads(folder, packages);
  for (const { file, sha256 } of wanted) {
    if (existsSync(file) && (await hashOf(file)) !== sha256) rmSync(file);
  }
  let got = 0;
  await must('apt-get', ['download', ...packages], {
    cwd: join(folder, 'debs'),
    env: environment(folder),
    onLine: (line) => {
      if (line.startsWith('Get:')) onProgress(`package ${(got += 1)} of ${wanted.length}`);
    },
    sentence: 'the download from the Debian mirror failed; run the command again to go on with it.',
  });
  for (const { file, sha256 } of wanted) {
    if ((await hashOf(file)) === sha256) continue;
    throw new SetupError(`${file} is not what the Debian mirror promised; run the command again.`);
  }
  return wanted.map(({ file }) => file);
}

/** @returns {Promise<{ file: string, sha256: string }[]>} what apt would download */
async function listDownloads(folder, packages) {
  const sentence = 'the Debian mirror lacks a package that Emscripten needs.';
  const listing = await must('apt-get', ['download', '--print-uris', ...packages], {
    cwd: join(folder, 'debs'),
    env: environment(folder),
    sentence,
  });
  const wanted = [...listing.matchAll(/^'[^']*' (\S+) \d+ SHA256:([0-9a-f]{64})$/gm)].map(
    ([, name, sha256]) => ({ file: join(folder, 'debs', name), sha256 }),
  );
  if (wanted.length !== packages.length) throw new SetupError(sentence, listing);
  return wanted;
}

async function hashOf(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function configurationFile(folder) {
  return join(folder, 'apt.conf');
}

function environment(folder) {
  return { ...process.env, APT_CONFIG: configurationFile(folder), LC_ALL: 'C.UTF-8' };
}

/** Takes over the system's proxy and transport settings, but none of its hooks. */
function copySystemConfiguration(target) {
  const parts = '/etc/apt/apt.conf.d';
  const names = existsSync(parts) ? readdirSync(parts) : [];
  for (const file of ['/etc/apt/apt.conf', ...names.map((name) => join(parts, name))]) {
    try {
      copyFileSync(file, join(target, basename(file)));
    } catch {
      continue; // absent, or not for this user's eyes
    }
  }
  writeFileSync(
    join(target, 'zz-private'),
    [
      '#clear APT::Update::Pre-Invoke;',
      '#clear APT::Update::Post-Invoke;',
      '#clear APT::Update::Post-Invoke-Success;',
      'APT::Sandbox::User "root";', // apt's own user could not write into this user's cache
      '',
    ].join('\n'),
  );
}
