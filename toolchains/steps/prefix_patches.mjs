// Makes the unpacked programs of another Debian suite run from where they lie: each is set to use
// the loader and the libraries beside it, since the system's own are older.

import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';

import { must } from '../support/run.mjs';
import { step } from '../support/say.mjs';

const kLoader = 'lib64/ld-linux-x86-64.so.2';
const kLibraries = 'usr/lib/x86_64-linux-gnu';
const kElfMagic = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

/**
 * Sets interpreter and search path of LLVM's and Binaryen's programs, and the search path of every
 * library that carries one of its own: that one would win over the program's.
 * @param {string} root the unpacked file system
 * @param {string} llvm the folder of LLVM under usr/lib, such as "llvm-19"
 */
export async function patchPrograms(root, llvm) {
  const now = step('Emscripten: pointing its programs at their own libraries');
  const libraryFolders = [join(root, kLibraries), join(root, 'usr/lib', llvm, 'lib')];
  const searchPath = ['--force-rpath', '--set-rpath', libraryFolders.join(':')];
  const programs = [
    ...elfFiles(join(root, 'usr/lib', llvm, 'bin')),
    ...elfFiles(join(root, 'usr/bin')).filter((file) => /\/wasm[^/]*$/.test(file)),
  ];
  for (const [index, file] of programs.entries()) {
    now.progress(`${index + 1} of ${programs.length}`);
    await patchelf(root, ['--set-interpreter', join(root, kLoader), ...searchPath, file]);
  }
  const libraries = libraryFolders.flatMap(elfFiles).filter((file) => /\.so(\.|$)/.test(file));
  for (const file of libraries) {
    const ownPath = await patchelf(root, ['--print-rpath', file]);
    if (ownPath.trim() !== '') await patchelf(root, [...searchPath, file]);
  }
  now.done();
}

/**
 * Puts acorn where Emscripten's scripts find it: Node looks from the real path of a script, so that
 * a symlink there is not enough.
 * @param {string} root the unpacked file system
 */
export function moveNodeModules(root) {
  renameSync(join(root, 'usr/share/nodejs'), join(root, 'usr/share/emscripten/node_modules'));
  symlinkSync('emscripten/node_modules', join(root, 'usr/share/nodejs'));
}

/** The downloaded patchelf, run through the downloaded loader: nothing of the system is needed. */
async function patchelf(root, args) {
  const program = join(root, 'usr/bin/patchelf');
  return must(join(root, kLoader), ['--library-path', join(root, kLibraries), program, ...args], {
    sentence: `${args.at(-1)} could not be patched; check the free space, then try again.`,
  });
}

/** @returns {string[]} the ELF files of a folder and of those in it, without symlinks */
function elfFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    const kind = lstatSync(file);
    if (kind.isDirectory()) return elfFiles(file);
    return kind.isFile() && isElf(file) ? [file] : [];
  });
}

function isElf(file) {
  const magic = Buffer.alloc(kElfMagic.length);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, magic, 0, magic.length, 0);
  closeSync(descriptor);
  return magic.equals(kElfMagic);
}
