import type { PersistedClient, Persister } from '@tanstack/react-query-persist-client';
import { del, get, set } from 'idb-keyval';
import { kKept } from './shared.tsx';

/** A cache of TanStack Query in IndexedDB, as its documentation shows it. */
export const keptInIndexedDb: Persister = {
  persistClient: (client: PersistedClient) => set(kKept, client),
  restoreClient: () => get<PersistedClient>(kKept),
  removeClient: () => del(kKept),
};
