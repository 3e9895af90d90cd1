import { readdir, readFile } from 'node:fs/promises';

/** A process below another one. */
export interface Descendant {
  pid: number;
  /** Its arguments, joined by spaces. */
  command: string;
}

/** All processes that a process has started, and those that these have started. */
export async function descendantsOf(pid: number): Promise<Descendant[]> {
  const parents = new Map<number, number>();
  const numbers = (await readdir('/proc')).map(Number).filter((name) => Number.isInteger(name));
  for (const one of numbers) {
    const status = await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '');
    // The name, in parentheses, may hold spaces.
    const parent = status.slice(status.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(one, Number(parent));
  }
  const isBelow = (one: number | undefined): boolean =>
    one !== undefined && one !== 0 && (one === pid || isBelow(parents.get(one)));
  const below = [...parents].filter(([, parent]) => isBelow(parent)).map(([one]) => one);
  return Promise.all(
    below.map(async (one) => {
      const command = await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '');
      return { pid: one, command: command.replaceAll('\0', ' ').trim() };
    }),
  );
}

/**
 * Kills the process of a browser that runs its page, which is the one with the most memory.
 *
 * @param pid of the browser, or of what has started it
 * @param runsPages recognises such a process by its arguments
 */
export async function killPageOf(
  pid: number | undefined,
  runsPages: (command: string) => boolean,
): Promise<void> {
  if (pid === undefined) throw new Error('the browser does not run');
  const found = (await descendantsOf(pid)).filter(({ command }) => runsPages(command));
  const sizes = await Promise.all(found.map((one) => sizeOf(one.pid)));
  const largest = found[sizes.indexOf(Math.max(...sizes))];
  if (!largest) throw new Error('no process that runs pages was found');
  process.kill(largest.pid, 'SIGKILL');
}

/** Resident pages of memory. */
async function sizeOf(pid: number): Promise<number> {
  const [, resident = '0'] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
  return Number(resident);
}
