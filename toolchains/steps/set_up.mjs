// The whole set-up, for each command that needs a part of it.

import { withSharedLock } from '../support/lock.mjs';
import { inBuild } from '../support/places.mjs';
import { buildModule } from './cmake_builds.mjs';
import { ensurePackages, needs } from './debian.mjs';
import { ensureEmscripten } from './emscripten.mjs';
import { ensureNpmPackages } from './npm_packages.mjs';
import { buildClinic, buildPackage } from './web_builds.mjs';

/**
 * Runs `work` while no other command builds in this checkout: both would build into the same folders.
 * The steps of one command build into different ones.
 */
export function alone(work) {
  return withSharedLock(inBuild('set-up.lock'), 'another set-up or build of this checkout', work);
}

/**
 * Brings the tools: Debian packages for the purposes, the npm packages, an Emscripten.
 * @param {readonly (keyof typeof needs)[]} purposes
 */
export async function bringTools(purposes) {
  await bringPackages(purposes);
  await ensureEmscripten();
}

/**
 * Brings all but Emscripten, the largest of them.
 * @param {readonly (keyof typeof needs)[]} purposes
 */
export async function bringPackages(purposes) {
  await ensurePackages(purposes.flatMap((purpose) => needs[purpose]));
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
  await Promise.all([buildPackage(), buildClinic()]);
}
