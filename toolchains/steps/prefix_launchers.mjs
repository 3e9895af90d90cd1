// The configuration of the private Emscripten, and launchers that name it on every call: an
// EM_CONFIG or an empty EM_CACHE of the user's shell would make emcc wipe its prebuilt libraries.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const kPrograms = ['emcc', 'em++', 'emar', 'emranlib', 'emnm', 'em-config', 'emcmake'];

// Variables by which a shell changes what Emscripten's own configuration says.
const kOverrides = [
  'EM_CACHE',
  'EM_PORTS',
  'EM_LLVM_ROOT',
  'EM_BINARYEN_ROOT',
  'EM_NODE_JS',
  'EM_FROZEN_CACHE',
  'EM_LLVM_ADD_VERSION',
  'EM_CLANG_ADD_VERSION',
  'EM_COMPILER_WRAPPER',
  'LLVM',
  'BINARYEN',
  'NODE',
  'LLVM_ADD_VERSION',
  'CLANG_ADD_VERSION',
];

/**
 * Writes emscripten.config and bin/ into the prefix; the configuration inside the unpacked root,
 * which names the system's paths, is replaced too.
 * @param {string} prefix
 * @param {string} llvm the folder of LLVM under usr/lib, such as "llvm-19"
 */
export function writeLaunchers(prefix, llvm) {
  const root = join(prefix, 'root');
  const scripts = join(root, 'usr/share/emscripten');
  const config = configuration(root, llvm);
  writeFileSync(join(prefix, 'emscripten.config'), config);
  writeFileSync(join(scripts, '.emscripten'), config);
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  for (const program of kPrograms) {
    const launcher = join(prefix, 'bin', program);
    writeFileSync(
      launcher,
      [
        '#!/bin/sh',
        `unset ${kOverrides.join(' ')}`,
        `EM_CONFIG='${join(prefix, 'emscripten.config')}' exec '${join(scripts, program)}' "$@"`,
        '',
      ].join('\n'),
    );
    chmodSync(launcher, 0o755);
  }
}

/** Emscripten reads this as Python. The Node of the moment is used, wherever it has moved since. */
function configuration(root, llvm) {
  return [
    '# Made by the set-up of Synchrone.',
    'import shutil',
    `LLVM_ROOT = '${join(root, 'usr/lib', llvm, 'bin')}'`,
    `BINARYEN_ROOT = '${join(root, 'usr')}'`,
    `NODE_JS = shutil.which('node') or '${process.execPath}'`,
    `CACHE = '${join(root, 'usr/share/emscripten/cache')}'`,
    'FROZEN_CACHE = True',
    '',
  ].join('\n');
}
