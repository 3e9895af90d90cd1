import {
  getMutationQueue,
  onUserChange,
  type MutationOptions,
  type MutationPromise,
} from 'synchrone';

/** A change that can be taken back because the queue has not sent it yet. */
export interface Undoable {
  readonly mutationId: string;
  /** What was done, for people. */
  readonly done: string;
}

/** So long a change is held before it is sent: time to see what one has done. */
const kUndoMs = 7_000;

let newest: Undoable | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function show(undoable: Undoable | null): void {
  clearTimeout(timer);
  newest = undoable;
  if (undoable) timer = setTimeout(() => show(null), kUndoMs);
  for (const listener of listeners) listener();
}

/**
 * Makes a change that can be taken back for a moment: it shows at once, is stored, and leaves later. A
 * refusal is shown by the notices, and the view rolls back.
 */
export function undoable(
  done: string,
  call: (options: MutationOptions) => MutationPromise<unknown>,
): void {
  const promise = call({ holdMs: kUndoMs });
  promise.catch(() => undefined);
  if (promise.mutationId !== '') show({ mutationId: promise.mutationId, done });
}

/** Takes the newest change back. One that has just left stays, and shows as any other. */
export function undo(): void {
  if (!newest) return;
  getMutationQueue()
    .discard(newest.mutationId)
    .catch(() => undefined);
  show(null);
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
