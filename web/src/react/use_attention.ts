import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import type { EntryFilter, MutationEntry } from '../types/index.js';
import { noEntries, subscribeEntries } from './entries.js';
import { mutationActions, type AttentionItem } from './mutation_actions.js';
import { usePendingMutations } from './use_pending_mutations.js';

/** What needs a person's decision, and what can be done about all of it. */
export interface Attention {
  /** Refused, conflicting and uncertain changes in order, each with its actions. */
  readonly items: readonly AttentionItem[];
  /** Changes that a person keeps offline, in order; `retry` sends one. */
  readonly held: readonly AttentionItem[];
  /** Retries all that match; resolves with how many. */
  readonly retryAll: (filter?: EntryFilter) => Promise<number>;
  /** Discards all that match; resolves with how many. */
  readonly discardAll: (filter?: EntryFilter) => Promise<number>;
}

/**
 * What waits for a person's decision, with the actions on each and on all of it. Its cost follows
 * from what waits, not from what the queue remembers.
 */
export function useAttention(): Attention {
  const parked = useSyncExternalStore(subscribeEntries, parkedEntries, noEntries);
  const held = usePendingMutations(isHeld);
  return useMemo(
    () => ({ items: withActions(parked), held: withActions(held), retryAll, discardAll }),
    [parked, held],
  );
}

const retryAll = (filter?: EntryFilter): Promise<number> => getSyncClient().queue.retryAll(filter);
const discardAll = (filter?: EntryFilter): Promise<number> =>
  getSyncClient().queue.discardAll(filter);

const isHeld = ({ keptOffline }: MutationEntry): boolean => keptOffline;

const parkedEntries = (): readonly MutationEntry[] => getSyncClient().unsettled.getParked();

const itemsOf = new WeakMap<readonly MutationEntry[], readonly AttentionItem[]>();

/** Gives the same items for the same entries, in whatever component. */
function withActions(entries: readonly MutationEntry[]): readonly AttentionItem[] {
  let items = itemsOf.get(entries);
  if (!items) {
    const { queue } = getSyncClient();
    items = entries.map((mutation) => ({ mutation, ...mutationActions(queue, mutation.id) }));
    itemsOf.set(entries, items);
  }
  return items;
}
