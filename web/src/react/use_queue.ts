import { useMemo, useSyncExternalStore } from 'react';
import type { EntryFilter, MutationEntry, Snapshot } from '../client/types.js';
import { keepIfSame } from '../client/entry_book.js';
import { matches } from '../client/queue_facade.js';
import { EMPTY_SNAPSHOT } from '../client/snapshot.js';
import { getSyncClient } from './client.js';
import { mutationActions, type AttentionItem } from './mutation_actions.js';

/** What needs a person's decision, and what can be done about all of it. */
export interface Attention {
  /** Refused, conflicting and uncertain changes in order, each with its actions. */
  readonly items: readonly AttentionItem[];
  /** Changes that a person keeps offline, in order; `retry` sends one. */
  readonly held: readonly AttentionItem[];
  /** Retries all that match; resolves with how many. */
  readonly retryAll: (filter?: EntryFilter) => Promise<number>;
  /** Gives up all that match; resolves with how many. */
  readonly discardAll: (filter?: EntryFilter) => Promise<number>;
}

/**
 * The queue at a glance: online, waiting, pending, attention, storage, last sync (BEHAVIOUR 10).
 *
 * @example
 * const { pending, waiting } = useSyncStatus();
 * return pending > 0 && <p role="status">⏳ {pending} changements en attente de sync</p>;
 */
export function useSyncStatus(): Snapshot {
  return useSyncExternalStore(subscribeStatus, getStatus, getServerStatus);
}

/**
 * The entries on their way, in order; those that wait for a person are in `useAttention`.
 * @param filter members that must match, or a function with a stable identity.
 * @returns the same array until one of these entries changes; empty on the server.
 */
export function usePendingMutations(filter?: EntryFilter): readonly MutationEntry[] {
  const stable = useStableFilter(filter);
  const select = useMemo(() => pendingThatMatch(stable), [stable]);
  return useSyncExternalStore(subscribeEntries, select, noEntries);
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

/**
 * One entry of the queue, as long as the queue remembers it.
 * @param id `mutationId` of what create, mutate or delete returned; null: none.
 * @returns the same object until an entry changes; undefined: not known (yet), or on the server.
 */
export function useMutationEntry(id: string | null | undefined): MutationEntry | undefined {
  const version = useEntriesVersion();
  return useMemo(
    () => (version === 0 || !id ? undefined : getSyncClient().queue.getEntry(id)),
    [version, id],
  );
}

/** @deprecated `useMutationEntry`: the name was also one of `@tanstack/react-query`. */
export const useMutationState = useMutationEntry;

const kNoEntries: readonly MutationEntry[] = Object.freeze([]);
const noEntries = (): readonly MutationEntry[] => kNoEntries;

const subscribeStatus = (listener: () => void): (() => void) =>
  getSyncClient().queue.subscribe(listener);
const getStatus = (): Snapshot => getSyncClient().queue.getSnapshot();
/** What the server renders, and the client while it hydrates: an empty queue, online. */
const getServerStatus = (): Snapshot => EMPTY_SNAPSHOT;

const subscribeEntries = (listener: () => void): (() => void) =>
  getSyncClient().subscribeEntries(listener);
const getEntriesVersion = (): number => {
  getSyncClient().start();
  return getSyncClient().getEntriesVersion() + 1;
};
const getServerEntriesVersion = (): number => 0;

const retryAll = (filter?: EntryFilter): Promise<number> => getSyncClient().queue.retryAll(filter);
const discardAll = (filter?: EntryFilter): Promise<number> =>
  getSyncClient().queue.discardAll(filter);

/** 0 on the server and while hydrating; the page's own versions begin at 1. */
function useEntriesVersion(): number {
  return useSyncExternalStore(subscribeEntries, getEntriesVersion, getServerEntriesVersion);
}

/** The same object for filters with the same members, which are written inline at each render. */
function useStableFilter(filter: EntryFilter | undefined): EntryFilter {
  const given = typeof filter === 'function' ? filter : undefined;
  const members = typeof filter === 'function' ? '' : JSON.stringify(filter ?? {});
  return useMemo(() => given ?? (JSON.parse(members) as EntryFilter), [given, members]);
}

const isHeld = ({ keptOffline }: MutationEntry): boolean => keptOffline;

const parkedEntries = (): readonly MutationEntry[] => getSyncClient().unsettled.getParked();

/** Gives the entries that match: the same array until one of them changes. */
function pendingThatMatch(filter: EntryFilter): () => readonly MutationEntry[] {
  let all: readonly MutationEntry[] = kNoEntries;
  let matching: readonly MutationEntry[] = kNoEntries;
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

const itemsOf = new WeakMap<readonly MutationEntry[], readonly AttentionItem[]>();

/** The same items for the same entries, in whatever component. */
function withActions(entries: readonly MutationEntry[]): readonly AttentionItem[] {
  let items = itemsOf.get(entries);
  if (!items) {
    const { queue } = getSyncClient();
    items = entries.map((mutation) => ({ mutation, ...mutationActions(queue, mutation.id) }));
    itemsOf.set(entries, items);
  }
  return items;
}
