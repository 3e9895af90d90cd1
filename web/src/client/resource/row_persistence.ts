import type { RowCache } from '../../host/storage/row_cache.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { Snapshot } from '../../types/mutation_queue.js';

/** What it takes to keep rows for later pages. */
export interface RowPersistenceLinks {
  cache(): RowCache;
  snapshot(): Snapshot;
  /** What is stored with contents has to be sealed (7.4). */
  isSealed(): boolean;
  /** Starts the engine, which knows who works here. */
  start(): void;
}

/**
 * The rows of our own lists that are kept on the device for a start without a network (7.1a): only of
 * a named person, and not where contents have to be sealed (7.1b). Whoever logs out takes them along.
 */
export class RowPersistence {
  constructor(private readonly links: RowPersistenceLinks) {}

  /** @returns null: none are kept, or somebody else works here by now */
  async lastKnown(resource: string): Promise<readonly AnyRecord[] | null> {
    this.links.start();
    const person = this.person();
    if (person === null) return null;
    const rows = await this.links.cache().read(person, resource);
    return this.isHere(person) ? (rows as readonly AnyRecord[] | null) : null;
  }

  /** @param isRead they were read from the server just now */
  remember(resource: string, rows: () => readonly AnyRecord[], isRead: boolean): void {
    const person = this.person();
    if (person !== null) this.links.cache().keep(person, resource, rows, isRead);
  }

  forget(): void {
    const person = this.person();
    if (person !== null) void this.links.cache().forget(person);
  }

  isHere(person: string): boolean {
    return person === this.person();
  }

  private person(): string | null {
    const { userId, companyId } = this.links.snapshot();
    return userId === null || this.links.isSealed() ? null : personOf(userId, companyId);
  }
}

/** How the cache names a person of a company. */
const personOf = (userId: string, companyId: string | null): string =>
  `${encodeURIComponent(companyId ?? '-')}/${encodeURIComponent(userId)}`;
