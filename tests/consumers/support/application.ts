import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installPacked, root, type Consumer } from '../../install/support/packed.js';

export { root };

/** An application in build/consumers with the tools of its own lock file and the packed package. */
export interface Application {
  readonly folder: string;
  /** A package of its node_modules. */
  require(name: string): unknown;
  write(file: string, text: string): void;
  /** Runs a program of its node_modules. @returns what it printed, and how it ended */
  run(program: string, ...args: string[]): { code: number | null; output: string };
  /** Starts a server of its node_modules. */
  start(program: string, ...args: string[]): Server;
  remove(): void;
}

export interface Server {
  /** Resolves once it has printed this; rejects, with what it printed, when it ends before. */
  says(text: string): Promise<void>;
  stop(): Promise<void>;
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
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], CI: 'true' };
  const binOf = (program: string): string => join(folder, 'node_modules/.bin', program);
  return {
    folder,
    require: createRequire(join(folder, 'package.json')),
    write: (file, text) => writeFileSync(join(folder, file), text),
    run: (program, ...args) => {
      const ended = spawnSync(binOf(program), args, { cwd: folder, encoding: 'utf8', env });
      return { code: ended.status, output: `${ended.stdout}\n${ended.stderr}` };
    },
    start: (program, ...args) => started(binOf(program), args, folder, env),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function started(bin: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Server {
  const program = spawn(bin, args, { cwd, env, detached: true });
  let printed = '';
  let heard = (): void => undefined;
  const listen = (chunk: Buffer): void => {
    printed += String(chunk);
    heard();
  };
  program.stdout.on('data', listen);
  program.stderr.on('data', listen);
  const ended = new Promise<void>((resolve) => program.on('close', () => resolve()));
  return {
    says: (text) =>
      new Promise((resolve, reject) => {
        heard = () => {
          if (printed.includes(text)) resolve();
        };
        heard();
        void ended.then(() => reject(new Error(printed)));
      }),
    stop: () => {
      // With the processes that it has started.
      if (program.pid !== undefined && program.exitCode === null) process.kill(-program.pid);
      return ended;
    },
  };
}
