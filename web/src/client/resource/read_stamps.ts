/** When the reads began that brought rows, for lists that others read (BEHAVIOUR 2.9). */
export class ReadStamps {
  private readonly began = new WeakMap<object, number>();

  /** @param now epoch milliseconds */
  constructor(private readonly now: () => number) {}

  /** Runs a read; what it returns is known by `of`, and so are the members that are lists. */
  async run<Read>(read: () => Promise<Read>): Promise<Read> {
    const began = this.now();
    const answer = await read();
    for (const rows of objectsIn(answer)) this.began.set(rows, began);
    return answer;
  }

  of(rows: object): number | undefined {
    return this.began.get(rows);
  }
}

/** The answer, and what it wraps: `{ data: [] }` is as usual as the list itself. */
function objectsIn(answer: unknown): object[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if (Array.isArray(answer)) return [answer];
  const members: unknown[] = Object.values(answer);
  return [answer, ...members.filter((member) => typeof member === 'object' && member !== null)];
}
