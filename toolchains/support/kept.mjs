// What has passed is not run again until something that it reads has changed: a file, or the version of
// a program. Whether it passes every time is a question for `npm run test:repeat`.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

import { filesUnder } from './inputs.mjs';
import { readJson } from './places.mjs';

/**
 * @typedef {object} Keeping
 * @property {string} passed the folder of what has passed
 * @property {string} reports the folder that the runners write their JUnit files to
 * @property {boolean} runsAll runs every suite, whatever has passed before
 * @property {(name: string) => void} onKept called instead of running a suite
 */

/**
 * Runs `tests` unless they have passed on the same files. Their reports are kept with the outcome.
 * @param {string} name of the suite
 * @param {string} digest of what the outcome follows from
 * @param {() => Promise<import('./junit.mjs').Counts>} tests write reports whose names begin with
 *   `name`
 * @param {Keeping} keeping
 * @returns {Promise<import('./junit.mjs').Counts>}
 */
export async function unlessKept(name, digest, tests, { passed, reports, runsAll, onKept }) {
  const folder = join(passed, name);
  const stamp = join(folder, 'passed.json');
  const kept = readJson(stamp);
  if (!runsAll && kept?.digest === digest) {
    for (const file of reportsOf(name, folder)) cpSync(file, join(reports, basename(file)));
    onKept(name);
    return kept.counts;
  }
  rmSync(folder, { recursive: true, force: true });
  const counts = await tests();
  if (counts.failed > 0) return counts;
  mkdirSync(folder, { recursive: true });
  for (const file of reportsOf(name, reports)) cpSync(file, join(folder, basename(file)));
  writeFileSync(stamp, JSON.stringify({ digest, counts }));
  return counts;
}

function reportsOf(name, folder) {
  return filesUnder(folder).filter(
    (file) => basename(file).startsWith(name) && file.endsWith('.xml'),
  );
}

/** Is there while another suite packs the package (web/subpaths.mjs). */
const kWhilePacking = join('core', 'package.json');

/**
 * @param {string} root the checkout
 * @param {readonly string[]} inputs files and folders of it; missing ones count as empty
 * @param {string} [versions] of other programs
 * @returns {string} a digest of their names and contents, of `versions`, and of this Node and machine
 */
export function digestOf(root, inputs, versions = '') {
  const hash = createHash('sha256');
  hash.update(`${process.version} ${process.platform} ${process.arch} ${versions}\0`);
  for (const file of inputs.flatMap((input) => filesUnder(join(root, input)))) {
    if (relative(root, file) === kWhilePacking) continue;
    hash.update(`${relative(root, file)}\0`);
    if (existsSync(file)) hash.update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}
