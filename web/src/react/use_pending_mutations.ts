import { useMemo, useSyncExternalStore } from 'react';
import { keepIfSame, matches } from '../client/base/entries.js';
import { getSyncClient } from '../client/instance.js';
import type { EntryFilter, MutationEntry } from '../types/index.js';
import { noEntries, subscribeEntries } from './entries.js';

/**
 * The pending entries (queued or being sent), in order. Parked entries are in `useAttention`.
 * @param filter members that must match, or a function with a stable identity.
 * @returns the same array until one of these entries changes; empty on the server.
 */
export function usePendingMutations(filter?: EntryFilter): readonly MutationEntry[] {
  const stable = useStableFilter(filter);
  const select = useMemo(() => pendingThatMatch(stable), [stable]);
  return useSyncExternalStore(subscribeEntries, select, noEntries);
}

/** Gives the same object for filters with the same members, which are written inline at each render. */
function useStableFilter(filter: EntryFilter | undefined): EntryFilter {
  const given = typeof filter === 'function' ? filter : undefined;
  const members = typeof filter === 'function' ? '' : JSON.stringify(filter ?? {});
  return useMemo(() => given ?? (JSON.parse(members) as EntryFilter), [given, members]);
}

/** Gives the entries that match: the same array until one of them changes. */
function pendingThatMatch(filter: EntryFilter): () => readonly MutationEntry[] {
  let all: readonly MutationEntry[] = noEntries();
  let matching: readonly MutationEntry[] = noEntries();
  return () => {
    const now = getSyncClient().unsettled.getPending();
    if (now === all) return matching;
    all = now;
    matching = keepIfSame(
      matching,
      now.filter((entry) => matches(entry, filter)),
    );
    return matching;
  };
}
