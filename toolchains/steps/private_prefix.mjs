// A private Emscripten on Debian bookworm, without root: the packages of trixie, unpacked into the
// user's cache and patched to use their own libraries. The result cannot be moved.
//
// Resumable by stamps: downloaded -> assembled -> ready. A run that dies half-way starts its stage
// again; a prefix whose probe fails is assembled once more from the packages.

import {
  chmodSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync,
  renameSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

import { withLock } from '../support/lock.mjs';
import { inCache } from '../support/places.mjs';
import { must } from '../support/run.mjs';
import { SetupError, step } from '../support/say.mjs';
import { downloadPackages, makeAptRoot, updateAptRoot } from './apt_root.mjs';
import { probeEmscripten } from './emscripten_probe.mjs';

const kSuite = 'trixie';
const kEmscriptenVersion = '3.1.69'; // what the suite carries; names the folder
const kLlvm = 'llvm-19'; // the LLVM that this Emscripten was built with
const kLayout = '1'; // raise when the steps below change: older prefixes are assembled again
const kTriplet = 'x86_64-linux-gnu';
const kNeededBytes = 2.5e9; // while assembling; 0.8 GB stay

const kPackages = [
  'emscripten', 'binaryen', 'clang-19', 'lld-19', 'llvm-19', 'libllvm19', 'libclang-cpp19',
  'libclang-common-19-dev', 'libc6', 'libstdc++6', 'libgcc-s1', 'libz3-4', 'libedit2', 'libbsd0',
  'libmd0', 'libtinfo6', 'libffi8', 'zlib1g', 'libzstd1', 'libxml2', 'libicu76', 'liblzma5',
  'node-acorn', 'patchelf',
];

// Not needed for a single-threaded module without GL: two thirds of the unpacked size.
const kLeftOut = [
  './usr/share/doc', './usr/share/man', './usr/share/locale', './usr/share/emscripten/test',
  './usr/share/emscripten/docs', './usr/share/emscripten/media', '*/lib*-mt*.a', '*/lib*-ww*.a',
  '*/lib*-asan*.a', '*/libasan*.a', '*/liblsan*.a', '*/libubsan*.a', '*/libsanitizer*.a',
  '*/libGL-[!g]*.a', '*/libGL.a',
];

const kLaunchers = ['emcc', 'em++', 'emar', 'emranlib', 'emnm', 'em-config', 'emcmake'];

/**
 * Finds or makes the prefix.
 * @returns {Promise<{ version: string, emscriptenRoot: string, bin: string, emConfig: string }>}
 *   `bin` holds launchers that always use this prefix's own configuration
 * @throws {SetupError} when the machine cannot have one
 */
export async function ensurePrivatePrefix() {
  const prefix = prefixFolder();
  if (!isPrivatePrefixReady()) {
    checkMachine();
    await withLock(`${prefix}.lock`, 'another set-up of Emscripten', () => makePrefix(prefix));
  }
  return describePrefix(prefix);
}

/** @returns {boolean} whether this user's prefix is there, whole and probed */
export function isPrivatePrefixReady() {
  return isStamped(prefixFolder(), 'ready');
}

function prefixFolder() {
  return inCache(`emscripten-${kEmscriptenVersion}`);
}

function describePrefix(prefix) {
  const emscriptenRoot = join(prefix, 'root/usr/share/emscripten');
  const version = readFileSync(join(emscriptenRoot, 'emscripten-version.txt'), 'utf8').replace(/[^\d.]/g, '');
  return { version, emscriptenRoot, bin: join(prefix, 'bin'), emConfig: join(prefix, 'emscripten.config') };
}

function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'a private Emscripten can be made on 64-bit x86 Linux only; install emsdk (3.1.69 or later),'
      + ' put its emcc on PATH, and run the command again.',
    );
  }
}

async function makePrefix(prefix) {
  if (isStamped(prefix, 'ready')) return; // made by the run that we waited for
  mkdirSync(prefix, { recursive: true });
  const fresh = !isStamped(prefix, 'assembled');
  await download(prefix);
  await assemble(prefix);
  if (!(await probe(prefix))) {
    if (fresh) throw new SetupError(`the private Emscripten does not work; remove ${prefix} and try again.`);
    unstamp(prefix, 'assembled');
    await download(prefix);
    await assemble(prefix);
    if (!(await probe(prefix))) {
      throw new SetupError(`the private Emscripten does not work; remove ${prefix} and try again.`);
    }
  }
  stamp(prefix, 'ready');
  rmSync(join(prefix, 'apt'), { recursive: true, force: true });
}

// ---- stamps --------------------------------------------------------------------------------------

/** A stamp counts only for the place and the layout it was written for. */
function stampText(prefix) {
  return `${prefix}\nlayout ${kLayout}\n`;
}

function isStamped(prefix, stage) {
  const file = join(prefix, `${stage}.stamp`);
  return existsSync(file) && readFileSync(file, 'utf8') === stampText(prefix);
}

function stamp(prefix, stage) {
  writeFileSync(join(prefix, `${stage}.stamp`), stampText(prefix));
}

function unstamp(prefix, stage) {
  rmSync(join(prefix, `${stage}.stamp`), { force: true });
}

// ---- download ------------------------------------------------------------------------------------

async function download(prefix) {
  if (isStamped(prefix, 'assembled')) return;
  const aptRoot = join(prefix, 'apt');
  const now = step(`Emscripten ${kEmscriptenVersion}: downloading (324 MB, once per user)`);
  makeAptRoot(aptRoot, kSuite);
  await updateAptRoot(aptRoot, () => now.progress('package lists'));
  const files = await downloadPackages(aptRoot, kPackages, now.progress);
  writeFileSync(join(prefix, 'downloaded.list'), files.join('\n'));
  now.done();
}

