import { readingOf, traceRead } from '../audit/reads.ts';
import type { Database } from '../database/database.ts';
import type { Answer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import { mustBeAllowed } from '../people/roles.ts';
import type { Session } from '../people/session.ts';
import { performWrite, type Write } from '../resources/operations.ts';
import type { ResourceName, StoredRecord } from '../resources/resource.ts';
import { fingerprintOf } from './fingerprint.ts';
import { mustBeKey, onceInTransaction } from './idempotency.ts';

/** A write with what surrounds it. */
export interface WriteRequest extends Write {
  readonly session: Session;
  readonly method: string;
  /** The path without query, as the client sent it: part of the fingerprint. */
  readonly path: string;
  readonly idempotencyKey: string | undefined;
  readonly requestId: string;
  /** Why the person made the change, for the audit trail. */
  readonly reason: string | undefined;
}

/** What the writer asks of its surroundings. */
export interface WriterOptions {
  /** Resources whose changes must carry If-Match. */
  readonly requireIfMatch: ReadonlySet<ResourceName>;
  /** Throws to refuse every write; the demonstration's "server refuses". */
  readonly gate?: () => void;
}

/** Runs writes: rights, then exactly-once, then the change, in one transaction. */
export class Writer {
  readonly #database: Database;
  readonly #options: WriterOptions;
  /** Keys being worked on in this process; other processes are seen through the database. */
  readonly #running = new Set<string>();

  constructor(database: Database, options: WriterOptions) {
    this.#database = database;
    this.#options = options;
  }

  /**
   * Performs one write and answers when it is committed.
   * @throws ApiError for a refusal, or what the database threw; then nothing was changed.
   */
  async write(request: WriteRequest): Promise<Answer> {
    mustBeAllowed(request.session.role, request.resource.name, request.verb);
    mustBeShallow(request.body);
    this.#options.gate?.();
    const { idempotencyKey: key, session } = request;
    if (key === undefined) return this.#tracingConflicts(request);
    mustBeKey(key);
    const running = `${session.companyId}\n${session.userId}\n${key}`;
    if (this.#running.has(running)) throw new ApiError(409, 'IDEMPOTENCY_KEY_IN_PROGRESS');
    this.#running.add(running);
    try {
      const answer = await this.#tracingConflicts(request);
      // A client that sees its key again may repeat a request without an answer.
      return { ...answer, headers: { ...answer.headers, 'Idempotency-Key': key } };
    } finally {
      this.#running.delete(running);
    }
  }

  /** A conflict hands out the record as it is, and its own transaction is taken back: the reading gets another one. */
  async #tracingConflicts(request: WriteRequest): Promise<Answer> {
    try {
      return await this.#inTransaction(request);
    } catch (error) {
      const shown = error instanceof ApiError ? error.extras.details?.['current'] : undefined;
      if (shown !== undefined) await this.#traceReading(request, shown as StoredRecord);
      throw error;
    }
  }

  #traceReading(request: WriteRequest, record: StoredRecord): Promise<void> {
    const { session, resource, requestId } = request;
    return this.#database.asSession(session, {}, (trx) =>
      traceRead(trx, session, readingOf(resource.name, record, requestId)),
    );
  }

  #inTransaction(request: WriteRequest): Promise<Answer> {
    const { session, idempotencyKey: key, resource, requestId } = request;
    const versionRequired =
      request.verb !== 'create' && this.#options.requireIfMatch.has(resource.name);
    return this.#database.asSession(session, changeOf(request), (trx) => {
      const work = () => performWrite({ trx, session, requestId, versionRequired }, request);
      if (key === undefined) return work();
      const fingerprint = fingerprintOf(request.method, request.path, request.body);
      return onceInTransaction(trx, { session, key, fingerprint }, work);
    });
  }
}

function changeOf({ requestId, idempotencyKey, reason }: WriteRequest) {
  return { requestId, idempotencyKey, reason };
}

/** @throws ApiError 400: a body nested deeper than any record is; what walks it by recursion would end the stack. */
function mustBeShallow(body: unknown): void {
  let level: readonly unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.bodyDepth) throw new ApiError(400, 'MALFORMED_REQUEST');
    level = level
      .filter((value) => typeof value === 'object' && value !== null)
      .flatMap((value) => Object.values(value as object) as unknown[]);
  }
}
