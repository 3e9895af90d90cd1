import { configure, getMutationQueue } from 'synchrone';

interface FormerEntry {
  id: string;
  method: 'POST' | 'PATCH' | 'DELETE';
  url: string;
  body: unknown;
}

/** Once, at the start: what your former queue has not sent yet. */
export async function takeOver(): Promise<void> {
  const kept = localStorage.getItem('my-old-queue');
  if (kept === null) return;
  const queue = getMutationQueue();
  for (const { id, method, url, body } of JSON.parse(kept) as FormerEntry[]) {
    await queue.enqueue({ id, type: method, endpoint: url, data: body });
  }
  localStorage.removeItem('my-old-queue'); // all of it is in the new queue now
}

// A former queue in the format of the original brief (localStorage `medicalPro_mutation_queue`) is found by
// itself. This is asked about what it had tried to send.
declare function isSaved(id: string): Promise<boolean>;
configure({
  onImport: async ({ entity }) => ((await isSaved(entity)) ? 'applied' : 'absent'),
});
