import type { SnapshotText } from 'synchrone-module';
import type { BrowserHost } from '../../host/browser_host.js';
import type { EventEmitter } from '../base/event_emitter.js';
import { Listeners } from '../base/listeners.js';
import { sameJson } from '../base/plain_json.js';
import type { Snapshot } from '../../types/mutation_queue.js';
import { EMPTY_SNAPSHOT } from '../base/empty_snapshot.js';
import type { EngineConnection } from './engine_connection.js';

/** The core's snapshot as callers see it. */
export function snapshotOf(text: SnapshotText): Snapshot {
  const { durable, reason } = text.storage;
  return Object.freeze({
    ...text,
    notShown: 0,
    stale: 0,
    storage: Object.freeze(reason === '' ? { durable } : { durable, reason }),
  });
}

/** What the page knows and the core does not. */
export interface PageFacts {
  /** No engine works here (any more): nothing is recorded and nothing is sent. */
  readonly stopped: boolean;
  /** Contents are sealed, and there is no key. */
  readonly locked: boolean;
  /** How many stored mutations cannot be read because their key is missing. */
  readonly hidden: number;
  /** Other code has removed what was stored, and it is not written again yet. */
  readonly cleared: boolean;
  /** Lists whose last read failed. */
  readonly stale: number;
  /** Queued changes that mounted lists do not show. */
  readonly notShown: number;
}

function withFacts(snapshot: Snapshot, facts: PageFacts): Snapshot {
  const { stopped, locked, hidden, cleared, stale, notShown } = facts;
  if (stopped) {
    const storage = Object.freeze({ durable: false, reason: 'stopped' } as const);
    return Object.freeze({ ...snapshot, waiting: 'stopped', sending: 0, sender: false, storage });
  }
  const storage = cleared
    ? Object.freeze({ durable: false, reason: 'cleared' } as const)
    : snapshot.storage;
  const all = { ...snapshot, stale, notShown, storage, sealed: snapshot.sealed + hidden };
  return Object.freeze(locked ? { ...all, waiting: 'locked' } : all);
}

/** Leaving the page now would lose work that is in memory only. */
export function wouldLoseWork(snapshot: Snapshot | null): boolean {
  if (!snapshot || snapshot.pending === 0) return false;
  const { durable, reason } = snapshot.storage;
  return !durable && (reason === 'full' || reason === 'denied');
}

/** The lists of the page. */
interface PageLists {
  staleLists(): PageFacts['stale'];
  readonly notShown: PageFacts['notShown'];
}

/**
 * The newest snapshot, the same object until it changes, and its listeners (BEHAVIOUR 10).
 */
export class SnapshotStore {
  readonly listeners = new Listeners();
  /** The snapshot as the engine has emitted it. */
  private reported: Snapshot | null = null;
  private newest: Snapshot | null = null;
  private isChanged = false;

  /** Whose work was shown; null: nothing was shown yet. */
  private shownUser: string | null = null;

  constructor(
    private readonly connection: EngineConnection,
    private readonly host: BrowserHost,
    private readonly emitter: EventEmitter,
    private readonly lists: PageLists,
    /** What shows why a resource waits: every resource, where all wait for the same. */
    private readonly pendingCounts: { touchAll(): void },
    /** The API may be reached again. */
    private readonly reachable: () => void,
  ) {}

  /** null: none has come yet. */
  get current(): Snapshot | null {
    return this.newest;
  }

  /** The newest one; asks the engine where none has come yet. */
  get(): Snapshot {
    if (!this.newest) this.take(this.asked());
    const newest = this.newest ?? EMPTY_SNAPSHOT;
    if (this.connection.running) this.shownUser ??= userOf(newest);
    return newest;
  }

  /** @returns whether the user has changed since the last call, in this tab or another (7.1) */
  userChanged(): boolean {
    const before = this.shownUser;
    this.shownUser = userOf(this.get());
    return before !== null && before !== this.shownUser;
  }

  /** As a caller sees it: whether storage was cleared is looked up now. */
  fresh(): Snapshot {
    const snapshot = this.get();
    if (this.host.storage.repair.isCleared() === (snapshot.storage.reason === 'cleared'))
      return snapshot;
    this.factsChanged();
    return this.get();
  }

  /** Asks the engine, which knows what was enqueued a line before. */
  pendingCount(): number {
    return this.asked().pending;
  }

  /** The page knows something new; listeners are called soon. */
  factsChanged(): void {
    this.refresh();
    this.host.microtask(() => this.flush());
  }

  /** After a batch: the facts are looked up, and listeners are called. */
  update(): void {
    this.refresh();
    this.flush();
  }

  /** Another engine works here: it reports a snapshot only where its own has changed. */
  askAnew(): void {
    if (this.connection.running) this.take(this.asked());
  }

  private asked(): Snapshot {
    const text = this.connection.ask((engine) => engine.snapshot(), '');
    return text === '' ? EMPTY_SNAPSHOT : snapshotOf(JSON.parse(text) as SnapshotText);
  }

  /** Takes a snapshot that the engine has emitted. */
  take(snapshot: Snapshot): void {
    this.reported = snapshot;
    this.refresh();
  }

  private refresh(): void {
    if (!this.reported) return;
    const next = withFacts(this.reported, this.facts());
    const before = this.newest ?? EMPTY_SNAPSHOT;
    if (this.newest && sameJson(before, next)) return;
    this.newest = next;
    this.isChanged = true;
    this.emitter.emit('sync:status', next);
    if (!sameJson(before.storage, next.storage)) this.emitter.emit('sync:storage', next);
    if (before.waiting !== next.waiting) this.pendingCounts.touchAll();
    const cameBack =
      (before.waiting !== null && next.waiting === null) || (!before.online && next.online);
    if (cameBack) this.reachable();
  }

  private facts(): PageFacts {
    return {
      stale: this.lists.staleLists(),
      notShown: this.lists.notShown,
      stopped: this.connection.stopped,
      locked: this.host.storage.vault.isLocked,
      hidden: this.host.storage.storedSeal.countHidden(),
      cleared: this.host.storage.repair.isCleared(),
    };
  }

  /** Notifies the listeners if the snapshot has changed. */
  flush(): void {
    if (!this.isChanged) return;
    this.isChanged = false;
    this.listeners.notify();
  }
}

/** Whose work it is about, as one text. */
const userOf = ({ userId, companyId }: Snapshot): string => JSON.stringify([userId, companyId]);
