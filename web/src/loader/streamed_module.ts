import createFromGlue from 'synchrone-glue';
import type { Engine, ModuleHost } from 'synchrone-module';

/** What the glue of Emscripten asks for, to make an instance of a module that is compiled already. */
interface GlueOptions {
  host: ModuleHost;
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => object,
  ): object;
}

/** The module, or why the page may not have it; null: it is not loaded yet. */
let outcome: WebAssembly.Module | Error | null = null;
let whyMissing = (): Error => new Error('There is no module yet.');
const waiting = new Set<() => void>();

/** `error` makes what is thrown until the module is loaded. */
export function expectModule(error: () => Error): void {
  whyMissing = error;
}

/** The module is loaded, or the page may not compile it. Calls that asked too early are made now. */
export function provideModule(module: WebAssembly.Module | Error): void {
  outcome = module;
  const early = [...waiting];
  waiting.clear();
  for (const arrived of early) arrived();
}

/**
 * Takes the place of the embedded module in `synchrone/streaming`: makes instances of a module that
 * came as a file and is compiled.
 */
export default function createModule({ host }: { host: ModuleHost }): Engine {
  const module = outcome ?? whyMissing();
  if (module instanceof Error) throw module;
  const options: GlueOptions = {
    host,
    instantiateWasm: (imports, receive) => receive(new WebAssembly.Instance(module, imports)),
  };
  return createFromGlue(options);
}

/**
 * Runs what a first create needs once, on an engine of its own that stores and sends nothing: browsers
 * compile a function of the module when it is called first. A task for each step, so that the page can
 * answer in between.
 */
export async function warmUp(nextTask: () => Promise<void>): Promise<void> {
  const engine = createModule({ host: new Proxy({}, { get: idle }) as ModuleHost });
  await nextTask();
  engine.start('{"tab":"warmup","origin":"","online":true,"origins":[]}');
  await nextTask();
  engine.enqueue(0, '/warm-up', '1', '{}\n', '');
  await nextTask();
  engine.takeEvents();
  engine.snapshot();
}

/** Answers of a host where nothing is and nothing happens. */
function idle(_: object, name: string | symbol): () => unknown {
  if (name === 'digest' || name === 'salt')
    return () => 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  return () => (name === 'now' || name === 'random' ? 0 : '');
}

createModule.isHere = (): boolean => outcome !== null;
createModule.require = (arrived: () => void): void => {
  if (outcome) return;
  waiting.add(arrived);
  throw whyMissing();
};
