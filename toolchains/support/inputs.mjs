// Work that is done again only when what it reads has changed.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { inBuild, root } from './places.mjs';

/**
 * Runs `work` unless it was run before for the same content and its output still stands.
 * @param {string} name names the stamp under build/stamps
 * @param {{ inputs: readonly string[], output: string }} files `inputs`: files and folders of
 *   the checkout, where missing ones count as empty; `output`: what the work makes
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether the work was done
 */
export async function whenChanged(name, { inputs, output }, work) {
  const stamp = inBuild('stamps', name);
  const hash = hashFiles(inputs.flatMap((input) => filesUnder(join(root, input))));
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

/** What is there for a moment beside a configuration that Vite loads. */
const kMomentary = /\.timestamp-[^/]+\.mjs$/;

/** @param {string} path a file or folder @returns {string[]} its files, sorted; none if missing */
export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && !kMomentary.test(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${relative(root, file)}\0`);
    hash.update(readFileSync(file));
    hash.update('\0');
  }
  return hash.digest('hex');
}
