import { Listeners } from '../base/listeners.js';

/** When the reads began that brought rows, for lists that others read (BEHAVIOUR 2.9). */
export class ReadStamps {
  /** A newer read has brought the very same rows, which show no other sign of it. */
  readonly readAgain = new Listeners();
  private readonly began = new WeakMap<object, number>();

  /**
   * @param now epoch milliseconds
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
    const isKnown = isObject(answer) && this.began.has(answer);
    for (const one of objectsIn(answer)) {
      this.began.set(one, began);
      if (Array.isArray(one)) one.filter(isObject).forEach((row) => this.began.set(row, began));
    }
    if (isKnown) this.readAgain.notify();
  }

  /**
   * Also of an array that was made of rows that were read (`filter`, `sort`, `flat`): that of the oldest
   * row.
   */
  of(rows: object): number | undefined {
    return this.began.get(rows) ?? (Array.isArray(rows) ? this.oldestOf(rows) : undefined);
  }

  private oldestOf(rows: readonly unknown[]): number | undefined {
    let oldest: number | undefined;
    for (const row of rows) {
      const began = isObject(row) ? this.began.get(row) : undefined;
      if (began === undefined) return undefined;
      oldest = Math.min(oldest ?? began, began);
    }
    return oldest;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The answer, and what it wraps: `{ data: [] }` is as usual as the list itself. */
function objectsIn(answer: unknown): object[] {
  if (!isObject(answer)) return [];
  return Array.isArray(answer) ? [answer] : [answer, ...Object.values(answer).filter(isObject)];
}
