// Compiles and runs emscripten_probe.cc with the flags that matter to the real module.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { lastLines, run } from '../support/run.mjs';

const kFlags = [
  '-std=c++20',
  '-Oz',
  '-flto',
  '-fno-exceptions',
  '-fno-rtti',
  '-DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0',
  '-lembind',
  '-sFILESYSTEM=0',
  '-sMALLOC=emmalloc',
  '-sDYNAMIC_EXECUTION=0',
  '-sMODULARIZE',
  '-sEXPORT_ES6',
  '-sSINGLE_FILE',
  '-sWASM_ASYNC_COMPILATION=0',
  '-sENVIRONMENT=web,worker',
  '-sALLOW_MEMORY_GROWTH=1',
];

const kCheck = `
  const { default: createModule } = await import(process.argv[1]);
  const module = createModule();
  if (module instanceof Promise) throw new Error('the factory returned a promise');
  if (module.twice(21) !== 42) throw new Error('twice(21) is not 42');
  if (module.greet('Zoé') !== 'hello Zoé') throw new Error('text is damaged on its way');
`;

/**
 * @param {string} compiler the em++ to try
 * @param {string} folder a scratch folder, removed when the probe passes
 * @returns {Promise<string | null>} null when it works, else the end of the failing tool's output
 */
export async function probeEmscripten(compiler, folder) {
  mkdirSync(folder, { recursive: true });
  const source = fileURLToPath(new URL('emscripten_probe.cc', import.meta.url));
  const output = join(folder, 'probe.mjs');
  const compiled = await run(compiler, [source, ...kFlags, '-o', output]);
  if (compiled.code !== 0) return lastLines(compiled.output);
  const check = ['--input-type=module', '-e', kCheck, pathToFileURL(output).href];
  const ran = await run(process.execPath, check);
  if (ran.code !== 0) return lastLines(ran.output);
  rmSync(folder, { recursive: true, force: true });
  return null;
}
