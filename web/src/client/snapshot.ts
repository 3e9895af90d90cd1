import type { SnapshotText } from 'synchrone-module';
import type { EventHub } from './event_hub.js';
import { Listeners } from './listeners.js';
import { sameJson } from './plain_json.js';
import type { Snapshot } from './queue_types.js';

/** The queue before anything is known of it: on a server, or where no engine can work. */
export const EMPTY_SNAPSHOT: Snapshot = Object.freeze({
  online: true,
  waiting: null,
  pending: 0,
  sending: 0,
  attention: 0,
  sealed: 0,
  notShown: 0,
  storage: Object.freeze({ durable: true }),
  lastSyncedAt: null,
  sender: false,
  userId: null,
  companyId: null,
});

/** The core's snapshot as callers see it. */
export function snapshotOf(text: SnapshotText): Snapshot {
  const { durable, reason } = text.storage;
  return Object.freeze({
    ...text,
    notShown: 0,
    storage: Object.freeze(reason === '' ? { durable } : { durable, reason }),
  });
}

/** What follows from a new snapshot. */
export interface SnapshotLinks {
  readonly hub: EventHub;
  /** Why all wait has changed. */
  waitingChanged(): void;
  /** The API may be reached again. */
  reachable(): void;
}

/**
 * The newest snapshot, the same object until it changes, and those who want to know (BEHAVIOUR 10).
 */
export class SnapshotKeeper {
  readonly listeners = new Listeners();
  private newest: Snapshot | null = null;
  private isNews = false;

  constructor(private readonly links: SnapshotLinks) {}

  /** null: none has come yet. */
  get current(): Snapshot | null {
    return this.newest;
  }

  take(next: Snapshot): void {
    const before = this.newest ?? EMPTY_SNAPSHOT;
    if (this.newest && sameJson(before, next)) return;
    this.newest = next;
    this.isNews = true;
    this.links.hub.tell('sync:status', next);
    if (!sameJson(before.storage, next.storage)) this.links.hub.tell('sync:storage', next);
    if (before.waiting !== next.waiting) this.links.waitingChanged();
    const cameBack =
      (before.waiting !== null && next.waiting === null) || (!before.online && next.online);
    if (cameBack) this.links.reachable();
  }

  /** Calls the listeners if there is news. */
  flush(): void {
    if (!this.isNews) return;
    this.isNews = false;
    this.listeners.tell();
  }
}

/** Whose work it is about, as one text. */
export const userOf = ({ userId, companyId }: Snapshot): string =>
  JSON.stringify([userId, companyId]);
