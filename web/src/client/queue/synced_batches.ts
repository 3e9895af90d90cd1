import type { BrowserHost } from '../../host/browser_host.js';
import type { OnSyncedOptions, SyncedBatch } from '../../types/sync_client.js';
import type { Configuration } from '../engine/configuration.js';

const QUIET_MS = 300;
const MAX_WAIT_MS = 5_000;

/** One listener, and what it has not been called for yet. */
interface Waiter {
  readonly timer: string;
  /** Endpoints as they were given, by resource. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly quietMs: number;
  readonly maxWaitMs: number;
  readonly listener: (batch: readonly SyncedBatch[]) => void;
  ids: Map<string, Set<string>>;
  firstAt: number;
  lastAt: number;
}

/** Gathers the confirmations of a drain, so that lists are read once after it; see `onSynced`. */
export class SyncedBatches {
  private readonly waiters = new Set<Waiter>();
  private count = 0;

  /** @param isSending whether a request of the resource is in flight */
  constructor(
    private readonly host: BrowserHost,
    private readonly configuration: Configuration,
    private readonly isSending: (resource: string) => boolean,
  ) {}

  /** Adds a listener; see `onSynced`. @returns ends it */
  add(
    endpoints: readonly string[],
    listener: (batch: readonly SyncedBatch[]) => void,
    { quietMs = QUIET_MS, maxWaitMs = MAX_WAIT_MS }: OnSyncedOptions,
  ): () => void {
    const waiter: Waiter = {
      timer: `synced-${(this.count += 1)}`,
      endpoints: new Map(endpoints.map((one) => [this.configuration.resourceOf(one), one])),
      ...{ quietMs, maxWaitMs, listener },
      ...{ ids: new Map(), firstAt: 0, lastAt: 0 },
    };
    this.waiters.add(waiter);
    return () => {
      this.waiters.delete(waiter);
    };
  }

  /** The server has confirmed a change of the record. */
  confirmed(resource: string, entity: string): void {
    for (const waiter of this.waiters) {
      const endpoint = waiter.endpoints.get(resource);
      if (endpoint !== undefined) this.note(waiter, endpoint, entity);
    }
  }

  /** The user has changed: forgets what was confirmed for the former one. */
  clear(): void {
    for (const waiter of this.waiters) waiter.ids.clear();
  }

  private note(waiter: Waiter, endpoint: string, entity: string): void {
    const isFirst = waiter.ids.size === 0;
    const ids = waiter.ids.get(endpoint) ?? new Set();
    waiter.ids.set(endpoint, ids.add(entity));
    waiter.lastAt = this.host.pageNow();
    if (!isFirst) return;
    waiter.firstAt = waiter.lastAt;
    this.wait(waiter, Math.min(waiter.quietMs, waiter.maxWaitMs));
  }

  private wait(waiter: Waiter, delayMs: number): void {
    this.host.after(waiter.timer, delayMs, () => this.due(waiter));
  }

  private due(waiter: Waiter): void {
    if (!this.waiters.has(waiter) || waiter.ids.size === 0) return;
    const now = this.host.pageNow();
    const latest = waiter.firstAt + waiter.maxWaitMs;
    const isBusy = [...waiter.endpoints.keys()].some((one) => this.isSending(one));
    const quietAt = isBusy ? now + waiter.quietMs : waiter.lastAt + waiter.quietMs;
    const left = Math.min(quietAt, latest) - now;
    if (left > 0) {
      this.wait(waiter, left);
      return;
    }
    const { ids } = waiter;
    waiter.ids = new Map();
    waiter.listener([...ids].map(([endpoint, of]) => ({ endpoint, ids: [...of] })));
  }
}
