import type { SyncMutationError } from './errors.js';
import type {
  AnyRecord,
  MutationConflict,
  MutationEntry,
  MutationKind,
  MutationMethod,
  ParkKind,
} from './mutation.js';
import type { ConfigureOptions } from './options.js';

/** What keeps the whole queue from sending; null: nothing does. */
export type Waiting =
  | 'offline'
  | 'offline-mode'
  | 'unreachable'
  | 'login'
  | 'rate-limit'
  | 'paused'
  /** Stored work cannot be read now: it is read again in a moment, and after 6 s sending goes on without it. */
  | 'storage'
  | 'user'
  | 'locked'
  /** Nothing can be saved or sent on this page: WebAssembly is blocked, or the module has failed. */
  | 'stopped'
  | null;

/** State of the queue at a glance. The same object until something changes. */
export interface Snapshot {
  /** The browser says that there is a network, or an answer has shown it. */
  readonly online: boolean;
  /** Why nothing is sent; null: nothing holds the queue up. */
  readonly waiting: Waiting;
  /**
   * With `waiting: 'unreachable'`: a page or another host answers in the API's place (a captive
   * portal, a proxy, a sign-in on another host). A person may have to sign in there, in another tab.
   */
  readonly signInElsewhere?: true;
  /** This user's entries that are queued or being sent. */
  readonly pending: number;
  /** How many of the pending changes have a request in flight. */
  readonly sending: number;
  /** How many of the pending changes a person keeps offline until they send them (`retry`). */
  readonly held: number;
  /** Parked entries: a person has to decide about them. */
  readonly attention: number;
  /**
   * Entries in this storage that are not shown here: of other users, encrypted or not, and those that
   * wait for their key. A count and nothing else.
   */
  readonly sealed: number;
  /**
   * Queued changes that a mounted list of an existing context does not show, because it can only be
   * called for what people change on this page. They are sent like all others.
   */
  readonly notShown: number;
  /** Lists whose last read failed: what they show may be old. */
  readonly stale: number;
  /**
   * Whether closing the page loses nothing, and why not. 'cleared': other code has removed what was stored,
   * and it is being written again. 'stopped': nothing can be saved here at all.
   */
  readonly storage: {
    readonly durable: boolean;
    readonly reason?: 'full' | 'denied' | 'cleared' | 'stopped';
  };
  /** Epoch milliseconds of the last confirmation in any tab; null: none yet. */
  readonly lastSyncedAt: number | null;
  /** This tab is the one that sends. */
  readonly sender: boolean;
  /** Who is signed in; null: nobody, or an application that never calls `setUser`. */
  readonly userId: string | null;
  /** null: `setUser` was given none. */
  readonly companyId: string | null;
}

/** A message for developers; it has ids and codes, never contents. */
export interface Diagnostic {
  /** A stable code; the error reference says what to do about each. */
  readonly code: string;
  /** A sentence for developers, in English. */
  readonly message: string;
  /** The collection that it is about. */
  readonly resource?: string;
  /** Id of the entry that it is about. */
  readonly mutation?: string;
}

/**
 * What `on()` listeners get, and what `event.detail` of the window event of the same name is.
 * A conflict emits `mutation:conflict` and right after it `mutation:error`, for listeners that know only
 * that one.
 */
export interface SyncEvents {
  /** foreign: made by another tab, or recovered from storage. */
  'mutation:queued': { readonly mutation: MutationEntry; readonly foreign: boolean };
  /** record: what the server confirmed, merged; null for a delete. */
  'mutation:synced': { readonly mutation: MutationEntry; readonly record: AnyRecord | null };
  /** Each time that an entry is parked (`mutation.kind` says why), in every tab of the user. */
  'mutation:error': { readonly mutation: MutationEntry; readonly error: SyncMutationError };
  /** An entry is parked because the server holds a newer version of its record. */
  'mutation:conflict': {
    readonly mutation: MutationEntry;
    readonly error: SyncMutationError;
    readonly conflict: MutationConflict;
  };
  /** A person or the application has dropped an entry; the view no longer shows it. */
  'mutation:discarded': { readonly mutation: MutationEntry };
  /** Sign in, then call `queue.resume()`. */
  'sync:auth-required': Snapshot;
  /** Each change of the snapshot. */
  'sync:status': Snapshot;
  /** Each change of `storage` in the snapshot, right after `sync:status`. */
  'sync:storage': Snapshot;
  /** A finding about the integration, for developers. */
  'sync:diagnostic': Diagnostic;
  /** A turn of the engine, for finding a fault. Emitted while `on('sync:turn')` has a listener. */
  'sync:turn': EngineTurn;
  /** The module failed twice and has stopped. What was recorded is in storage; reload the page. */
  'sync:stopped': { readonly error: SyncMutationError };
}

