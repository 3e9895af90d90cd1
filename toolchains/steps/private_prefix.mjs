// A private Emscripten on Debian bookworm, without root: the packages of trixie, unpacked into the
// user's cache and patched to use their own libraries. The result cannot be moved.
//
// Resumable: downloaded -> assembled -> ready. A stage that was cut off starts again from the one
// before it; a prefix whose probe fails is assembled once more.

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { withLock } from '../support/lock.mjs';
import { inCache } from '../support/places.mjs';
import { run } from '../support/run.mjs';
import { SetupError, step } from '../support/say.mjs';
import { downloadPackages, makeAptRoot, updateAptRoot } from './apt_root.mjs';
import { probeEmscripten } from './emscripten_probe.mjs';
import { writeLaunchers } from './prefix_launchers.mjs';
import { moveNodeModules, patchPrograms } from './prefix_patches.mjs';

const kSuite = 'trixie';
const kVersion = '3.1.69'; // what the suite carries; names the folder
const kLlvm = 'llvm-19'; // the LLVM that this Emscripten was built with
const kLayout = 1; // raise when a stage changes what it makes: older prefixes are made again

const kPackages = [
  'emscripten',
  'binaryen',
  'clang-19',
  'lld-19',
  'llvm-19',
  'libllvm19',
  'libclang-cpp19',
  'libclang-common-19-dev',
  'libc6',
  'libstdc++6',
  'libgcc-s1',
  'libz3-4',
  'libedit2',
  'libbsd0',
  'libmd0',
  'libtinfo6',
  'libffi8',
  'zlib1g',
  'libzstd1',
  'libxml2',
  'libicu76',
  'liblzma5',
  'node-acorn',
  'patchelf',
];

// Two thirds of the unpacked size, of no use to a module with one thread and no GL.
const kLeftOut = [
  './usr/share/doc',
  './usr/share/man',
  './usr/share/locale',
  './usr/share/emscripten/test',
  './usr/share/emscripten/docs',
  './usr/share/emscripten/media',
  '*/lib*-mt*.a',
  '*/lib*-ww*.a',
  '*/lib*-asan*.a',
  '*/libasan*.a',
  '*/liblsan*.a',
  '*/libubsan*.a',
  '*/libsanitizer*.a',
  '*/libGL-[!g]*.a',
  '*/libGL.a',
];

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
  return {
    version: kVersion,
    emscriptenRoot: join(prefix, 'root/usr/share/emscripten'),
    bin: join(prefix, 'bin'),
    emConfig: join(prefix, 'emscripten.config'),
  };
}

/** @returns {boolean} whether this user's prefix is there, whole and probed */
export function isPrivatePrefixReady() {
  return isStamped(prefixFolder(), 'ready') && existsSync(join(prefixFolder(), 'bin/em++'));
}

function prefixFolder() {
  return inCache(`emscripten-${kVersion}`);
}

function checkMachine() {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw new SetupError(
    `a private Emscripten can be made on 64-bit x86 Linux only; install emsdk (${kVersion} or` +
      ' later), put its emcc on PATH, and run the command again.',
  );
}

async function makePrefix(prefix) {
  if (isPrivatePrefixReady()) return; // made by the run that we waited for
  mkdirSync(prefix, { recursive: true });
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    if (!isStamped(prefix, 'assembled')) await assemble(prefix, await download(prefix));
    if (await probe(prefix)) {
      stamp(prefix, 'ready');
      rmSync(join(prefix, 'apt'), { recursive: true, force: true });
      return;
    }
    unstamp(prefix, 'assembled');
  }
  throw new SetupError(`the private Emscripten does not work; remove ${prefix} and try again.`);
}

/** @returns {Promise<string[]>} the package files; none is downloaded twice */
async function download(prefix) {
  const list = join(prefix, 'downloaded.list');
  if (existsSync(list)) {
    const files = readFileSync(list, 'utf8').split('\n');
    if (files.every(existsSync)) return files;
  }
  const aptRoot = join(prefix, 'apt');
  const now = step(`Emscripten ${kVersion}: downloading (324 MB, once per user)`);
  makeAptRoot(aptRoot, kSuite);
  await updateAptRoot(aptRoot, () => now.progress('package lists'));
  const files = await downloadPackages(aptRoot, kPackages, now.progress);
  writeFileSync(list, files.join('\n'));
  now.done();
  return files;
}

async function assemble(prefix, files) {
  const root = join(prefix, 'root');
  const now = step(`Emscripten ${kVersion}: unpacking into ${prefix}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const [index, file] of files.entries()) {
    now.progress(`${index + 1} of ${files.length}: ${basename(file).split('_')[0]}`);
    await unpack(prefix, file, root);
  }
  if (!existsSync(join(root, 'lib64'))) symlinkSync('usr/lib64', join(root, 'lib64'));
  now.done();
  await patchPrograms(root, kLlvm);
  moveNodeModules(root);
  writeLaunchers(prefix, kLlvm);
  stamp(prefix, 'assembled');
}

async function unpack(prefix, deb, root) {
  const excludes = kLeftOut.map((pattern) => `--exclude='${pattern}'`).join(' ');
  const pipeline = `dpkg-deb --fsys-tarfile "$0" | tar -x -C "$1" ${excludes}`;
  const { code, output } = await run('sh', ['-c', pipeline, deb, root]);
  if (code === 0) return;
  rmSync(join(prefix, 'downloaded.list'), { force: true }); // the next run checks the download again
  throw new SetupError(
    `a package could not be unpacked into ${prefix}, which needs 2.5 GB of free space;` +
      ' make room if that is the cause, and run the command again.',
    output,
  );
}

async function probe(prefix) {
  const now = step(`Emscripten ${kVersion}: compiling and running a small module`);
  const problem = await probeEmscripten(join(prefix, 'bin/em++'), join(prefix, 'probe'));
  now.done(problem === null ? 'it works' : `it does not work: ${problem}`);
  return problem === null;
}

/** A stamp counts only for the place and the layout that it was written for. */
function stampText(prefix) {
  return `${prefix}\nlayout ${kLayout}\n`;
}

function stampFile(prefix, stage) {
  return join(prefix, `${stage}.stamp`);
}

function isStamped(prefix, stage) {
  const file = stampFile(prefix, stage);
  return existsSync(file) && readFileSync(file, 'utf8') === stampText(prefix);
}

function stamp(prefix, stage) {
  writeFileSync(stampFile(prefix, stage), stampText(prefix));
}

function unstamp(prefix, stage) {
  rmSync(stampFile(prefix, stage), { force: true });
}
