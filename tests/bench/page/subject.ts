import type { Patient } from '../support/patients.mjs';

/** What is done to a row. */
export type Operation = 'create' | 'update' | 'delete';

/** Something that shows patients and stores their changes: Synchrone, or the floor it is compared with. */
export interface Subject {
  /** The rows as they are shown now; another array after every change. */
  read(): readonly Patient[];
  /**
   * One change, visible in `read()` and in localStorage when this returns.
   * @param place of the row that is updated or deleted
   * @param variant which of the deterministic records or edits; the place when left out
   * @returns what `undo` needs to take it back
   */
  run(operation: Operation, place: number, variant?: number): string;
  /** Takes changes back, out of the view and out of storage, and ends when all of that is done. */
  undo(changes: readonly string[]): Promise<void>;
}

/** Ends after the microtasks that are queued now, and those that they queue. */
export async function microtasksRun(): Promise<void> {
  for (let hops = 0; hops < 6; hops += 1) await Promise.resolve();
}

/** Ends in a later task: timers that are due have run. */
export function nextTask(delayMs = 0): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
