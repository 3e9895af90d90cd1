import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(root, 'node_modules/typescript-7/bin/tsc');

/**
 * Compiles blocks of code with the options of a project.
 * @param project path of a tsconfig.json
 * @param blocks code by the name of a file; they are written to a folder of build/ with that of `name`
 * @param name of the folder
 * @returns what the compiler says, a line each, with the name of the block
 */
export function complaintsAbout(
  project: string,
  blocks: ReadonlyMap<string, string>,
  name: string,
): string[] {
  const folder = join(root, 'build/blocks', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, code] of blocks) writeFileSync(join(folder, file), code);
  const config = { extends: project, compilerOptions: { noEmit: true }, include: ['*'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const complaints = stdout.split('\n').filter((line) => line !== '');
  return status === 0 || complaints.length > 0 ? complaints : ['The compiler did not run.'];
}
