import type { SyncMutationError } from './errors.js';

/** A record as the application knows it: JSON, with its id in `id`. */
export type AnyRecord = Record<string, unknown>;

/** What the mutation does to its record. 'action': any other call under a record or path. */
export type MutationKind = 'create' | 'update' | 'delete' | 'action';

/**
 * `pending`: queued or being sent. `synced`: the server has confirmed it. `error`: parked,
 * that is, kept until a person decides; `kind` says why. `rolled-back`: discarded.
 */
export type MutationStatus = 'pending' | 'synced' | 'error' | 'rolled-back';

/**
 * Why an entry's status is `error`. `refused`: by the server. `conflict`: another user changed the same
 * record. `uncertain`: it may have been applied. `blocked`: the browser does not let the request
 * leave. `dependency`: what it refers to was refused. `expired`: `notAfter` has passed.
 */
export type ParkKind = 'refused' | 'conflict' | 'uncertain' | 'blocked' | 'dependency' | 'expired';

/** HTTP methods that a mutation may have. */
export type MutationMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Why an entry is parked. */
export interface MutationFailure {
  /** A stable code: the server's own, or one of `SyncErrorCode`. */
  code: string;
  /** For people, in the configured language where the code is our own. */
  message: string;
  /** HTTP status; 0: there was no answer. */
  status: number;
  /** Body of the answer as text; '' when there was none. */
  body: string;
}

/** The three versions of a record in conflict. null: not known. */
export interface MutationConflict {
  /** The confirmed record that the change was made on. */
  base: AnyRecord | null;
  /** The record with the person's change. */
  mine: AnyRecord | null;
  /** The record as the server holds it. */
  server: AnyRecord | null;
}

/** An entry of the queue as seen from outside. A copy: changing it changes nothing. */
export interface MutationEntry {
  /** Names the change in every call of the queue; the same after a reload and in other tabs. */
  readonly id: string;
  /** When the change was made: device clock, epoch milliseconds. */
  readonly timestamp: number;
  /** The method of the request. */
  readonly type: MutationMethod;
  /** Path of the request, e.g. "/api/v1/patients/p1". */
  readonly endpoint: string;
  /** The record of a create, the changes of an update, null for a delete. */
  readonly data: unknown;
  /** Retries that have counted so far; after three the change is refused. */
  readonly retries: number;
  /** 'error' while the entry is parked; `kind` and `error` say why. */
  readonly status: MutationStatus;
  /** null: made before a user signed in, or in an application that never calls `setUser`. */
  readonly userId: string | null;
  /** null: `setUser` was given none. */
  readonly companyId: string | null;
  /** Why the change was made, in words; null: not said. */
  readonly reason: string | null;
  /** Only while `status` is 'error'. */
  readonly kind?: ParkKind;
  /** What the change does to the record. */
  readonly operation: MutationKind;
  /** The collection, e.g. "/api/v1/patients". */
  readonly resource: string;
  /** Id of the record: the local id until the server has given its own. */
  readonly entity: string;
  /** Position in the order of all changes: Lamport counter, then the tab that made the change. */
  readonly sequence: readonly [counter: number, tab: string];
  /**
   * Position in the order of sending, where that differs from `sequence`: a change that a person
   * retries comes after the later ones of its record.
   */
  readonly place?: readonly [counter: number, tab: string];
  /** Grows with a person's retry or any change of body; each has its own idempotency key. */
  readonly generation: number;
  /** Requests that have been sent for the change. */
  readonly attempts: number;
  /** true: a request has left, and nothing has said yet whether the server has carried it out. Absent: no. */
  readonly unanswered?: boolean;
  /** A request is in flight from this tab. */
  readonly sending: boolean;
  /** Shown but not sent until `retry(id)`: a person chose `keepOffline`. */
  readonly keptOffline: boolean;
  /** The `payloadVersion` (see `configure`) whose shape `data` has. */
  readonly payloadVersion?: number;
  /** Only while `status` is 'error'. */
  readonly error?: MutationFailure;
  /** Only for kind 'conflict'. */
  readonly conflict?: MutationConflict;
}

/** Options of one create, update or delete. */
export interface MutationOptions {
  /**
   * The confirmed record as the caller knows it; the base of a rollback. Used only when nothing of
   * that record is queued.
   */
  previousState?: object | null | undefined;
  /** Why the change is made, in words: kept in the audit trail. */
  reason?: string;
  /** Milliseconds before the change may be sent; `discard` takes it back until then. Default 0. */
  holdMs?: number;
  /** Epoch milliseconds after which the change is not sent any more but parked for a person. Default: none. */
  notAfter?: number;
  /**
   * How long plain `await` waits for the server before it resolves with the optimistic record.
   * Default 30 000 ms.
   */
  awaitMs?: number;
}

/** The change is visible and stored. */
export interface Applied {
  /** false: storage is full or denied, so the change is in memory only. It is sent like any other. */
  durable: boolean;
}

/** What became of a mutation. */
export type Settlement<T> =
  | { status: 'synced'; record: T }
  /** Parked: the change is kept for a person to decide. */
  | { status: 'error'; error: SyncMutationError }
  /** Discarded, withdrawn, or the server's version was chosen. */
  | { status: 'rolled-back'; error: SyncMutationError };

/** What a confirmed delete resolves with. */
export interface DeletedRecord {
  /** Id of the deleted record. */
  id: string;
  /** Distinguishes it from a record. */
  deleted: true;
}

/**
 * What create, update and delete return: a real promise with extra fields. Plain `await`
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
  /** The optimistic record, available at once. For a delete: `DeletedRecord`. */
  readonly record: T;
  /** Resolves when the change is visible and recorded: already true when the call returns. */
  readonly applied: Promise<Applied>;
  /** Resolves with the confirmed record, however late; rejects when the change is parked or discarded. */
  readonly synced: Promise<T>;
  /**
   * Always resolves, at the first of confirmed, parked and discarded. A parked change is still in the queue
   * then.
   */
  readonly settled: Promise<Settlement<T>>;
}
