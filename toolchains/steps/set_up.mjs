// The whole set-up, for each command that needs a part of it.

import { withLock } from '../support/lock.mjs';
import { inBuild } from '../support/places.mjs';
import { buildModule } from './cmake_builds.mjs';
import { ensurePackages, needs } from './debian.mjs';
import { ensureEmscripten } from './emscripten.mjs';
import { ensureNpmPackages } from './npm_packages.mjs';
import { buildClinic, buildPackage } from './web_builds.mjs';

/** Runs `work` alone in this checkout: two commands at once would build into the same folders. */
export function alone(work) {
  return withLock(inBuild('set-up.lock'), 'another set-up or build of this checkout', work);
}

/**
 * Brings the tools: Debian packages for the purposes, an Emscripten, the npm packages.
 * @param {readonly (keyof typeof needs)[]} purposes
 */
export async function bringTools(purposes) {
  await ensurePackages(purposes.flatMap((purpose) => needs[purpose]));
  await ensureEmscripten();
  await ensureNpmPackages();
}

/** Builds the module and the clinic, which is made from the library's sources. */
export async function buildForStart() {
  await buildModule();
  await buildClinic();
}

/** Builds everything that is shipped or shown: the module, the package, the clinic. */
export async function buildAll() {
  await buildModule();
  await buildPackage();
  await buildClinic();
}
