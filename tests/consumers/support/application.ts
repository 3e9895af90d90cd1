import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installPacked, root, type Consumer } from '../../install/support/packed.js';

/** An application in build/consumers with the tools of its own lock file and the packed package. */
export interface Application {
  readonly folder: string;
  /** A package of its node_modules. */
  require(name: string): unknown;
  write(file: string, text: string): void;
  /** Runs a program of its node_modules. @returns what it printed, and how it ended */
  run(program: string, ...args: string[]): { code: number | null; output: string };
  remove(): void;
}

/** Installs the folder of that name with its tools, and the package as it would be published. */
export function application(name: string): Application {
  const folder = join(root, 'build/consumers', name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'tests/consumers', name), folder, { recursive: true });
  execFileSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'pipe',
  });
  const packed: Consumer = installPacked();
  cpSync(packed.installed, join(folder, 'node_modules/synchrone'), { recursive: true });
  packed.remove();
  // Without the variables of the run that this is a part of.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return {
    folder,
    require: createRequire(join(folder, 'package.json')),
    write: (file, text) => writeFileSync(join(folder, file), text),
    run: (program, ...args) => {
      const bin = join(folder, 'node_modules/.bin', program);
      const ended = spawnSync(bin, args, { cwd: folder, encoding: 'utf8', env });
      return { code: ended.status, output: `${ended.stdout}\n${ended.stderr}` };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
