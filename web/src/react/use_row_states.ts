import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import type { RowSyncState } from '../types/index.js';

/**
 * What is queued of the records of an endpoint, all at once: for tables that draw their cells
 * themselves. In lists of components use `useRowState`: it renders one row again, not all.
 *
 * @param endpoint path of the collection.
 * @returns states by the id that each record has now, as text; a record with nothing queued is not in
 *   it. The same map until a state changes; empty on the server and while hydrating.
 *
 * @example
 * const states = useRowStates('/api/v1/appointments');
 * const isPending = states.get(String(row.id)) === 'pending';
 */
export function useRowStates(endpoint: string): ReadonlyMap<string, RowSyncState> {
  const client = getSyncClient();
  const source = useMemo(() => client.rows.states(endpoint), [client, endpoint]);
  return useSyncExternalStore(source.subscribe, source.getStates, noStates);
}

const NONE: ReadonlyMap<string, RowSyncState> = new Map();
const noStates = (): ReadonlyMap<string, RowSyncState> => NONE;
