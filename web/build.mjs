// Builds the package `synchrone` into build/package: ESM and CommonJS with the module embedded,
// types, and the style sheet of synchrone/ui.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, loadConfigFromFile } from 'vite';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

if (!existsSync(at('../build/wasm-release/synchrone.mjs'))) {
  console.error('The module is not built yet: run `npm run build`.');
  process.exit(1);
}
rmSync(at('../build/package'), { recursive: true, force: true });
await build(await packageConfig('es'));
await build(await packageConfig('cjs'));
buildTypes();
buildStyles();

/** One file of the style sheets that web/src/ui/styles.css names. */
function buildStyles() {
  const styles = readFileSync(at('./src/ui/styles.css'), 'utf8');
  const whole = styles.replace(/@import '(.+)';/g, (_, file) =>
    readFileSync(at(`./src/ui/${file}`), 'utf8'),
  );
  writeFileSync(at('../build/package/styles.css'), whole);
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
  cpSync(`${types}/esm`, `${types}/cjs`, { recursive: true });
  writeFileSync(`${types}/esm/package.json`, '{ "type": "module" }\n');
  writeFileSync(`${types}/cjs/package.json`, '{ "type": "commonjs" }\n');
}

/** @param {'es' | 'cjs'} format */
async function packageConfig(format) {
  const loaded = await loadConfigFromFile(
    { command: 'build', mode: format },
    at('./vite.package.config.ts'),
  );
  if (!loaded) throw new Error('web/vite.package.config.ts is missing.');
  return { ...loaded.config, configFile: false };
}
