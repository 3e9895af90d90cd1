import createModule, { type Engine, type ModuleHost } from 'synchrone-module';
import { SyncMutationError } from '../client/errors.js';

/**
 * Compiles the embedded module and makes its engine, inside the call (BEHAVIOUR 3.1).
 *
 * @param sentence the message of `WASM_BLOCKED` in the configured language
 * @throws SyncMutationError WASM_BLOCKED where the page may not compile WebAssembly (7.2)
 */
export function loadEngine(host: ModuleHost, sentence: string): Engine {
  try {
    const { Engine } = createModule({ host });
    return new Engine();
  } catch (cause) {
    throw new SyncMutationError({ code: 'WASM_BLOCKED', message: sentence, cause });
  }
}
