// The mirror that this Debian system uses itself, read from its package sources.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError } from '../support/say.mjs';

const kDebianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * @typedef {object} Source
 * @property {string} uri of the mirror
 * @property {string[]} suites such as "bookworm"
 * @property {string[]} components such as "main"
 * @property {string} keyring the file that its signatures are checked with
 */

/**
 * @returns {Source} the first source of Debian itself, not of its updates
 * @throws {SetupError} when this is not Debian, or has no such source
 */
export function findDebianSource() {
  const isDebian =
    existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  const source = isDebian ? readSystemSources().find(isDebianItself) : undefined;
  if (source !== undefined) return source;
  throw new SetupError(
    'this is not a Debian system with a package mirror; install emsdk (3.1.69 or later), put its' +
      ' emcc on PATH, and run the command again.',
  );
}

/** "bookworm" is a suite of Debian itself; "bookworm-updates" and "stable/updates" are not. */
function isDebianItself({ suites, components }) {
  return components.includes('main') && suites.some((suite) => /^[a-z]+$/.test(suite));
}

function readSystemSources() {
  const folder = '/etc/apt/sources.list.d';
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const texts = (files) => files.filter(existsSync).map((file) => readFileSync(file, 'utf8'));
  const files = names.map((name) => join(folder, name));
  const oneLine = ['/etc/apt/sources.list', ...files.filter((file) => file.endsWith('.list'))];
  return [
    ...texts(files.filter((file) => file.endsWith('.sources'))).flatMap(parseDeb822Sources),
    ...texts(oneLine).flatMap(parseOneLineSources),
  ];
}

/** @param {string} text of a .sources file @returns {Source[]} those that are enabled */
export function parseDeb822Sources(text) {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name) => {
      const match = new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(stanza);
      return match?.[1].trim() ?? '';
    };
    const words = (name) => field(name).split(/\s+/);
    if (!words('Types').includes('deb') || /^no$/i.test(field('Enabled'))) return [];
    const [uri] = words('URIs');
    return [makeSource(uri, words('Suites'), words('Components'), field('Signed-By'))];
  });
}

/** @param {string} text of a sources.list file @returns {Source[]} those that are enabled */
export function parseOneLineSources(text) {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = '', uri, suite, components] = match;
    const keyring = /signed-by=(\S+)/.exec(options)?.[1] ?? '';
    return [makeSource(uri, [suite], components.trim().split(/\s+/), keyring)];
  });
}

/** A keyring given as text rather than as a file is replaced by Debian's own. */
function makeSource(uri, suites, components, keyring) {
  return { uri, suites, components, keyring: keyring.startsWith('/') ? keyring : kDebianKeyring };
}
