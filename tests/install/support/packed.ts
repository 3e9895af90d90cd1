import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A folder of an application that has installed the packed package and nothing else of ours. */
export interface Consumer {
  /** The application's folder. */
  folder: string;
  /** node_modules/synchrone in it. */
  installed: string;
  /** The packed archive. */
  tarball: string;
  /** Removes all of it. */
  remove(): void;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The archive that this run has packed. */
    packed?: string;
  }
}

/** Packs the checkout into `folder` as `npm publish` does. @returns the archive */
export function pack(folder: string): string {
  const said = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  return join(folder, said.trim().split('\n').at(-1) ?? '');
}

/**
 * Unpacks the packed checkout into an empty application.
 *
 * @param packages of the checkout's node_modules that the application has beside it
 */
export function installPacked(...packages: string[]): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'synchrone-install-'));
  const tarball = inject('packed') ?? pack(folder);
  const installed = join(folder, 'node_modules/synchrone');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
  for (const name of packages) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  return {
    folder,
    installed,
    tarball,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
