import type { SyncMutationError } from '../../types/errors.js';
import type { AnyRecord, Applied, MutationPromise, Settlement } from '../../types/mutation.js';

const nothing = (): void => undefined;

/**
 * A promise that never causes `unhandledrejection`: its maker reports a rejection in other ways too.
 */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.then(undefined, nothing);
  return promise;
}

/** The promise that a caller gets; its further fields are made when they are asked for. */
class ResultPromise<T> extends Promise<T> implements MutationPromise<T> {
  mutationId = '';
  record!: T;
  private durable = false;
  private failure: SyncMutationError | null = null;
  private verdict!: Promise<Settlement<T>>;

  /** `then` gives plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Fills in the fields; a promise cannot have them before it is made. */
  describe(mutationId: string, record: T, durable: boolean, verdict: Promise<Settlement<T>>): this {
    this.mutationId = mutationId;
    this.record = record;
    this.durable = durable;
    this.verdict = verdict;
    return this;
  }

  /** The record has another id from now on, or another mutation sends it. */
  redescribe(mutationId: string, record: T): void {
    this.mutationId = mutationId;
    this.record = record;
  }

  /** Rejects `applied` as well: the call was wrong, and nothing was applied. */
  neverApplied(failure: SyncMutationError): this {
    this.failure = failure;
    return this;
  }

  get applied(): Promise<Applied> {
    return this.failure
      ? quiet(Promise.reject(this.failure))
      : Promise.resolve({ durable: this.durable });
  }

  get settled(): Promise<Settlement<T>> {
    return this.verdict;
  }

  get synced(): Promise<T> {
    return quiet(
      this.verdict.then((settlement) => {
        if (settlement.status === 'synced') return settlement.record;
        throw settlement.error;
      }),
    );
  }
}

/** What a mutation is made of when its call returns. */
export interface Accepted<T> {
  mutationId: string;
  /** The optimistic record. */
  record: T;
  durable: boolean;
  /** Epoch milliseconds after which plain `await` gets the optimistic record. */
  awaitUntil: number;
  /** Runs in the next task. */
  nextTask(run: () => void): void;
  /** What the caller gets for a confirmed record (null: there is none) of that id. */
  resultOf(record: AnyRecord | null, entity: string): T;
}

/** A mutation whose outcome is brought to its caller. */
export interface Outcome {
  /** Epoch milliseconds after which plain `await` gets the optimistic record. */
  readonly awaitUntil: number;
  /** The verdict has to wait: plain `await` continues with the optimistic record. */
  waits(): void;
  /** The server has confirmed it. @param record as confirmed; null for a delete */
  confirmed(record: AnyRecord | null, entity: string): void;
  /** Parked (the change is kept) or discarded. */
  failed(status: 'error' | 'rolled-back', error: SyncMutationError): void;
}

/**
 * The promises of one mutation (BEHAVIOUR 2.3). The verdict is the first of confirmed, parked and
 * discarded; plain `await` ends with it or, when it has to wait, with the optimistic record.
 */
export class TrackedMutation<T> implements Outcome {
  readonly promise: MutationPromise<T>;
  readonly awaitUntil: number;
  private readonly accepted: Accepted<T>;
  private readonly described: ResultPromise<T>;
  /** The context may still give the record an id of its own. */
  private naming: PromiseLike<unknown> | null = null;
  private resolve: (record: T) => void = nothing;
  private reject: (error: SyncMutationError) => void = nothing;
  private decide: (settlement: Settlement<T>) => void = nothing;

  constructor(accepted: Accepted<T>) {
    const { mutationId, record, durable } = accepted;
    this.accepted = accepted;
    this.awaitUntil = accepted.awaitUntil;
    const verdict = new Promise<Settlement<T>>((decide) => {
      this.decide = decide;
    });
    const promise = new ResultPromise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.described = promise.describe(mutationId, record, durable, verdict);
    this.promise = promise;
    void quiet(promise);
  }

  /** A promise of the context: its record is the optimistic one, if it settles within a task. */
  waitFor(answer: PromiseLike<unknown>): void {
    this.naming = answer;
    const named = (): void => {
      this.naming = null;
    };
    answer.then(named, named);
  }

  /** The context calls the record by that id. */
  calledBy(id: string | number): void {
    this.redescribe(this.described.mutationId, { ...this.described.record, id });
  }

  /** Another mutation makes the change. */
  becomes(mutationId: string, record: unknown): void {
    this.redescribe(mutationId, record as T);
  }

  waits(): void {
    const resolve = (): void => this.resolve(this.described.record);
    if (!this.naming) return resolve();
    this.naming.then(resolve, resolve);
    this.accepted.nextTask(resolve);
  }

  confirmed(confirmed: AnyRecord | null, entity: string): void {
    const record = this.accepted.resultOf(confirmed, entity);
    this.resolve(record);
    this.decide({ status: 'synced', record });
  }

  failed(status: 'error' | 'rolled-back', error: SyncMutationError): void {
    this.reject(error);
    this.decide({ status, error });
  }

  private redescribe(mutationId: string, record: T): void {
    this.described.redescribe(mutationId, record);
  }
}

/**
 * What a call returns that was wrong before it reached the queue: every promise of it is rejected.
 */
export function rejectedMutation<T>(error: SyncMutationError, record: T): MutationPromise<T> {
  const verdict = Promise.resolve<Settlement<T>>({ status: 'rolled-back', error });
  const promise = new ResultPromise<T>((_, reject) => reject(error));
  void quiet(promise);
  return promise.describe('', record, false, verdict).neverApplied(error);
}