// ---- unpack and patch ----------------------------------------------------------------------------

async function assemble(prefix) {
  if (isStamped(prefix, 'assembled')) return;
  const root = join(prefix, 'root');
  const now = step(`Emscripten ${kEmscriptenVersion}: unpacking into ${prefix}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const files = readFileSync(join(prefix, 'downloaded.list'), 'utf8').split('\n');
  for (const [index, file] of files.entries()) {
    now.progress(`${index + 1} of ${files.length}: ${basename(file).split('_')[0]}`);
    await unpack(file, root);
  }
  if (!existsSync(join(root, 'lib64'))) symlinkSync('usr/lib64', join(root, 'lib64'));
  now.done();
  await patch(root);
  moveNodeModules(root);
  writeConfiguration(prefix);
  stamp(prefix, 'assembled');
}

async function unpack(deb, root) {
  const excludes = kLeftOut.map((pattern) => `--exclude='${pattern}'`).join(' ');
  await must('sh', ['-c', `dpkg-deb --fsys-tarfile "$0" | tar -x -C "$1" ${excludes}`, deb, root], {
    sentence: `${deb} could not be unpacked; check the free space (${kNeededBytes / 1e9} GB), then remove that`
      + ' file and run the command again.',
  });
}

async function patch(root) {
  const now = step('Emscripten: pointing its programs at their own libraries');
  const libraries = join(root, 'usr/lib', kTriplet);
  const searched = `${libraries}:${join(root, 'usr/lib', kLlvm, 'lib')}`;
  const programs = [
    ...elfFiles(join(root, 'usr/lib', kLlvm, 'bin')),
    ...elfFiles(join(root, 'usr/bin')).filter((file) => /\/wasm[^/]*$/.test(file)),
  ];
  const interpreter = join(root, 'lib64/ld-linux-x86-64.so.2');
  for (const [index, file] of programs.entries()) {
    now.progress(`${index + 1} of ${programs.length}`);
    await patchelf(root, ['--set-interpreter', interpreter, '--force-rpath', '--set-rpath', searched, file]);
  }
  const shared = [...elfFiles(libraries), ...elfFiles(join(root, 'usr/lib', kLlvm, 'lib'))];
  for (const file of shared.filter((each) => /\.so(\.|$)/.test(each))) {
    if ((await patchelf(root, ['--print-rpath', file])).trim() === '') continue;
    await patchelf(root, ['--force-rpath', '--set-rpath', searched, file]);
  }
  now.done();
}

/** The downloaded patchelf, run through the downloaded loader: nothing of the system is needed. */
async function patchelf(root, args) {
  const loader = join(root, 'lib64/ld-linux-x86-64.so.2');
  const libraries = join(root, 'usr/lib', kTriplet);
  return must(loader, ['--library-path', libraries, join(root, 'usr/bin/patchelf'), ...args], {
    sentence: `${args.at(-1)} could not be patched; check the free space, then run the command again.`,
  });
}

/** @returns {string[]} the regular files in `folder`, and one level below, that are ELF files */
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
  const magic = Buffer.alloc(4);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, magic, 0, 4, 0);
  closeSync(descriptor);
  return magic.equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]));
}

/** Node resolves acorn from the real path of the compiler's scripts: a symlink there is not enough. */
function moveNodeModules(root) {
  const modules = join(root, 'usr/share/emscripten/node_modules');
  rmSync(modules, { recursive: true, force: true });
  renameSync(join(root, 'usr/share/nodejs'), modules);
  symlinkSync('emscripten/node_modules', join(root, 'usr/share/nodejs'));
}

/**
 * The configuration stands beside the root and replaces the one inside. The launchers name it on
 * every call: an EM_CONFIG or EM_CACHE of the user's shell would make emcc wipe the libraries.
 */
function writeConfiguration(prefix) {
  const root = join(prefix, 'root');
  const config = [
    '# Made by the set-up of Synchrone; the private Emscripten beside this file uses it.',
    'import shutil',
    `LLVM_ROOT = '${join(root, 'usr/lib', kLlvm, 'bin')}'`,
    `BINARYEN_ROOT = '${join(root, 'usr')}'`,
    `NODE_JS = shutil.which('node') or '${process.execPath}'`,
    `CACHE = '${join(root, 'usr/share/emscripten/cache')}'`,
    'FROZEN_CACHE = True',
    '',
  ].join('\n');
  const file = join(prefix, 'emscripten.config');
  writeFileSync(file, config);
  writeFileSync(join(root, 'usr/share/emscripten/.emscripten'), config);
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  for (const name of kLaunchers) {
    const launcher = join(prefix, 'bin', name);
    writeFileSync(launcher, [
      '#!/bin/sh',
      'unset EM_CACHE EM_PORTS EM_LLVM_ROOT EM_BINARYEN_ROOT EM_NODE_JS EM_FROZEN_CACHE',
      'unset EM_LLVM_ADD_VERSION EM_CLANG_ADD_VERSION LLVM BINARYEN NODE LLVM_ADD_VERSION CLANG_ADD_VERSION',
      `EM_CONFIG='${file}' exec '${join(root, 'usr/share/emscripten', name)}' "$@"`,
      '',
    ].join('\n'));
    chmodSync(launcher, 0o755);
  }
}

// ---- probe ---------------------------------------------------------------------------------------

async function probe(prefix) {
  const now = step('Emscripten: compiling and running a small module');
  const problem = await probeEmscripten(join(prefix, 'bin/em++'), join(prefix, 'probe'));
  now.done(problem === null ? 'it works' : `it does not work: ${problem}`);
  return problem === null;
}
