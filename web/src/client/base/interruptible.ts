/** Long work, which may be interrupted at each `yield`. */
export type Interruptible<T> = Generator<undefined, T, undefined>;

/** Rows between two interruptions: looking at them takes a few milliseconds. */
const ROWS_AT_ONCE = 250;

/** Goes through the rows, with an interruption after each few hundred. */
export function* eachRow<T>(
  rows: readonly T[],
  visit: (row: T, index: number) => void,
): Interruptible<void> {
  let count = 0;
  for (const row of rows) {
    visit(row, count);
    count += 1;
    if (count % ROWS_AT_ONCE === 0) yield undefined;
  }
}

/** Does the work without an interruption. */
export function atOnce<T>(work: Interruptible<T>): T {
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
  }
}

/** Does the work in several tasks: each part between two interruptions is one. */
export async function inTasks<T>(
  work: Interruptible<T>,
  nextTask: (run: () => void) => void,
): Promise<T> {
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
    await new Promise<void>((resolve) => {
      nextTask(resolve);
    });
  }
}
