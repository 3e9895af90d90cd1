// A page that does nothing but queue: the survival tests work it from outside.
import { getMutationQueue } from 'synchrone/core';

const queue = getMutationQueue();
queue.configure({
  timeoutMs: 10_000,
  endpoints: { '/api/v1/patients': { idempotencyHeader: true } },
});

const workbench = {
  queue,
  /** Queues `count` new patients of that family name, in one task. @returns how many are durable */
  create(count: number, lastName: string): number {
    for (let i = 0; i < count; i += 1) {
      const data = { id: crypto.randomUUID(), first_name: `Nº ${i}`, last_name: lastName };
      void queue.enqueue({ type: 'POST', endpoint: '/api/v1/patients', data });
    }
    return queue.getPendingCount();
  },
  /** Never gives the task back. */
  hang(): void {
    for (;;) if (performance.now() < 0) return;
  },
};
export type Workbench = typeof workbench;

declare global {
  interface Window {
    workbench: Workbench;
  }
}
window.workbench = workbench;