/** One turn of the engine: names, numbers, codes and ids, never contents. */
export interface EngineTurn {
  /** What it was asked or given: "enqueue 0", "response 7 201", "timer send". */
  readonly input: string;
  /** What came out: "queued 01J…", "progress 01J… pending", "settled 01J… confirmed". */
  readonly events: readonly string[];
}

/** What existing code hands to `enqueue`. Unknown members are ignored. */
export interface EnqueueRequest {
  /** Kept when it is unused so far; a string of at most 200 characters. */
  id?: string | number;
  /** The method of the request. */
  type: MutationMethod;
  /** Path, e.g. "/api/v1/patients/p1"; the record follows from it. */
  endpoint: string;
  /** The record of a create, the changes of an update; none for a delete. */
  data?: unknown;
  /** As in `MutationOptions`. */
  previousState?: object | null | undefined;
  /** As in `MutationOptions`. */
  reason?: string;
  /** As in `MutationOptions`. */
  holdMs?: number;
  /** As in `MutationOptions`. */
  notAfter?: number;
}

/** Selects entries: all members that are given must match; or a function returns true. */
export type EntryFilter =
  | { resource?: string; entity?: string | number; operation?: MutationKind; kind?: ParkKind }
  | ((entry: MutationEntry) => boolean);

/** Why an entry has not been sent yet. */
export interface Explanation {
  /** Id of the entry. */
  readonly id: string;
  /** A code: '' when nothing holds it up. */
  readonly waiting: string;
  /** A sentence in the configured language. */
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** The signed-in person. */
export interface SyncUser {
  /** The person's id in the API; stored with each change that is made. */
  id: string | number;
  /** The clinic that the person works for; work of one company is not shown or sent in another. */
  companyId?: string | number | null;
  /** For display only; not stored. */
  name?: string;
}

/** What becomes of work that the server has not confirmed, when its author leaves. */
export interface LogoutOptions {
  /**
   * 'keep' (default): it waits here for its author to sign in again, in clear unless `encryption` is
   * set (call `lock()` as well where each person has a key). 'sync': it is sent first, for `timeoutMs`
   * at most. 'export': as 'keep', and it is handed out as well.
   */
  unsynced?: 'keep' | 'sync' | 'export';
  /** For 'sync': how long to wait, in milliseconds. Default 10 000. */
  timeoutMs?: number;
  /** For 'export': it is discarded here once it has been handed out. Default false. */
  discard?: boolean;
}

/** What `logout` leaves behind. */
export interface LogoutResult {
  /** Entries that stay here for their author. */
  readonly unsynced: number;
  /** For 'export': JSON text `{ exportedAt, userId, companyId, entries }`, to be downloaded. */
  readonly exported?: string;
}

/** What `verifyAudit` found. */
export interface AuditVerification {
  /** `problems` is empty. */
  readonly ok: boolean;
  /** Settled mutations that the trail holds. */
  readonly records: number;
  /** The trail as it stands now: keep it elsewhere, and hand it to a later call. */
  readonly head: string;
  /**
   * 'removed': a record that others refer to is missing. 'altered': it is not the one that others
   * refer to. 'repeated': two records have one place. A record's place is its document (one page's
   * life) and its index there, from 1.
   */
  readonly problems: readonly {
    readonly fault: 'removed' | 'altered' | 'repeated';
    readonly document: string;
    readonly index: number;
  }[];
}

/**
 * The queue. Reads are synchronous and see what was enqueued a line before. Commands take
 * effect inside the call; their promises resolve once the command is accepted, and reject with a
 * `SyncMutationError` otherwise (never as `unhandledrejection`).
 */
export interface MutationQueue {
  /**
   * Resolves with the entry's id once it is recorded. Rejects when it is refused (bad endpoint, not
   * JSON).
   */
  enqueue(request: EnqueueRequest): Promise<string>;
  /**
   * Sends now what may be sent: ends backoff, and probes unreachable origins. Resolves once that has
   * begun.
   */
  process(): Promise<void>;
  /** This user's entries that are queued or being sent, in order. Parked ones are in `getAll()`. */
  getPending(): MutationEntry[];
  /** How many entries `getPending()` has. */
  getPendingCount(): number;
  /** Queued and parked ones in order, then the settled ones still remembered. */
  getAll(): MutationEntry[];
  /** That entry, also settled while it is remembered; undefined: none of this user has that id. */
  getEntry(id: string | number): MutationEntry | undefined;
  /** Discards this user's entries, parked ones too: their views roll back. */
  clear(): Promise<void>;

