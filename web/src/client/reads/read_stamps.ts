import { Listeners } from '../base/listeners.js';

/** By the page's clock, in epoch milliseconds. */
interface Read {
  readonly began: number;
  /** When its answer had come. */
  readonly ended: number;
}

/** When the reads began that brought rows, for lists that others read (BEHAVIOUR 2.9). */
export class ReadStamps {
  /** Notified when a newer read has brought the same row objects: the rows do not show it. */
  readonly readAgain = new Listeners();
  private readonly reads = new WeakMap<object, Read>();

  /**
   * @param now epoch milliseconds, by the page's clock
   * @param person who works here, as one text
   * @param otherPerson the error of a read whose person has left
   */
  constructor(
    private readonly now: () => number,
    private readonly person: () => string,
    private readonly otherPerson: () => Error,
  ) {}

  /**
   * Runs a read; what it returns is known by `of`, and so are the members that are lists.
   *
   * @returns rejects where another person works here by then: the rows are not theirs
   */
  async run<Read>(read: () => Promise<Read>): Promise<Read> {
    const [began, person] = [this.now(), this.person()];
    const answer = await read();
    if (this.person() !== person) throw this.otherPerson();
    this.note(answer, began);
    return answer;
  }

  /** An answer has come whose read began at that moment. */
  note(answer: unknown, began: number): void {
    const isKnown = isObject(answer) && this.reads.has(answer);
    const read = { began, ended: this.now() };
    for (const one of objectsIn(answer)) {
      this.reads.set(one, read);
      if (Array.isArray(one)) one.filter(isObject).forEach((row) => this.reads.set(row, read));
    }
    if (isKnown) this.readAgain.notify();
  }

  /**
   * When their read began. Also of an array that was made of rows that were read (`filter`, `sort`,
   * `flat`): that of the oldest row.
   */
  of(rows: object): number | undefined {
    return this.known(rows, ({ began }) => began, Math.min);
  }

  /** When they had come, likewise; the newest row. */
  endOf(rows: object): number | undefined {
    return this.known(rows, ({ ended }) => ended, Math.max);
  }

  /** undefined: nothing is known of one of them. */
  private known(
    rows: object,
    timeOf: (read: Read) => number,
    of: (one: number, other: number) => number,
  ): number | undefined {
    const read = this.reads.get(rows);
    if (read) return timeOf(read);
    let time: number | undefined;
    for (const row of Array.isArray(rows) ? (rows as unknown[]) : []) {
      const own = isObject(row) ? this.reads.get(row) : undefined;
      if (!own) return undefined;
      time = time === undefined ? timeOf(own) : of(time, timeOf(own));
    }
    return time;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The answer, and what it wraps: `{ data: [] }` is as usual as the list itself. */
function objectsIn(answer: unknown): object[] {
  if (!isObject(answer)) return [];
  return Array.isArray(answer) ? [answer] : [answer, ...Object.values(answer).filter(isObject)];
}
