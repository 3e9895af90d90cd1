// A private apt root: looks up and downloads packages of another Debian suite without root and
// without the system noticing. Signatures are checked against the system's own Debian keyring.

import { createHash } from 'node:crypto';
import {
  copyFileSync, createReadStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { must } from '../support/run.mjs';
import { SetupError } from '../support/say.mjs';

const kSystemApt = '/etc/apt';
const kDebianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Makes the folder tree and configuration of a private apt root; harmless when it exists.
 * @param {string} folder absolute path of the root
 * @param {string} suite a Debian suite, such as "trixie"
 * @throws {SetupError} when the system has no Debian source to take the mirror from
 */
export function makeAptRoot(folder, suite) {
  for (const part of [
    'etc/apt/apt.conf.d', 'etc/apt/preferences.d', 'etc/apt/sources.list.d', 'var/lib/dpkg',
    'var/lib/apt/lists/partial', 'var/cache/apt/archives/partial', 'debs',
  ]) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, 'var/lib/dpkg/status'), '');
  copySystemConfiguration(join(folder, 'etc/apt/apt.conf.d'));
  writeFileSync(aptConfigFile(folder), [
    `Dir "${folder}";`,
    `Dir::State::status "${folder}/var/lib/dpkg/status";`,
    'APT::Architecture "amd64";',
    'APT::Architectures { "amd64"; };',
    'APT::Install-Recommends "false";',
    'Acquire::Languages "none";',
    '',
  ].join('\n'));
  const source = findDebianSource();
  writeFileSync(join(folder, 'etc/apt/sources.list.d/debian.sources'), [
    'Types: deb', `URIs: ${source.uri}`, `Suites: ${suite}`, 'Components: main',
    `Signed-By: ${source.keyring}`, '',
  ].join('\n'));
}

/**
 * Fetches the package lists of the root's suite.
 * @param {string} folder @param {(line: string) => void} onLine
 */
export async function updateAptRoot(folder, onLine) {
  await must('apt-get', ['update'], {
    env: aptEnvironment(folder),
    onLine,
    sentence: 'the Debian mirror could not be read; check the network, then run the command again.',
  });
}

/**
 * Downloads packages into the root's `debs` folder and checks each against the signed list: apt
 * goes on with a partial file but takes a file of the right size on trust.
 * @param {string} folder @param {readonly string[]} packages
 * @param {(text: string) => void} onProgress
 * @returns {Promise<string[]>} the absolute paths of the package files
 */
export async function downloadPackages(folder, packages, onProgress) {
  const wanted = await listDownloads(folder, packages);
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { file, sha256 } of wanted) {
    if (existsSync(file) && (await hashOf(file)) !== sha256) rmSync(file);
  }
  let got = 0;
  await must('apt-get', ['download', ...packages], {
    cwd: join(folder, 'debs'),
    env: aptEnvironment(folder),
    onLine: (line) => {
      if (!line.startsWith('Get:')) return;
      onProgress(`package ${(got += 1)} of ${wanted.length}, ${Math.round(total / 1e6)} MB in all`);
    },
    sentence: 'the download from the Debian mirror failed; run the command again to go on with it.',
  });
  for (const { file, sha256 } of wanted) {
    if ((await hashOf(file)) === sha256) continue;
    throw new SetupError(`${file} is not what the Debian mirror promised; run the command again.`);
  }
  return wanted.map(({ file }) => file);
}

/** @returns {Promise<{ file: string, bytes: number, sha256: string }[]>} what apt would download */
async function listDownloads(folder, packages) {
  const listing = await must('apt-get', ['download', '--print-uris', ...packages], {
    cwd: tmpdir(), // apt leaves out what is in the working folder already
    env: aptEnvironment(folder),
    sentence: 'the Debian mirror lacks a package that Emscripten needs.',
  });
  return [...listing.matchAll(/^'[^']*' (\S+) (\d+) SHA256:([0-9a-f]{64})$/gm)].map(
    ([, name, bytes, sha256]) => ({ file: join(folder, 'debs', name), bytes: Number(bytes), sha256 }),
  );
}

async function hashOf(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function aptConfigFile(folder) {
  return join(folder, 'apt.conf');
}

function aptEnvironment(folder) {
  return { ...process.env, APT_CONFIG: aptConfigFile(folder), LC_ALL: 'C.UTF-8' };
}

/** Takes over the system's proxy and transport settings, but none of its hooks and no sandbox user. */
function copySystemConfiguration(target) {
  const files = [join(kSystemApt, 'apt.conf')];
  const parts = join(kSystemApt, 'apt.conf.d');
  if (existsSync(parts)) files.push(...readdirSync(parts).map((name) => join(parts, name)));
  for (const file of files) {
    try {
      copyFileSync(file, join(target, file.slice(file.lastIndexOf('/') + 1)));
    } catch {
      continue; // absent, or not for this user's eyes
    }
  }
  writeFileSync(join(target, 'zz-private'), [
    '#clear APT::Update::Pre-Invoke;', '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;', 'APT::Sandbox::User "root";', '',
  ].join('\n'));
}

/**
 * Finds the mirror that this Debian system uses itself.
 * @returns {{ uri: string, keyring: string }}
 */
function findDebianSource() {
  const sources = [...readDeb822Sources(), ...readOneLineSources()];
  const usable = sources.find(
    ({ suites, components }) =>
      components.includes('main') && suites.some((suite) => !/[-/]/.test(suite)),
  );
  if (readOsRelease().ID !== 'debian' || usable === undefined) {
    throw new SetupError(
      'this is not a Debian system with a package mirror; install emsdk (3.1.69 or later), put its'
      + ' emcc on PATH, and run the command again.',
    );
  }
  return usable;
}

function sourceFiles(extension) {
  const folder = join(kSystemApt, 'sources.list.d');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(extension)).sort()
    .map((name) => join(folder, name));
}

function readDeb822Sources() {
  const stanzas = sourceFiles('.sources').flatMap((file) => readFileSync(file, 'utf8').split(/\n\s*\n/));
  return stanzas.flatMap((stanza) => {
    const field = (name) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(stanza)?.[1]?.trim() ?? '';
    if (!field('Types').split(/\s+/).includes('deb') || /^no$/i.test(field('Enabled'))) return [];
    const uri = field('URIs').split(/\s+/)[0] ?? '';
    const words = (name) => field(name).split(/\s+/);
    return [describeSource(uri, words('Suites'), words('Components'), field('Signed-By'))];
  });
}

function readOneLineSources() {
  const files = [join(kSystemApt, 'sources.list'), ...sourceFiles('.list')].filter(existsSync);
  return files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = '', uri, suite, components] = match;
    const keyring = /signed-by=(\S+)/.exec(options)?.[1] ?? '';
    return [describeSource(uri, [suite], components.trim().split(/\s+/), keyring)];
  });
}

/** A keyring given as text rather than as a file is replaced by Debian's own. */
function describeSource(uri, suites, components, keyring) {
  return { uri, suites, components, keyring: keyring.startsWith('/') ? keyring : kDebianKeyring };
}

/** @returns {Record<string, string>} the fields of /etc/os-release, empty where there is none */
export function readOsRelease() {
  if (!existsSync('/etc/os-release')) return {};
  const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
  return Object.fromEntries(lines.flatMap((line) => {
    const match = /^([A-Z_]+)="?([^"]*)"?$/.exec(line);
    return match === null ? [] : [[match[1], match[2]]];
  }));
}
