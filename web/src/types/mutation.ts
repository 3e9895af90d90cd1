import type { SyncMutationError } from './errors.js';

/** A record as the application knows it: JSON, with its id in `id`. */
export type AnyRecord = Record<string, unknown>;

/** What the mutation does to its record. 'action': any other call under a record or path (3.4). */
export type MutationKind = 'create' | 'update' | 'delete' | 'action';

/**
 * `pending`: on its way. `synced`: the server has it. `error`: refused, in conflict or uncertain
 * (see
 * `kind`); the change is kept until a person decides. `rolled-back`: discarded (3.3).
 */
export type MutationStatus = 'pending' | 'synced' | 'error' | 'rolled-back';

/** Why an entry's status is `error`. */
export type ParkKind = 'refused' | 'conflict' | 'uncertain' | 'blocked' | 'dependency' | 'expired';

/** HTTP methods that a mutation may have. */
export type MutationMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Why an entry was refused. */
export interface MutationFailure {
  code: string;
  /** For people, in the configured language where the code is our own. */
  message: string;
  /** HTTP status; 0: there was no answer. */
  status: number;
  /** Body of the answer as text; '' when there was none. */
  body: string;
}

/** The three versions of a record in conflict (3.8). null: not known. */
export interface MutationConflict {
  base: AnyRecord | null;
  mine: AnyRecord | null;
  server: AnyRecord | null;
}

/** An entry of the queue as seen from outside (3.3). A copy: changing it changes nothing. */
export interface MutationEntry {
  readonly id: string;
  /** Device clock when it was made, epoch milliseconds. */
  readonly timestamp: number;
  readonly type: MutationMethod;
  /** Path of the request, e.g. "/api/v1/patients/p1". */
  readonly endpoint: string;
  /** The record of a create, the changes of an update, null for a delete. */
  readonly data: unknown;
  /** Verdicts that counted against it so far (3.6). */
  readonly retries: number;
  readonly status: MutationStatus;
  /** null: made before anybody signed in, or by an anonymous application. */
  readonly userId: string | null;
  readonly companyId: string | null;
  readonly reason: string | null;
  /** Only while `status` is 'error'. */
  readonly kind?: ParkKind;
  readonly operation: MutationKind;
  /** The collection, e.g. "/api/v1/patients". */
  readonly resource: string;
  /** Id of the record: the local id until the server has given its own. */
  readonly entity: string;
  /** Order of truth: Lamport counter, then tab (3.4). */
  readonly sequence: readonly [counter: number, tab: string];
  /**
   * Where it comes in the queue, where that is not what `sequence` says: a change that a person sends
   * again comes after the later ones of its record.
   */
  readonly place?: readonly [counter: number, tab: string];
  /** Grows with a person's retry or any change of body; each has its own idempotency key (3.7). */
  readonly generation: number;
  /** Requests that left so far. */
  readonly attempts: number;
  /** A request is in flight from this tab. */
  readonly sending: boolean;
  /** Shown and held until a person syncs it (`keepOffline`). */
  readonly keptOffline: boolean;
  /** Version of the application's own shapes that `data` has (`configure({ payloadVersion })`). */
  readonly payloadVersion?: number;
  readonly error?: MutationFailure;
  /** Only for kind 'conflict'. */
  readonly conflict?: MutationConflict;
}

/** Options of one create, update or delete (2.1). */
export interface MutationOptions {
  /**
   * The confirmed record as the caller knows it; the base of a rollback. Used only when nothing of
   * that record is queued (2.6).
   */
  previousState?: object | null | undefined;
  /** Why, for the audit trail. */
  reason?: string;
  /** Not sent before that many milliseconds have passed; may be withdrawn until then (3.14). */
  holdMs?: number;
  /** Epoch milliseconds; not sent later: parked for review instead (3.14). */
  notAfter?: number;
  /**
   * How long plain `await` waits for the server before it resolves with the optimistic record.
   * Default 30 000 ms.
   */
  awaitMs?: number;
}

/** The change is visible and stored. */
export interface Applied {
  /**
   * false: storage is full or denied, the change lives in memory only; it is sent like any other
   * (5.4).
   */
  durable: boolean;
}

/** What became of a mutation. */
export type Settlement<T> =
  | { status: 'synced'; record: T }
  /** Refused, in conflict or uncertain: the change is kept for a person to decide. */
  | { status: 'error'; error: SyncMutationError }
  /** Discarded, withdrawn, or the server's version was chosen. */
  | { status: 'rolled-back'; error: SyncMutationError };

/** What a confirmed delete resolves with. */
export interface DeletedRecord {
  id: string;
  deleted: true;
}

/**
 * What create, update and delete return (2.3): a real promise with extra fields. Plain `await`
 * - resolves with the confirmed record (`delete`: `DeletedRecord`) once the server has confirmed,
 *   automatic retries included, or rejects with a `SyncMutationError` once it has refused and the
 *   view is rolled back;
 * - resolves with the optimistic record when the verdict has to wait (offline, unreachable, login,
 *   rate limit, paused, held, behind a parked mutation, or `awaitMs` in all).
 *
 * None of its promises ever causes `unhandledrejection`. A call that was wrong (`MISSING_ID`,
 * `NOT_SERIALISABLE`, …) gives one whose promises are all rejected, with `mutationId` ''.
 */
export interface MutationPromise<T> extends Promise<T> {
  /** Id of the entry in the queue. */
  readonly mutationId: string;
  /** The optimistic record, there at once. For a delete: `DeletedRecord`. */
  readonly record: T;
  /** Resolves when the change is visible and recorded: already true when the call returns. */
  readonly applied: Promise<Applied>;
  /** Resolves with the confirmed record, however late; rejects on refusal or discard. */
  readonly synced: Promise<T>;
  /** Always resolves: with the first of confirmed, refused, discarded. */
  readonly settled: Promise<Settlement<T>>;
}
