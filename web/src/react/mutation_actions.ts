import type { MutationEntry, MutationQueue, SyncMutationError } from '../types/index.js';

/** What a person can do about a refused change. Each resolves once the queue has accepted it. */
export interface MutationActions {
  /** Sends it again, with other contents if given. */
  retry(changes?: { data?: unknown }): Promise<void>;
  /** Discards the change: its view rolls back. */
  discard(): Promise<void>;
  /** Shows it again and holds it until it is retried. */
  keepOffline(): Promise<void>;
  /** Decides a conflict: 'mine', 'server', or a merged record. */
  resolveConflict(choice: 'mine' | 'server' | object): Promise<void>;
}

/** A refusal with what can be done about it. */
export interface SyncFailure extends MutationActions {
  /** The refusal itself. */
  readonly error: SyncMutationError;
  /** `error.code`. */
  readonly code: string;
  /** For people, in the configured language. */
  readonly message: string;
  /** The parked entry; null: the call itself was wrong, and nothing was queued. */
  readonly mutation: MutationEntry | null;
}

/** A change that waits for a person's decision, with what can be done about it. */
export interface AttentionItem extends MutationActions {
  /** The parked entry. */
  readonly mutation: MutationEntry;
}

/** The actions on one entry of the queue. */
export function mutationActions(queue: MutationQueue, id: string): MutationActions {
  return {
    retry: (changes) => queue.retry(id, changes),
    discard: () => queue.discard(id),
    keepOffline: () => queue.keepOffline(id),
    resolveConflict: (choice) => queue.resolveConflict(id, choice),
  };
}

/** The failure that a hook shows; null when there is none. */
export function syncFailure(
  queue: MutationQueue,
  error: SyncMutationError | null,
): SyncFailure | null {
  if (error === null) return null;
  const { code, message, mutation } = error;
  return { error, code, message, mutation, ...mutationActions(queue, mutation?.id ?? '') };
}
