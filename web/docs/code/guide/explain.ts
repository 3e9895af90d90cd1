import { getMutationQueue } from 'synchrone';

const queue = getMutationQueue();

export function report(): string[] {
  return queue.getPending().map(({ id }) => queue.explain(id)?.message ?? '');
}
