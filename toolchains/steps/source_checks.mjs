// The checks of the source text: format, lint and types. `npm run check` runs all of them, `npm test` those of
// the types.

import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { filesUnder } from '../support/inputs.mjs';
import { inBuild, root } from '../support/places.mjs';
import { findOnPath, must, run, show, sideBySide } from '../support/run.mjs';
import { SetupError, note } from '../support/say.mjs';

const kScript = /\.([cm]?js|tsx?)$/;
const kCpp = /^(core|wasm|tests)\/.*\.(cc|h)$/;

/**
 * Files have the format of Prettier or clang-format.
 * @param {readonly string[] | 'all'} files relative to the checkout
 * @throws {SetupError} naming the fix
 */
export async function checkFormat(files) {
  const chosen = files === 'all' ? ['.'] : files;
  if (chosen.length === 0) return;
  const options = ['--check', '--log-level=warn', '--ignore-unknown'];
  await demand(node('prettier/bin/prettier.cjs', ...options, ...chosen), 'run `npm run format`.');
  if (findOnPath('clang-format') === null) return;
  const sources = (files === 'all' ? await trackedFiles() : files).filter((one) => kCpp.test(one));
  if (sources.length === 0) return;
  await demand(
    show('clang-format', ['--dry-run', '-Werror', ...sources], { cwd: root }),
    'run `npm run format`.',
  );
}

/** Writes the format that `checkFormat` asks for. */
export async function format() {
  await demand(node('prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.'));
  if (findOnPath('clang-format') === null) return;
  const sources = (await trackedFiles()).filter((file) => kCpp.test(file));
  await demand(show('clang-format', ['-i', ...sources], { cwd: root }));
}

/**
 * ESLint over TypeScript and the scripts. All of them take two minutes of a processor, most of it to read
 * the types of the whole project.
 * @param {readonly string[] | 'all'} files relative to the checkout; without 'all', those that have not
 *   changed since they passed are left out
 * @throws {SetupError} when a rule is broken
 */
export async function lintScripts(files) {
  const isAll = files === 'all';
  const chosen = isAll ? ['.'] : files.filter((file) => kScript.test(file));
  if (chosen.length === 0) return;
  const location = ['--cache-strategy', 'content', '--cache-location', inBuild('eslint')];
  const cache = isAll ? [] : ['--cache', ...location, '--no-warn-ignored'];
  await demand(
    node('eslint/bin/eslint.js', ...chosen, '--max-warnings=0', ...cache),
    'mend what ESLint names; eslint.config.mjs gives the reasons of the rules.',
  );
}

/**
 * clang-tidy over C++ sources.
 * @param {readonly string[] | 'all'} files relative to the checkout; only those of core/ count
 * @throws {SetupError} when a check of .clang-tidy finds something
 */
export async function lintCpp(files) {
  if (findOnPath('clang-tidy') === null) return;
  const chosen = (files === 'all' ? await trackedFiles() : files).filter((file) =>
    /^core\/.*\.cc$/.test(file),
  );
  if (chosen.length === 0) return;
  // The headers that GCC has precompiled are not read by Clang.
  const configure = ['--preset', 'dev', '-B', inBuild('lint')];
  await must('cmake', [...configure, '-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON'], {
    cwd: root,
    sentence: 'CMake could not configure what clang-tidy reads.',
  });
  for (const file of chosen) {
    note(file);
    const result = await run('clang-tidy', ['--quiet', '-p', inBuild('lint'), file], { cwd: root });
    if (result.code !== 0) {
      throw new SetupError(
        'mend what clang-tidy names; .clang-tidy gives the reasons.',
        result.stdout,
      );
    }
  }
}

/** Every TypeScript project that names files of its own. @throws {SetupError} on a type error */
export async function checkTypes() {
  const projects = ['web', 'tests']
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((file) => /tsconfig[^/]*\.json$/.test(file))
    .filter((file) => /"(include|files)"/.test(readFileSync(file, 'utf8')));
  const names = projects.map((project) => relative(root, project));
  const outputs = await sideBySide(names.map((name) => () => typeErrorsOf(name)));
  const wrong = names.filter((_, index) => outputs[index] !== '');
  if (wrong.length === 0) return;
  throw new SetupError(`mend the types of ${wrong.join(' and ')}.`, outputs.join('\n').trim());
}

/**
 * What the compiler finds wrong in a project; what has not changed is not checked again. TypeScript 7
 * takes a fifth of the time; ESLint and TypeDoc still need the programs of TypeScript 5.
 */
async function typeErrorsOf(name) {
  const cache = inBuild('types', `${name.replaceAll('/', '_')}.tsbuildinfo`);
  const incremental = ['--incremental', '--tsBuildInfoFile', cache];
  const tsc = ['node_modules/typescript-7/bin/tsc', '--noEmit', ...incremental, '-p', name];
  const { code, output } = await run(process.execPath, tsc, { cwd: root });
  note(name);
  return code === 0 ? '' : output || `${name}: the compiler stopped with ${code}`;
}

/**
 * @returns {Promise<string[]>} files that differ from the upstream branch, or from the last commit where there
 *   is none; relative to the checkout
 */
export async function changedFiles() {
  const [base = 'HEAD'] = await git('merge-base', 'HEAD', '@{upstream}');
  const changed = await git('diff', '--name-only', '--diff-filter=d', base);
  const untracked = await git('ls-files', '--others', '--exclude-standard');
  return [...changed, ...untracked];
}

async function trackedFiles() {
  const tracked = await git('ls-files');
  return tracked.filter((file) => existsSync(join(root, file)));
}

async function git(...args) {
  const { stdout } = await run('git', args, { cwd: root });
  return stdout.split('\n').filter((line) => line !== '');
}

function node(script, ...args) {
  return show(process.execPath, [join('node_modules', script), ...args], { cwd: root });
}

async function demand(exitCode, sentence = 'it could not be done.') {
  if ((await exitCode) !== 0) throw new SetupError(sentence);
}
