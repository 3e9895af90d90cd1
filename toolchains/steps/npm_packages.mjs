// The npm packages of package-lock.json: installed once, and again only when the lock file changes.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readJson, root } from '../support/places.mjs';
import { lastLines, run } from '../support/run.mjs';
import { SetupError, step } from '../support/say.mjs';

const kLockFile = join(root, 'package-lock.json');
const kStamp = join(root, 'node_modules', '.synchrone-lock-hash');

/** Makes node_modules what package-lock.json says; nothing happens when it is already. */
export async function ensureNpmPackages() {
  const hash = createHash('sha256').update(readFileSync(kLockFile)).digest('hex');
  if (existsSync(kStamp) && readFileSync(kStamp, 'utf8') === hash) return;
  if (!matchesLockFile()) await install();
  writeFileSync(kStamp, hash);
}

async function install() {
  const now = step('npm packages: installing (npm ci)');
  let fetched = 0;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=http'];
  const result = await run('npm', args, {
    cwd: root,
    onLine: (line) => {
      if (/fetch GET 200 .*\.tgz/.test(line)) now.progress(`${(fetched += 1)} fetched`);
    },
  });
  if (result.code !== 0) {
    const errors = result.output.split('\n').filter((line) => line.startsWith('npm error'));
    throw new SetupError(
      'npm could not install the packages; check the network, then run the command again.',
      lastLines(errors.join('\n')),
    );
  }
  now.done('installed');
}

/** @returns {boolean} whether an earlier `npm install` has brought all that the lock names */
function matchesLockFile() {
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages ?? {};
  const locked = readJson(kLockFile)?.packages ?? {};
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true;
    if (installed[path] === undefined) return optional === true;
    return installed[path].version === version;
  });
}
