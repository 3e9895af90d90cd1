import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import type { MutationEntry } from '../types/index.js';
import { subscribeEntries } from './entries.js';

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

const getEntriesVersion = (): number => {
  getSyncClient().start();
  return getSyncClient().getEntriesVersion() + 1;
};
const getServerEntriesVersion = (): number => 0;

/** 0 on the server and while hydrating; the page's own versions begin at 1. */
function useEntriesVersion(): number {
  return useSyncExternalStore(subscribeEntries, getEntriesVersion, getServerEntriesVersion);
}
