import type { Verification } from '../../types/options.js';

/**
 * What was found out about an attempt without an answer. `doubtful`: there is a record that may be
 * it. `notNow`: the status of the answer that kept it from being found out; 0: there was none.
 */
export type FoundOut = Verification | 'doubtful' | { notNow: number };

/** Looks for what became of changes whose answers were lost (BEHAVIOUR 3.12a). */
export interface LookUp {
  /** Resolves when the look-up is loaded, or cannot be: no change leaves before. Left out: it is loaded. */
  arrival?(): Promise<void>;
  /**
   * A request is about to leave to an API that is not known to honour keys.
   * @param ended settles when it has got its answer, or none
   */
  leaving(mutation: string, ended: Promise<unknown>): void;
  /**
   * Never rejects.
   * @param waits a list need not show at once what was made: one that does not is read again some moments
   *   later before the record counts as absent. Default true
   */
  find(mutation: string, waits?: boolean): Promise<FoundOut>;
}

/** Finds nothing out. */
export const NO_LOOK_UP: LookUp = {
  leaving: () => undefined,
  find: () => Promise.resolve('unknown'),
};

/** Whether the value is one that an application's `verify` may return. */
export const isVerification = (said: unknown): said is Verification =>
  said === 'applied' ||
  said === 'absent' ||
  said === 'unknown' ||
  (typeof said === 'object' && said !== null && 'applied' in said);
