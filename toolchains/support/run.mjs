// Child processes: run quietly and keep the output, or let the person see it.

import { accessSync, constants, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

import { spawnMeasured } from './processor_time.mjs';
import { SetupError, isKept, print } from './say.mjs';

const kDetailLines = 40; // of a failed tool; enough to see what went wrong

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; the parent's when left out
 * @property {(line: string) => void} [onLine] called with each line of stdout and stderr
 */

/**
 * Runs a command to its end without showing its output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` is stdout and
 *   stderr as they came; `code` is 127 when the command does not exist
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawnMeasured(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout = [];
    const output = [];
    const keep = (stream, alsoTo) => {
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line);
        alsoTo?.push(line);
        options.onLine?.(line);
      });
    };
    keep(child.stdout, stdout);
    keep(child.stderr);
    child.on('error', (error) => resolve({ code: 127, stdout: '', output: error.message }));
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout: stdout.join('\n'), output: output.join('\n') });
    });
  });
}

/**
 * Like `run`, for a command that has to succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { sentence: string }} options `sentence` is what the person reads on failure
 * @returns {Promise<string>} stdout
 * @throws {SetupError} when the command fails
 */
export async function must(command, args, options) {
  const result = await run(command, args, options);
  if (result.code !== 0) throw new SetupError(options.sentence, lastLines(result.output));
  return result.stdout;
}

/**
 * Runs a command whose output the person sees as it comes, or when it has ended if its step's lines
 * are kept back.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code
 */
export async function show(command, args, options = {}) {
  if (isKept()) {
    const { code, output } = await run(command, args, options);
    print(output);
    return code;
  }
  return new Promise((resolve) => {
    const child = spawnMeasured(command, args, {
      ...options,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs all jobs, as many at a time as there are cores.
 * @template T
 * @param {readonly (() => Promise<T>)[]} jobs
 * @returns {Promise<T[]>} their results, in their order
 */
export async function sideBySide(jobs) {
  const results = [];
  const waiting = [...jobs.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, job] = next;
      results[index] = await job();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

/** @param {string} text @returns {string} its last lines, enough to see what went wrong */
export function lastLines(text) {
  return text.split('\n').slice(-kDetailLines).join('\n');
}

/** @param {string} name @returns {string | null} the absolute path of a command on PATH */
export function findOnPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      continue; // not in this folder
    }
  }
  return null;
}
