// Builds the package `synchrone` into build/package: ESM and CommonJS with the module embedded,
// types, the style sheet of synchrone/ui, and synchrone/streaming with
// the module as a file.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, loadConfigFromFile } from 'vite';

import { namesClause } from '../toolchains/layers/clause_names.mjs';

// Vite takes the development build of JSX, which needs another React, where this says "test".
process.env.NODE_ENV = 'production';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

if (!existsSync(at('../build/wasm-release/synchrone.mjs'))) {
  console.error('The module is not built yet: run `npm run build`.');
  process.exit(1);
}
rmSync(at('../build/package'), { recursive: true, force: true });
await build(await packageConfig('es'));
await build(await packageConfig('cjs'));
await build(await packageConfig('streaming'));
buildTypes();
buildStyles();
addStreamingFiles();

/**
 * The file that synchrone/streaming loads. Where a bundle has no files beside it (Node, CommonJS), the
 * entry embeds the module instead.
 */
function addStreamingFiles() {
  const folder = at('../build/package');
  cpSync(at('../build/wasm-release/synchrone-glue.wasm'), `${folder}/esm/streaming/synchrone.wasm`);
  // A bundler that is asked for the file gives its address.
  writeFileSync(
    `${folder}/types/wasm_file.d.cts`,
    'declare const address: string;\nexport = address;\n',
  );
  const ready = 'const ready = () => Promise.resolve();';
  writeFileSync(
    `${folder}/esm/streaming_embedded.mjs`,
    `'use client';\nexport * from './index.mjs';\nexport * from './ui.mjs';\nexport ${ready}\n`,
  );
  writeFileSync(
    `${folder}/cjs/streaming_embedded.cjs`,
    `'use client';\n${ready}\n` +
      "module.exports = { ready, ...require('./index.cjs'), ...require('./ui.cjs') };\n",
  );
}

/** One file of the style sheets that web/src/ui/styles.css names. */
function buildStyles() {
  const styles = readFileSync(at('./src/ui/styles.css'), 'utf8');
  const whole = styles.replace(/@import '(.+)';/g, (_, file) =>
    readFileSync(at(`./src/ui/${file}`), 'utf8'),
  );
  writeFileSync(at('../build/package/styles.css'), whole);
  // TypeScript 6 and later want a declaration of what is imported for its effect.
  writeFileSync(at('../build/package/types/styles.d.cts'), 'export {};\n');
}

/** Comments of the inner parts name clauses of tests/spec/BEHAVIOUR.md; readers of the package have none. */
function removeClauses(types) {
  const one = String.raw`(?:BEHAVIOUR (?:section )?\d+(?:\.\d+[a-z]?)?|\d+\.\d+[a-z]?)`;
  const clauses = new RegExp(String.raw`[ \n*]*\(${one}(?:(?:,| to| and)[ \n*]+${one})*\)`, 'g');
  for (const name of readdirSync(types, { recursive: true })) {
    const file = `${types}/${name}`;
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(file, 'utf8');
    const comments = /\/\*\*[^]*?\*\//g;
    const clean = text.replace(comments, (comment) => comment.replace(clauses, ''));
    const named = clean.match(comments)?.find(namesClause);
    if (named) throw new Error(`${file} names a clause: ${named}`);
    writeFileSync(file, clean);
  }
}

/**
 * The same declarations for both formats: TypeScript takes the format from the nearest
 * package.json.
 */
function buildTypes() {
  const types = at('../build/package/types');
  const compiler = at('../node_modules/typescript/bin/tsc');
  execFileSync(
    process.execPath,
    [compiler, '-p', at('./tsconfig.types.json'), '--outDir', `${types}/esm`],
    {
      stdio: 'inherit',
    },
  );
  addModuleTypes(`${types}/esm`);
  removeClauses(`${types}/esm`);
  cpSync(`${types}/esm`, `${types}/cjs`, { recursive: true });
  writeFileSync(`${types}/esm/package.json`, '{ "type": "module" }\n');
  writeFileSync(`${types}/cjs/package.json`, '{ "type": "commonjs" }\n');
  refuseOldTypeScript(`${types}/cjs`);
}

/**
 * What `types@<5.0` of package.json leads to. Errors of syntax are shown whatever `skipLibCheck` says,
 * and with the name of the file.
 */
function refuseOldTypeScript(folder) {
  const name = 'typescript_5_0_or_later_is_needed';
  writeFileSync(`${folder}/${name}.d.ts`, 'synchrone needs TypeScript 5.0 or later;\n');
}

/** Declarations of the built module, under a path instead of the alias of the sources. */
function addModuleTypes(folder) {
  cpSync(at('../wasm/synchrone_module.d.ts'), `${folder}/synchrone_module.d.ts`);
  for (const file of readdirSync(folder, { recursive: true }).map(String)) {
    if (!file.endsWith('.d.ts')) continue;
    const path = `${folder}/${file}`;
    const toFolder = '../'.repeat(file.split(/[\\/]/).length - 1) || './';
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll("'synchrone-module'", `'${toFolder}synchrone_module.js'`));
  }
}

/** @param {'es' | 'cjs' | 'streaming'} format */
async function packageConfig(format) {
  const loaded = await loadConfigFromFile(
    { command: 'build', mode: format },
    at('./vite.package.config.ts'),
  );
  if (!loaded) throw new Error('web/vite.package.config.ts is missing.');
  return { ...loaded.config, configFile: false };
}
