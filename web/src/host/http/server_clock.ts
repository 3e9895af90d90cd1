import type { BrowserGlobals } from '../browser/browser_globals.js';
import { originOf } from './request_url.js';

/** A `Date` of a server, and when it came. */
interface DateSeen {
  /** The server's clock, epoch milliseconds, rounded to seconds. */
  date: number;
  /** `steadyNow` and `now` of the page at that moment. */
  steady: number;
  device: number;
  /** `steadyNow` when it was asked for: the answer was made since. */
  asked: number;
}

/** What was known before a GET left. */
interface Asking {
  /** The server's clock, epoch milliseconds. */
  begun: number | undefined;
  /** A service worker holds a copy of an earlier answer. */
  mayBeCopy: boolean;
}

/** The page may have slept, or its clock was set: then the two differ by more. */
const DRIFT_MS = 5_000;

/** `Date` counts whole seconds, and the servers behind one address need not agree on one. */
const COARSE_MS = 2_000;
/** A `Date` leaves out up to a second. */
const SECOND_MS = 1_000;

/**
 * The clock of each server, by the `Date` of its last answer and the time that has passed since. The
 * device's clock may be wrong, and may be set right at any moment; another origin shows no `Date`
 * unless it exposes the header.
 */
export class ServerClock {
  private readonly newest = new Map<string, DateSeen>();

  constructor(
    private readonly globals: Pick<
      BrowserGlobals,
      'now' | 'steadyNow' | 'origin' | 'hasWorker' | 'workerHolds'
    >,
  ) {}

  /**
   * A service worker can keep answers to GET, and to no other method (Cache API, `put`).
   *
   * @param asked `steadyNow` when the request left
   */
  note(
    { method, url }: { method: string; url: string },
    { headers }: Response,
    asked: number,
  ): void {
    if (method === 'GET' && this.globals.hasWorker()) return;
    // A cache on the way says how many seconds ago the server answered (RFC 9111, 5.1).
    const age = Number(headers.get('age') ?? 0);
    const date = Date.parse(headers.get('date') ?? '') + (age > 0 ? age * SECOND_MS : 0);
    // Answers overtake each other: no clock goes back.
    if (!(date > (this.now(url) ?? 0))) return;
    const { globals } = this;
    const seen = { date, steady: globals.steadyNow(), device: globals.now(), asked };
    this.newest.set(this.originOf(url), seen);
  }

  /** Epoch milliseconds by the clock of that server; undefined: not known. */
  now(url: string): number | undefined {
    const newest = this.newest.get(this.originOf(url));
    if (!newest) return undefined;
    const passed = this.globals.steadyNow() - newest.steady;
    const isSteady = Math.abs(this.globals.now() - newest.device - passed) <= DRIFT_MS;
    return isSteady ? newest.date + passed : undefined;
  }

  /** A service worker may answer with copies, and nothing says how old they are. */
  hasToBeAsked(url: string): boolean {
    return this.globals.hasWorker() && this.now(url) === undefined;
  }

  /** What `ageOf` has to know from before a GET leaves. */
  async asking(url: string): Promise<Asking> {
    const mayBeCopy = await this.globals.workerHolds(url);
    return { begun: this.now(url), mayBeCopy };
  }

  /**
   * How old an answer is at most, by its `Age` or by its `Date`: a service worker says nothing of answers
   * that it has kept, so where there is one, an answer of the second before counts as old. However long it
   * was on its way, it was made before it was asked for. 0: it is fresh. undefined: it may be a copy, and
   * nothing says how old.
   */
  ageOf(url: string, { headers }: Response, { begun, mayBeCopy }: Asking): number | undefined {
    const seconds = Number(headers.get('age') ?? 0);
    const age = seconds > 0 ? seconds * SECOND_MS : 0;
    const date = Date.parse(headers.get('date') ?? '');
    if (begun === undefined || Number.isNaN(date)) return mayBeCopy && age === 0 ? undefined : age;
    const wasMadeBefore = this.globals.hasWorker() ? begun >= date : begun - date > COARSE_MS;
    return Math.max(age, wasMadeBefore ? this.latestNow(url) - date : 0);
  }

  /** The clock of that server shows no later time. */
  private latestNow(url: string): number {
    const newest = this.newest.get(this.originOf(url));
    return newest ? newest.date + SECOND_MS + this.globals.steadyNow() - newest.asked : NaN;
  }

  private originOf(url: string): string {
    return originOf(url, this.globals.origin());
  }
}
