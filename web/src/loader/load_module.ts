import createModule, { type Engine, type ModuleHost } from 'synchrone-module';

/**
 * Makes an engine, inside the call (BEHAVIOUR 3.1); compiles the module where it is embedded.
 *
 * @throws what the platform throws where a page may not compile WebAssembly (7.2)
 */
export function loadEngine(host: ModuleHost): Engine {
  return createModule({ host });
}

/**
 * Throws while the module is being loaded (`synchrone/streaming`); `arrived` is called once it is. An
 * embedded module always is.
 */
export function requireModule(arrived: () => void): void {
  createModule.require?.(arrived);
}

/** An engine can be made now: the module is embedded, or its file has come. */
export const isModuleHere = (): boolean => createModule.isHere?.() ?? true;
