// Which Emscripten builds the module: the one on PATH, the distribution's, or a private prefix.
// The choice is written to build/toolchain.json, which toolchains/emscripten.cmake reads.

import { mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { inBuild, readJson } from '../support/places.mjs';
import { findOnPath, must, run } from '../support/run.mjs';
import { SetupError, note, step } from '../support/say.mjs';
import { canInstall, candidateVersion, installPackages } from './debian.mjs';
import { probeEmscripten } from './emscripten_probe.mjs';
import { ensurePrivatePrefix, isPrivatePrefixReady } from './private_prefix.mjs';

const kFloor = [3, 1, 69]; // the ES modules of much older ones fail in Node and under closure

/**
 * @typedef {object} Toolchain
 * @property {'path' | 'distribution' | 'private prefix'} origin
 * @property {string} version such as "3.1.69"
 * @property {string} emscriptenRoot the folder with Emscripten's own scripts and CMake files
 * @property {string} bin the folder whose em++, emar, … the build runs
 * @property {string | null} emConfig the configuration that those in `bin` use; null: their own
 */

/**
 * Finds or makes the Emscripten of this checkout and records it.
 * @returns {Promise<Toolchain>}
 */
export async function ensureEmscripten() {
  const recorded = readJson(toolchainFile());
  const emcc = findOnPath('emcc');
  const onPath = emcc === null ? null : `${emcc} of ${statSync(emcc).mtime.toISOString()}`;
  if (recorded !== null && isStillRight(recorded, onPath)) return recorded;
  const toolchain = (await fromPath(emcc, 'path')) ??
    (await fromDistribution()) ?? { origin: 'private prefix', ...(await ensurePrivatePrefix()) };
  mkdirSync(dirname(toolchainFile()), { recursive: true });
  writeFileSync(toolchainFile(), `${JSON.stringify({ ...toolchain, onPath }, null, 2)}\n`);
  return toolchain;
}

function toolchainFile() {
  return inBuild('toolchain.json');
}

/** The record holds while PATH shows the same emcc and the recorded one is still in its place. */
function isStillRight(recorded, onPath) {
  if (recorded.onPath !== onPath) return false;
  if (recorded.origin === 'private prefix') return isPrivatePrefixReady();
  return onPath !== null;
}

async function fromPath(emcc, origin) {
  if (emcc === null) return null;
  const version = await versionOf(emcc);
  if (version === null || isOlder(version, kFloor)) {
    const found = version?.join('.') ?? 'not usable';
    note(`${emcc} is ${found}; ${kFloor.join('.')} or later is needed`);
    return null;
  }
  const now = step(`${emcc} ${version.join('.')}: compiling and running a small module`);
  const problem = await probeEmscripten(join(dirname(emcc), 'em++'), inBuild('probe'));
  if (problem !== null) {
    throw new SetupError(`${emcc} does not work; mend it, or take it off PATH.`, problem);
  }
  now.done('it works');
  return {
    origin,
    version: version.join('.'),
    emscriptenRoot: await rootOf(emcc),
    bin: dirname(emcc),
    emConfig: null,
  };
}

async function fromDistribution() {
  const candidate = parseVersion(await candidateVersion('emscripten'));
  if (candidate === null || isOlder(candidate, kFloor) || !(await canInstall())) return null;
  await installPackages(['emscripten']);
  return fromPath(findOnPath('emcc'), 'distribution');
}

/** Distributions put launchers on PATH; em-config knows where the scripts themselves are. */
async function rootOf(emcc) {
  const emConfig = join(dirname(emcc), 'em-config');
  const sentence = `${emConfig} does not answer; mend this Emscripten, or take it off PATH.`;
  return realpathSync((await must(emConfig, ['EMSCRIPTEN_ROOT'], { sentence })).trim());
}

async function versionOf(emcc) {
  const result = await run(emcc, ['--version']);
  const [firstLine = ''] = result.stdout.split('\n');
  return result.code === 0 && basename(emcc) === 'emcc' ? parseVersion(firstLine) : null;
}

/** @param {string | null} text @returns {number[] | null} the first "a.b.c" in it */
function parseVersion(text) {
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(text ?? '');
  return match === null ? null : match.slice(1).map(Number);
}

function isOlder(version, floor) {
  const at = floor.findIndex((part, index) => version[index] !== part);
  return at !== -1 && version[at] < floor[at];
}