  /**
   * Sends a parked or held entry again, with other contents if given, after later changes of its
   * record. One of unknown outcome is looked for first, and sent where the server does not have it;
   * `resolveConflict(id, 'mine')` sends it without looking. Resolves once that is recorded. This and the commands below reject with
   * UNKNOWN_MUTATION, IN_FLIGHT or NOT_ALLOWED_NOW; with contents also with NOT_SERIALISABLE or
   * TOO_LARGE.
   */
  retry(id: string | number, changes?: { data?: unknown }): Promise<void>;
  /** Retries every parked entry that matches; resolves with how many. */
  retryAll(filter?: EntryFilter): Promise<number>;
  /** Discards a change: its view rolls back, the entry stays in `getAll()` as 'rolled-back'. */
  discard(id: string | number): Promise<void>;
  /** Discards every parked entry that matches; resolves with how many. */
  discardAll(filter?: EntryFilter): Promise<number>;
  /** Shows a refused change again and holds it until `retry(id)`. */
  keepOffline(id: string | number): Promise<void>;
  /**
   * 'mine': the change is sent again over the server's version. 'server': it is discarded. A record:
   * sent instead of both. For kind 'uncertain': 'mine' = send again, 'server' = it was already saved.
   */
  resolveConflict(id: string | number, choice: 'mine' | 'server' | object): Promise<void>;

  /** Sends nothing until `resume()`; changes are still queued. */
  pause(): void;
  /** Ends `pause()`; also signals new credentials after `sync:auth-required`. */
  resume(): void;
  /** Nothing is sent while on, whatever the network says. */
  setOfflineMode(on: boolean): void;

  /** Why the entry has not been sent yet; undefined: no entry of this user has that id. */
  explain(id: string | number): Explanation | undefined;
  /**
   * The server's id of a local id; the id itself while it is queued; undefined: not known.
   */
  resolveId(localId: string | number): string | undefined;

  /** Calls back after each change of `getSnapshot()`; returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
  /** The state now; the same object until something changes. */
  getSnapshot(): Snapshot;
  /** Listens to one event; returns the unsubscribe function. */
  on<Name extends keyof SyncEvents>(
    name: Name,
    listener: (detail: SyncEvents[Name]) => void,
  ): () => void;

  /** Sets who is signed in; null: no user. Rows are cleared and loaded again when it changes. */
  setUser(user: SyncUser | null): void;
  /**
   * Forgets the device's user, in all tabs. Work that the server has not confirmed stays here
   * for its author alone, unless the options say otherwise.
   *
   * @example await queue.logout({ unsynced: 'sync', timeoutMs: 5_000 });
   */
  logout(options?: LogoutOptions): Promise<LogoutResult>;
  /**
   * Forgets the key of `configure({ encryption })`: nothing of the work is in memory or in a
   * view any more, and new writes are refused (LOCKED), until `configure` brings the key again.
   */
  lock(): void;
  /** JSON Lines, one for each mutation, without contents. */
  exportAudit(): string;
  /**
   * Looks for records of the trail that were removed, edited or moved. The newest ones only
   * show against a `head` that was kept elsewhere.
   *
   * @param head of an earlier call, kept outside this browser
   * @example const { ok, head } = queue.verifyAudit(await api.lastAuditHead());
   */
  verifyAudit(head?: string): AuditVerification;
  /**
   * Sets options for the whole page; each call overrides the members that it names.
   *
   * @throws SyncMutationError INVALID_ARGUMENT, with the field
   */
  configure(options: ConfigureOptions): void;
}
