import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the server is as plain JavaScript: it starts in half the time of its TypeScript. */
export const COMPILED_SERVER = 'CLINIC_COMPILED_SERVER';

/** The folder of the compiled server; the script that compiles it says what it holds. */
export function compiledFolder(): string {
  return dirname(dirname(process.env[COMPILED_SERVER] ?? ''));
}

/**
 * Compiles the server for the instances that this process and its children start.
 * @returns what removes it
 */
export async function compileServer(): Promise<() => void> {
  // Below the repository, so that the one package with machine code is found.
  const build = join(root, 'build');
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(join(build, 'clinic-server-'));
  const bundle = join(root, 'web/clinic/deploy/bundle.mjs');
  await promisify(execFile)(process.execPath, [bundle, folder]);
  process.env[COMPILED_SERVER] = join(folder, 'server/main.mjs');
  return () => rmSync(folder, { recursive: true, force: true });
}
