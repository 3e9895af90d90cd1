// The version of a release, and its heading in the changelog.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError } from '../support/say.mjs';

const kVersion = /^(\d+)\.(\d+)\.(\d+)(-[\w.]+)?$/;
/** Pages that name the archive of the package. */
const kPages = ['README.md', 'web/docs/start.md', 'web/docs/fr/start.md'];
const kUnreleased = /^## Unreleased\n/m;

/**
 * Writes a new version into package.json, its lock file and the names of the archive, and its heading
 * into CHANGELOG.md.
 * @param {string} root the checkout
 * @param {string} version as `0.2.0`; later than the present one
 * @param {string} day as `2026-11-29`
 */
export function writeVersion(root, version, day) {
  const path = (name) => join(root, name);
  const manifest = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  if (!isLater(version, manifest.version)) {
    throw new SetupError(`${version} is not a version after ${manifest.version}.`);
  }
  const changelog = released(readFileSync(path('CHANGELOG.md'), 'utf8'), version, day);
  const lock = JSON.parse(readFileSync(path('package-lock.json'), 'utf8'));
  lock.version = version;
  lock.packages[''].version = version;
  writeJson(path('package.json'), { ...manifest, version });
  writeJson(path('package-lock.json'), lock);
  writeFileSync(path('CHANGELOG.md'), changelog);
  for (const page of kPages) {
    const text = readFileSync(path(page), 'utf8');
    const [before, now] = [manifest.version, version].map((one) => `synchrone-${one}.tgz`);
    writeFileSync(path(page), text.replaceAll(before, now));
  }
}

/**
 * @returns {string} the changelog, whose unreleased changes are those of the version
 * @throws {SetupError} where it names none
 */
export function released(changelog, version, day) {
  const [, changes = ''] = changelog.split(kUnreleased);
  if (!/^- /m.test(changes.split(/^## /m)[0])) {
    throw new SetupError('CHANGELOG.md names no change under "## Unreleased".');
  }
  return changelog.replace(kUnreleased, `## Unreleased\n\n## ${version} (${day})\n`);
}

/** @returns {boolean} `version` is one, and comes after `present` */
export function isLater(version, present) {
  const [now, then] = [kVersion.exec(version), kVersion.exec(present)];
  if (now === null || then === null) return false;
  for (const part of [1, 2, 3]) {
    if (now[part] !== then[part]) return Number(now[part]) > Number(then[part]);
  }
  return now[4] === undefined ? then[4] !== undefined : then[4] !== undefined && now[4] > then[4];
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
