import {
  getMutationQueue,
  type MutationOptions,
  type MutationPromise,
  onUserChange,
} from 'synchrone/streaming';

/** Something done that can be taken back because the queue has not sent it yet. */
export interface Undoable {
  /** Its changes, in the order in which they were made. */
  readonly mutationIds: readonly string[];
  /** What was done, for people. */
  readonly done: string;
  /** Gives back the form in which it was typed. */
  readonly reopen: (() => void) | undefined;
}

/** Makes one change, held for as long as it can be taken back. */
export type Hold = <Result extends MutationPromise<unknown>>(
  call: (options: MutationOptions) => Result,
) => Result;

/** For how long the signed-in person can undo, in milliseconds (session/preferences.ts). */
let holdMs = 7_000;
let newest: Undoable | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function setUndoSeconds(seconds: number): void {
  holdMs = seconds * 1000;
}

function show(undoable: Undoable | null): void {
  clearTimeout(timer);
  newest = undoable;
  if (undoable) timer = setTimeout(() => show(null), holdMs);
  for (const listener of listeners) listener();
}

/**
 * Makes changes that can be taken back together for a moment: they show at once, are stored, and leave later. A refusal is
 * shown by the notices, and the view rolls back.
 * @param reopen called after they were taken back: gives back the form, so that what was typed is not lost
 */
export function undoableTogether<Result>(
  done: string,
  make: (hold: Hold) => Result,
  reopen?: () => void,
): Result {
  const mutationIds: string[] = [];
  const result = make((call) => {
    const promise = call(holdMs > 0 ? { holdMs } : {});
    promise.catch(() => undefined);
    if (promise.mutationId !== '') mutationIds.push(promise.mutationId);
    return promise;
  });
  if (holdMs > 0 && mutationIds.length > 0) show({ mutationIds, done, reopen });
  return result;
}

/** The same for a single change. */
export function undoable(
  done: string,
  call: (options: MutationOptions) => MutationPromise<unknown>,
): void {
  undoableTogether(done, (hold) => void hold(call));
}

/** Takes back what was done last. What has just left stays, and shows as any other change. */
export function undo(): void {
  // The newest first: an appointment before the patient whom it names.
  for (const id of newest?.mutationIds.toReversed() ?? [])
    getMutationQueue()
      .discard(id)
      .catch(() => undefined);
  const reopen = newest?.reopen;
  show(null);
  reopen?.();
}

/** For useSyncExternalStore. */
export const undoStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  getNewest: (): Undoable | null => newest,
};

onUserChange(() => show(null));
