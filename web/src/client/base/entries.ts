import type { MutationEntry } from '../../types/mutation.js';
import type { EntryFilter } from '../../types/mutation_queue.js';

/** Compares two entries by the order of the queue, as for `Array.prototype.sort`. */
export function inOrder(one: MutationEntry, other: MutationEntry): number {
  const [a, b] = [one.place ?? one.sequence, other.place ?? other.sequence];
  if (a[0] !== b[0]) return a[0] - b[0];
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
}

/** `former` where it has the same members, else `next`. */
export function keepIfSame<T>(former: readonly T[], next: readonly T[]): readonly T[] {
  const same = former.length === next.length && former.every((one, index) => one === next[index]);
  return same ? former : next;
}

/** The entry has all members that the filter names, or the function says so. */
export function matches(entry: MutationEntry, filter: EntryFilter | undefined): boolean {
  if (typeof filter === 'function') return filter(entry);
  return Object.entries(filter ?? {}).every(([name, value]) => {
    const own = entry[name as keyof MutationEntry];
    // Ids are text in the queue, and may be numbers in the application.
    return (
      value === undefined || own === value || (typeof value === 'number' && own === `${value}`)
    );
  });
}
