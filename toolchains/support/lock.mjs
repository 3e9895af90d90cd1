// One set-up or build at a time. The lock is held by a flock(1) child that lives as long as our end
// of its pipe: it is released even when this process is killed.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { findOnPath } from './run.mjs';
import { note } from './say.mjs';

const kSayWaitingAfterMs = 500;

/**
 * Runs `work` while holding an exclusive lock; waits for another holder, saying so.
 * Where flock(1) does not exist (not Linux), `work` runs without a lock.
 * @template T
 * @param {string} file the lock file; its folder is made when missing
 * @param {string} what what the other holder is doing, for the waiting line
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, what, work) {
  const release = await acquire(file, what);
  try {
    return await work();
  } finally {
    await release();
  }
}

/**
 * Locks of this process that works hold together, by file.
 * @type {Map<string, { count: number, release: Promise<() => Promise<void>> }>}
 */
const shared = new Map();

/** Like `withLock`, but works of this process hold the lock together. */
export async function withSharedLock(file, what, work) {
  const held = shared.get(file) ?? { count: 0, release: acquire(file, what) };
  shared.set(file, held);
  held.count += 1;
  try {
    await held.release;
    return await work();
  } finally {
    held.count -= 1;
    if (held.count === 0) {
      shared.delete(file);
      await (
        await held.release
      )();
    }
  }
}

async function acquire(file, what) {
  if (findOnPath('flock') === null) return async () => {};
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn('flock', ['-x', file, 'sh', '-c', 'echo held; read -r end'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => holder.on('close', resolve));
  const waiting = setTimeout(() => note(`waiting: ${what} is under way`), kSayWaitingAfterMs);
  await Promise.race([new Promise((resolve) => holder.stdout.once('data', resolve)), ended]);
  clearTimeout(waiting);
  return async () => {
    holder.stdin.end();
    await ended;
  };
}
