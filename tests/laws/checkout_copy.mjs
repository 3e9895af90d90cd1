// A copy of the checkout, in which a law may be broken.

import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../../toolchains/support/places.mjs';

const kLeftOut = new Set(['.git', 'build', 'node_modules']);

/**
 * Copies the whole checkout, for a suite may read any file of it, but what is built and installed.
 * @param {string} to a folder; what it holds is removed
 */
export function copyCheckout(to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const part of readdirSync(root)) {
    if (kLeftOut.has(part)) continue;
    cpSync(join(root, part), join(to, part), { recursive: true, verbatimSymlinks: true });
  }
}
