import type { MutationEntry } from './mutation.js';

/** What a `SyncMutationError` is made of. */
export interface SyncMutationErrorDetails {
  /** A stable code: the server's own, or one of `SyncErrorCode`. */
  code: string;
  /** A sentence for people, in the configured language. */
  message: string;
  /** HTTP status of the answer, where there was one. */
  status?: number;
  /** The entry that was parked or discarded. Default: null, nothing was queued. */
  mutation?: MutationEntry | null;
  /** The answer's body: parsed when it was JSON, else text. */
  body?: unknown;
  /** A retry may succeed without other contents. Default: false. */
  retryable?: boolean;
  /** The argument, option or member that was wrong, e.g. "user.id". */
  field?: string;
  /** What was thrown by other code, as in `Error.cause`. */
  cause?: unknown;
}

/** Marks the errors of every copy and format of the package. */
const BRAND = Symbol.for('synchrone.error');

/**
 * The one error of this library. Decide by `code`, never by `message`, which is a sentence for people
 * in the configured language.
 *
 * @example
 * try {
 *   await mutate(id, changes);
 * } catch (error) {
 *   if (error instanceof SyncMutationError && error.code === 'CONFLICT') openConflict(error.mutation);
 * }
 */
export class SyncMutationError extends Error {
  /** The errors of another copy or format of the package are errors of this class too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  readonly [BRAND] = true;
  /** A stable code: the server's own (`SLOT_TAKEN`), or one of `SyncErrorCode`. */
  readonly code: string;
  /** HTTP status of the refusing answer; absent when no answer was involved. */
  readonly status?: number;
  /** The entry that was parked or discarded. null: the call itself was wrong and nothing was queued. */
  readonly mutation: MutationEntry | null;
  /** The answer's body: parsed when it was JSON, else text; absent when there was none. */
  readonly body?: unknown;
  /** `queue.retry(mutation.id)` may succeed without other contents. */
  readonly retryable: boolean;

  /** The argument, option or member that was wrong, e.g. "user.id"; absent where there is none. */
  readonly field?: string;

  constructor(details: SyncMutationErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SyncMutationError';
    this.code = details.code;
    if (details.status !== undefined) this.status = details.status;
    this.mutation = details.mutation ?? null;
    if (details.body !== undefined) this.body = details.body;
    this.retryable = details.retryable ?? false;
    if (details.field !== undefined) this.field = details.field;
  }
}

/**
 * Codes that this library gives by itself and has a sentence for. Servers add theirs (`SLOT_TAKEN`); a
 * refusal without a code is called by its status (`HTTP_422`). The error reference lists every code.
 */
export type SyncErrorCode =
  /** WebAssembly is blocked: the page's CSP lacks 'wasm-unsafe-eval'. */
  | 'WASM_BLOCKED'
  /** The module failed twice and has stopped; what was recorded is still in storage. */
  | 'STOPPED'
  /** The call was made on a server; the queue works in pages and workers. */
  | 'NO_PAGE'
  /** The data cannot be written as JSON; the message names the field. */
  | 'NOT_SERIALISABLE'
  /** An update or delete without the id of its record. */
  | 'MISSING_ID'
  /** An entry over 256 KiB. */
  | 'TOO_LARGE'
  /** An id that another record or change has: of a new record, among the changes of one, or in `enqueue({ id })`. */
  | 'DUPLICATE_ID'
  /** An argument, option or member of the wrong shape: `field` says which. */
  | 'INVALID_ARGUMENT'
  /** No absolute path and no URL. */
  | 'INVALID_ENDPOINT'
  /** The endpoint is on an origin that `configure({ origins })` does not list. */
  | 'FORBIDDEN_ORIGIN'
  /** The context has no usable method; the message lists what was looked for. */
  | 'CONTEXT_UNUSABLE'
  /** The context threw, or rejected before the request had left: nothing is queued. */
  | 'CONTEXT_REJECTED'
  /** The context sends the change by itself, so the queue has left it to that. */
  | 'CONTEXT_SENDS_TOO'
  /** A person discarded the change. */
  | 'DISCARDED'
  /** Another user changed the same record; `mutation.conflict` has the three versions. */
  | 'CONFLICT'
  /** The change may or may not have been applied; a person decides. */
  | 'UNCERTAIN'
  /** The command does not fit the state that the entry is in. */
  | 'NOT_ALLOWED_NOW'
  /** The entry's request is in flight; wait for its answer. */
  | 'IN_FLIGHT'
  /** Contents are to be encrypted and the key is missing. */
  | 'LOCKED'
  /** No entry of this user has that id. */
  | 'UNKNOWN_MUTATION'
  /** An application callback (`toServer`, `fromServer`) threw for this entry. */
  | 'TRANSFORM_FAILED'
  /** A PUT of a record that the server does not have any more: nothing was sent. */
  | 'RECORD_GONE'
  /** A read of the list or of a record failed. */
  | 'READ_FAILED'
  /** The API does not give its list to the end, or the list changes faster than it can be read. */
  | 'LIST_INCOMPLETE'
  /** An answer is longer than the limit (128 MB for a list) and was cut off. */
  | 'ANSWER_TOO_LONG';

/** @deprecated Use `SyncErrorCode`. */
export type OwnErrorCode = SyncErrorCode;

/** Codes of `synchrone/streaming` alone. */
export type StreamingErrorCode =
  /** The module is still loading: await `ready()` before the first use. */
  | 'NOT_READY'
  /** The file of the module, or a script beside the bundle, could not be loaded; `ready()` may be called again. */
  | 'MODULE_UNREACHABLE';
