import { getMutationQueue } from 'synchrone';

const queue = getMutationQueue();

/** A line for each entry that is not confirmed; parked ones are in `getAll` alone. */
export function report(): string[] {
  return queue
    .getAll()
    .filter(({ status }) => status === 'pending' || status === 'error')
    .map(({ id, resource }) => `${resource} ${id}: ${queue.explain(id)?.message ?? ''}`);
}
