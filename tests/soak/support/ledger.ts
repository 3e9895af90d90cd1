import type { Page } from '@playwright/test';
import type {} from '../page/main.tsx';

/** A change that the queue has accepted from a person. */
export interface Accepted {
  /** ISO 8601. */
  at: string;
  mutation: string;
  /** Begins every idempotency key of the change: tab and counter. */
  key: string;
  userId: string;
  operation: string;
  resource: string;
}

/** An entry as a page knows it at the end. */
export interface Known {
  id: string;
  status: string;
  kind?: string;
  error?: { code: string };
}

/** What people did, and what it cost them. */
export class Ledger {
  readonly accepted: Accepted[] = [];
  /** What pages said of changes when it happened: the oldest history is evicted for new work. */
  readonly heard = new Map<string, Set<'synced' | 'rolled-back'>>();
  /** Changes that were in the memory of a page only when it ended, as the page said. */
  readonly inMemory = new Set<string>();
  /** Milliseconds of each call, in order. */
  readonly costs: number[] = [];

  hear(mutation: string, status: 'synced' | 'rolled-back'): void {
    this.heard.set(mutation, (this.heard.get(mutation) ?? new Set()).add(status));
  }

  /** Notes what ends with the page. */
  async noteEnd(page: Page): Promise<void> {
    for (const id of await page.evaluate(() => window.soak.inMemory())) this.inMemory.add(id);
  }

  /** Notes a change that the page has just made. */
  async note(page: Page, made: { mutation: string; cost: number }): Promise<void> {
    if (made.mutation === '') return; // refused at once: nothing was accepted
    const entry = await page.evaluate((id) => window.soak.queue.getEntry(id), made.mutation);
    if (!entry) return;
    this.costs.push(made.cost);
    this.accepted.push({
      at: new Date().toISOString(),
      mutation: entry.id,
      key: `${entry.sequence[1]}-${entry.sequence[0]}-`,
      userId: String(entry.userId),
      operation: entry.operation,
      resource: entry.resource,
    });
  }
}
