/** Why there is no module: the file did not come, or this page may not compile WebAssembly. */
export class ModuleFileError extends Error {
  constructor(
    readonly code: 'MODULE_UNREACHABLE' | 'WASM_BLOCKED',
    cause: unknown,
  ) {
    super(code, { cause });
  }
}

/** The smallest module there is: the magic number and the version. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/**
 * Compiles the module while it is loaded, off the main thread. Where the server names another type
 * than application/wasm, it is compiled once it is loaded.
 *
 * @throws ModuleFileError
 */
export async function compileModuleFile(url: string): Promise<WebAssembly.Module> {
  if (!mayCompile()) throw new ModuleFileError('WASM_BLOCKED', undefined);
  try {
    const response = await fetch(url, { credentials: 'same-origin' });
    if (!response.ok) throw new TypeError(`The server answered ${response.status}.`);
    const type = response.headers.get('content-type');
    const isStreamable = type === 'application/wasm' && 'compileStreaming' in WebAssembly;
    if (isStreamable) return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new ModuleFileError('MODULE_UNREACHABLE', cause);
  }
}

function mayCompile(): boolean {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
    return true;
  } catch {
    return false;
  }
}
