import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import createModule, { provideModule } from '../../../web/src/loader/streamed_module.js';

const built = join(import.meta.dirname, '../../../build/wasm-release/synchrone-glue.wasm');

/**
 * The built module in the place of the embedded one, compiled once for all pages of a process: to unpack it for
 * each page takes a fifth of what most tests take. `loader/`, `install/` and all browsers have the embedded one.
 */
provideModule(new WebAssembly.Module(readFileSync(built)));

export default createModule;
