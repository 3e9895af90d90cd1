import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** The data folder belongs to another running process. The message is the one sentence to show. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly code = 'DATA_FOLDER_IN_USE';
}

/** Who holds a folder. `startedAt` distinguishes a process from a later one with the same number. */
interface Owner {
  readonly pid: number;
  readonly startedAt: string | null;
  readonly nonce: string;
}

/** A held lock; `release` gives the folder back and never throws. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a data folder for this process. The lock is a file that names its owner, and it counts only while
 * that owner lives: after `kill -9` or a power cut the next start takes over without a question.
 * @throws {FolderInUseError} when a living process holds it.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'synchrone.lock');
  const mine: Owner = { pid: process.pid, startedAt: startOf(process.pid), nonce: randomUUID() };
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (createExclusively(path, mine)) return { release: () => releaseIfMine(path, mine) };
    const holder = readOwner(path);
    if (holder !== null && isAlive(holder)) {
      throw new FolderInUseError(
        `The data folder ${folder} is in use by process ${holder.pid}: stop it, choose another folder ` +
          `with CLINIC_DATA_DIR, or share one database between processes with DATABASE_URL.`,
      );
    }
    setAside(path, holder);
  }
  throw new FolderInUseError(
    `The data folder ${folder} is being taken by several processes at once: start one.`,
  );
}

/** Writes the whole owner first and links it into place, so that a half-written lock is never read. */
function createExclusively(path: string, owner: Owner): boolean {
  const draft = `${path}.${owner.nonce}`;
  writeFileSync(draft, JSON.stringify(owner));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** Moves a dead owner's lock away. If a newcomer slipped in between, its lock is put back. */
function setAside(path: string, dead: Owner | null): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readOwner(aside);
  if (moved !== null && moved.nonce !== dead?.nonce) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  unlinkSync(aside);
}

function releaseIfMine(path: string, mine: Owner): void {
  try {
    if (readOwner(path)?.nonce === mine.nonce) unlinkSync(path);
  } catch {
    // The folder is gone: nothing is left to release.
  }
}

function readOwner(path: string): Owner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { pid, startedAt, nonce } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof nonce !== 'string') return null;
    return { pid, startedAt: typeof startedAt === 'string' ? startedAt : null, nonce };
  } catch {
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM'; // it exists, under another user
  }
  const started = startOf(owner.pid);
  return started === null || owner.startedAt === null || started === owner.startedAt;
}

/** Boot id and start tick of a process (Linux: field 22 of /proc/<pid>/stat), or null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${afterName[19] ?? ''}`;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
