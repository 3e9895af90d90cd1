import type { Database } from '../database/database.ts';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';

/** Channel of migration 004; the payload is the company whose rows changed. */
const channel = 'clinic_changes';

/** A connection that waits for changes of a company. */
export interface Watcher {
  readonly companyId: string;
  readonly userId: string;
  /** Something may have changed: look. */
  wake(): void;
  /** The server stops, or acts dead: end the connection. */
  drop(): void;
}

/** Wakes live connections when there is something to read. One per server; it carries no data itself. */
export class FeedHub {
  readonly #watchers = new Set<Watcher>();
  #stopListening: () => Promise<void> = () => Promise.resolve();

  private constructor() {}

  /** Starts to listen to the database. */
  static async open(database: Database): Promise<FeedHub> {
    const hub = new FeedHub();
    hub.#stopListening = await database.engine.listen(channel, (companyId) => hub.#wake(companyId));
    return hub;
  }

  /** How many live connections there are. */
  get size(): number {
    return this.#watchers.size;
  }

  /**
   * Adds a watcher.
   * @returns a function that takes it away again.
   * @throws ApiError 429 when this person has as many live connections as one may have.
   */
  add(watcher: Watcher): () => void {
    const own = [...this.#watchers].filter(({ userId }) => userId === watcher.userId);
    if (own.length >= limits.streamsPerPerson) throw tooManyStreams();
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Ends all live connections; browsers reopen them. */
  dropAll(): void {
    for (const watcher of [...this.#watchers]) watcher.drop();
  }

  async close(): Promise<void> {
    this.dropAll();
    await this.#stopListening();
  }

  /** An empty payload means that notices may have been lost: everybody looks. */
  #wake(companyId: string): void {
    for (const watcher of this.#watchers) {
      if (companyId === '' || watcher.companyId === companyId) watcher.wake();
    }
  }
}

function tooManyStreams(): ApiError {
  const seconds = limits.streamRetrySeconds;
  return new ApiError(429, 'RATE_LIMITED', {
    values: { seconds },
    details: { retry_after: seconds },
    headers: { 'Retry-After': String(seconds) },
  });
}
