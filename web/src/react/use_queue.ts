import { useMemo, useSyncExternalStore } from 'react';
import type { EntryFilter, MutationEntry, Snapshot } from '../client/types.js';
import { matches } from '../client/queue_facade.js';
import { getSyncClient } from './client.js';
import { mutationActions, type AttentionItem } from './mutation_actions.js';

/** What needs a person's decision, and what can be done about all of it. */
export interface Attention {
  /** Refused, conflicting and uncertain changes in order, each with its actions. */
  readonly items: readonly AttentionItem[];
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
 * @returns the same array until an entry changes; empty on the server.
 */
export function usePendingMutations(filter?: EntryFilter): readonly MutationEntry[] {
  const version = useEntriesVersion();
  const stable = useStableFilter(filter);
  return useMemo(() => (version === 0 ? kNoEntries : pendingEntries(stable)), [version, stable]);
}

/** What waits for a person's decision (9.2, 9.3), with the actions on each and on all of it. */
export function useAttention(): Attention {
  const version = useEntriesVersion();
  const items = useMemo(() => (version === 0 ? kNoItems : attentionItems()), [version]);
  return useMemo(() => ({ items, retryAll, discardAll }), [items]);
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
const kNoItems: readonly AttentionItem[] = Object.freeze([]);

/** What the server renders, and the client while it hydrates: an empty queue, online. */
const kServerStatus: Snapshot = Object.freeze({
  online: true,
  waiting: null,
  pending: 0,
  sending: 0,
  attention: 0,
  sealed: 0,
  notShown: 0,
  storage: Object.freeze({ durable: true }),
  lastSyncedAt: null,
  sender: false,
  userId: null,
  companyId: null,
});

const subscribeStatus = (listener: () => void): (() => void) =>
  getSyncClient().queue.subscribe(listener);
const getStatus = (): Snapshot => getSyncClient().queue.getSnapshot();
const getServerStatus = (): Snapshot => kServerStatus;

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

function pendingEntries(filter: EntryFilter): readonly MutationEntry[] {
  return getSyncClient()
    .queue.getPending()
    .filter((entry) => matches(entry, filter));
}

function attentionItems(): readonly AttentionItem[] {
  const { queue } = getSyncClient();
  return queue
    .getAll()
    .filter((entry) => entry.status === 'error')
    .map((mutation) => ({ mutation, ...mutationActions(queue, mutation.id) }));
}
