import type { SyncMutationError } from '../../types/errors.js';
import type { FailureLog } from './failure_log.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { Outcome } from './mutation_promise.js';

/** Timers by name; of the host. */
export interface NamedTimers {
  /** Epoch milliseconds by a clock that never jumps. */
  pageNow(): number;
  /** Calls `run` once after delayMs; replaces the timer of that name. */
  after(name: string, delayMs: number, run: () => void): void;
}

interface Call {
  outcome: Outcome;
  failures: FailureLog;
}

const AWAIT_TIMER = 'await';

/**
 * The calls of this page whose mutations have no final outcome yet: passes the engine's events to
 * their promises and to the `failure` of the hook that made them. Changes that were merged into
 * another one (3.9) share its outcome.
 */
export class PendingCalls {
  private readonly calls = new Map<string, Call[]>();
  private readonly awaited = new Set<Outcome>();
  /** Followed since the last `examine`. */
  private fresh: string[] = [];
  private timerDueAt = Infinity;

  constructor(private readonly timers: NamedTimers) {}

  /** Follows a mutation from its call on. */
  follow(id: string, outcome: Outcome, failures: FailureLog): void {
    this.calls.set(id, [{ outcome, failures }]);
    this.awaited.add(outcome);
    this.fresh.push(id);
    this.armTimer(outcome.awaitUntil);
  }

  /** The mutation was merged into another one: the outcome of that one ends its calls too. */
  merged(id: string, into: string): void {
    const calls = this.of(id);
    this.calls.delete(id);
    if (calls.length > 0) this.calls.set(into, [...this.of(into), ...calls]);
  }

  /**
   * Checks new calls once: one that waits behind a parked change gets no event of its own.
   * @param waitsForPerson asked once for each that was followed since the last time
   */
  examine(waitsForPerson: (id: string) => boolean): void {
    const fresh = this.fresh;
    this.fresh = [];
    for (const id of fresh) if (waitsForPerson(id)) this.waits(id);
  }

  /** The whole queue waits: no call is kept waiting. */
  queueWaits(): void {
    for (const outcome of this.awaited) outcome.waits();
    this.awaited.clear();
  }

  /** The mutation has to wait for something that no server decides. */
  waits(id: string): void {
    for (const { outcome } of this.of(id)) {
      outcome.waits();
      this.awaited.delete(outcome);
    }
  }

  /** The mutation is pending (again): its earlier failure is dealt with. */
  pending(id: string): void {
    for (const failures of logsOf(this.of(id))) failures.resolved(id);
  }

  /** The mutation is parked; a person decides later. */
  parked(id: string, error: SyncMutationError): void {
    const calls = this.of(id);
    for (const { outcome } of calls) {
      this.awaited.delete(outcome);
      outcome.failed('error', error);
    }
    for (const failures of logsOf(calls)) failures.add(id, error);
  }

  /** A success of a hook instance ends what it shows of earlier failures; those stay parked. */
  confirmed(id: string, record: AnyRecord | null, entity: string): void {
    const calls = this.take(id);
    for (const { outcome } of calls) outcome.confirmed(record, entity);
    for (const failures of logsOf(calls)) failures.clear();
  }

  /** The mutation was discarded. */
  rolledBack(id: string, error: SyncMutationError): void {
    for (const { outcome } of this.take(id)) outcome.failed('rolled-back', error);
  }

  /** The call ends here; the hook that made it says why. */
  withdrawn(id: string, error: SyncMutationError): void {
    const calls = this.take(id);
    for (const { outcome } of calls) outcome.failed('rolled-back', error);
    for (const failures of logsOf(calls)) failures.add('', error);
  }

  /** The user has changed: calls for another user's mutations no longer wait. */
  keepOnly(isKnown: (mutation: string) => boolean): void {
    for (const [id, calls] of this.calls) {
      if (isKnown(id)) continue;
      this.waits(id);
      for (const failures of logsOf(calls)) failures.clear();
      this.calls.delete(id);
    }
  }

  private of(id: string): readonly Call[] {
    return this.calls.get(id) ?? [];
  }

  private take(id: string): readonly Call[] {
    const calls = this.of(id);
    this.calls.delete(id);
    for (const { outcome } of calls) this.awaited.delete(outcome);
    for (const failures of logsOf(calls)) failures.resolved(id);
    return calls;
  }

  /** Arms one timer for all calls: it fires when the first of them has waited long enough. */
  private armTimer(dueAt: number): void {
    if (dueAt >= this.timerDueAt) return;
    this.timerDueAt = dueAt;
    this.timers.after(AWAIT_TIMER, dueAt - this.timers.pageNow(), () => this.patienceEnds());
  }

  private patienceEnds(): void {
    const now = this.timers.pageNow();
    this.timerDueAt = Infinity;
    for (const outcome of this.awaited) {
      if (outcome.awaitUntil > now) {
        this.armTimer(outcome.awaitUntil);
        continue;
      }
      outcome.waits();
      this.awaited.delete(outcome);
    }
  }
}

const logsOf = (calls: readonly Call[]): Set<FailureLog> =>
  new Set(calls.map(({ failures }) => failures));
