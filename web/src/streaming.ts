/**
 * `synchrone/streaming`: all of `synchrone` and `synchrone/ui`, with the WebAssembly module as a file
 * beside the bundle instead of inside it. The browser compiles it off the main thread while the
 * application loads. Import everything from here: `synchrone` and `synchrone/ui` embed the module.
 *
 * Where there is no such file to load (Node, server rendering, CommonJS, Jest), this entry embeds the
 * module too, and `ready()` resolves at once.
 *
 * @packageDocumentation
 */
import { loadDiagnosticTexts } from './client/base/diagnostic_texts_streamed.js';
import { LANGUAGES } from './client/base/messages/catalogue.js';
import { loadLanguage } from './client/base/messages/catalogues_streamed.js';
import { streamingSentences } from './client/base/messages/streaming.js';
import { getSyncClient } from './client/instance.js';
import { loadLookUp } from './client/look_ups/lost_changes_streamed.js';
import { loadListReader } from './client/reads/read_list_streamed.js';
import { isServer } from './host/browser/browser_globals.js';
import { compileModuleFile, ModuleFileError } from './host/browser/module_file.js';
import { networkArrives } from './host/with_network_streamed.js';
import { loadRowCache } from './host/storage/row_cache_streamed.js';
import { loadSealing, sealingArrives } from './host/storage/with_sealing_streamed.js';
import { expectModule, provideModule, warmUp } from './loader/streamed_module.js';
import { type StreamingErrorCode, SyncMutationError } from './types/errors.js';

export * from './index.js';
export * from './ui/index.js';
export type { StreamingErrorCode } from './types/errors.js';

function failure(code: StreamingErrorCode, url = '', cause?: unknown): SyncMutationError {
  const sentence = streamingSentences[getSyncClient().language()][code].replace('{url}', url);
  return new SyncMutationError({ code, message: sentence, cause });
}

expectModule(() => failure('NOT_READY'));

let loading: Promise<void> | null = null;

/**
 * Loads and compiles the module and runs it once; resolves when everything works, and the first call is
 * fast. Call it as early as the application can, and render when it has resolved. Later calls give the
 * same promise; after a failure they try again.
 *
 * Before that, operations reject with `NOT_READY`, lists show the rows that the application has, and
 * the status is that of a queue that has stopped.
 *
 * @param file where `synchrone.wasm` is, or the compiled module. Default: the file beside the bundle,
 *   which Vite, webpack, Rspack, Parcel and Next put there by themselves
 * @throws SyncMutationError `MODULE_UNREACHABLE` when the file, or the script that sends, cannot be loaded, `WASM_BLOCKED` when
 *   the page may not compile WebAssembly, `INVALID_ARGUMENT` when `file` is neither
 *
 * @example
 * import { ready } from 'synchrone/streaming';
 *
 * await ready();
 * createRoot(document.getElementById('root')!).render(<App />);
 */
export function ready(
  file: string | URL | WebAssembly.Module = new URL('./synchrone.wasm', import.meta.url),
): Promise<void> {
  if (isServer()) return Promise.resolve();
  loading ??= load(file).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(file: string | URL | WebAssembly.Module): Promise<void> {
  if (!isModule(file) && !isAddress(file)) throw badFile();
  for (const loadNow of [loadRowCache, loadLookUp, loadDiagnosticTexts]) void loadNow();
  const missing = networkArrives().then(
    () => undefined,
    (cause: unknown) => failure('MODULE_UNREACHABLE', 'network.js', cause),
  );
  // What the first use needs is loaded when `ready` resolves, and the rest while there is a network.
  const inUse = Promise.all([loadLanguage(getSyncClient().language()), sealingArrives()]);
  try {
    const module = isModule(file) ? file : await compileModuleFile(String(file));
    await inUse;
    const error = await missing;
    if (error) throw error;
    provideModule(module);
    await warmUp(nextTask).catch(() => undefined); // what is wrong shows at the first use
    for (const loadLater of [loadListReader, loadSealing, loadLanguages]) void loadLater();
  } catch (error) {
    if (!(error instanceof ModuleFileError)) throw error;
    if (error.code === 'MODULE_UNREACHABLE') throw failure(error.code, String(file), error.cause);
    provideModule(error);
    await inUse;
    const message = getSyncClient().sentence(error.code);
    throw new SyncMutationError({ code: error.code, message, cause: error.cause });
  }
}

const loadLanguages = (): Promise<unknown> => Promise.all(LANGUAGES.map(loadLanguage));

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const isModule = (file: unknown): file is WebAssembly.Module =>
  typeof WebAssembly !== 'undefined' && file instanceof WebAssembly.Module;

const isAddress = (file: unknown): boolean =>
  (typeof file === 'string' && file !== '') || file instanceof URL;

function badFile(): SyncMutationError {
  const expected = getSyncClient().sentence('expected.url');
  const message = getSyncClient().sentence('INVALID_ARGUMENT', { field: 'file', expected });
  return new SyncMutationError({ code: 'INVALID_ARGUMENT', field: 'file', message });
}
