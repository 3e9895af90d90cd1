import createModule, { type Engine, type ModuleHost } from 'synchrone-module';

/**
 * Compiles the embedded module and makes its engine, inside the call (BEHAVIOUR 3.1).
 *
 * @throws what the platform throws where a page may not compile WebAssembly (7.2)
 */
export function loadEngine(host: ModuleHost): Engine {
  const { Engine } = createModule({ host });
  return new Engine();
}
