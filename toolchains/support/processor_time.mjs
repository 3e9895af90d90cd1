// What work costs in processor time, with all processes that it starts and waits for. Unlike its
// duration, it hardly depends on what else a machine does.

import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';

/** The processor time of the work that is being measured, in milliseconds. */
const spent = new AsyncLocalStorage();

// A shell knows what its children have used, and their children: its second line of `times`.
const kScript = '"$@"; code=$?; times >&3; exit $code';

/**
 * Runs `work` and adds up the processor time of the commands that it spawns here. Servers that have
 * left the process that started them, such as PostgreSQL, are not in it.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, ms: number }>}
 */
export async function measured(work) {
  const total = { ms: 0 };
  return { result: await spent.run(total, work), ms: total.ms };
}

/**
 * Like `spawn` of Node, and the same function where nothing is measured.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnMeasured(command, args, options) {
  const total = spent.getStore();
  if (total === undefined || process.platform === 'win32') return spawn(command, args, options);
  const child = spawn('/bin/sh', ['-c', kScript, 'sh', command, ...args], {
    ...options,
    stdio: [...options.stdio, 'pipe'],
  });
  let times = '';
  child.stdio[3].on('data', (chunk) => (times += chunk));
  child.on('close', () => (total.ms += processorTime(times)));
  return child;
}

/** @param {string} times "0m0.000s 0m0.000s" of the shell, and the same of its children below */
export function processorTime(times) {
  const ofChildren = times.split('\n')[1] ?? '';
  const parts = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + minutes * 60_000 + seconds * 1000, 0);
}
