// Where things are kept: the checkout, its build folder, and the user's cache.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {...string} parts @returns {string} a path under build/, which git ignores */
export function inBuild(...parts) {
  return join(root, 'build', ...parts);
}

/** @param {...string} parts @returns {string} a path under the user's cache folder, ours alone */
export function inCache(...parts) {
  const xdg = process.env.XDG_CACHE_HOME ?? '';
  const cache = isAbsolute(xdg) ? xdg : join(homedir(), '.cache');
  return join(cache, 'synchrone', ...parts);
}

/** @param {string} file @returns {any} its parsed JSON, or null when missing or unreadable */
export function readJson(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  } catch {
    return null; // half-written by a killed run: treated as missing
  }
}
