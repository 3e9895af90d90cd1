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
 * Kills the processes of a browser that run its pages.
 *
 * @param pid of the browser, or of what has started it
 * @param runsPages recognises one by its arguments
 */
export async function killPagesOf(
  pid: number | undefined,
  runsPages: (command: string) => boolean,
): Promise<void> {
  if (pid === undefined) throw new Error('the browser does not run');
  const found = (await descendantsOf(pid)).filter(({ command }) => runsPages(command));
  if (found.length === 0) throw new Error('no process that runs pages was found');
  for (const { pid: one } of found) process.kill(one, 'SIGKILL');
}
