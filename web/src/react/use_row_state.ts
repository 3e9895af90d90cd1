import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import type { RowState } from '../types/index.js';
import { idOf, type RowOrId } from './row_id.js';

/**
 * What is queued of one record: for a badge in its row. Renders again for that record alone, however
 * long the queue is.
 *
 * @param rowOrId the row, or its id: local, the server's, number or text.
 * @param endpoint path of the collection.
 * @returns 'synced' on the server and while hydrating.
 *
 * @example
 * const state = useRowState(patient, '/api/v1/patients');
 * return state === 'pending' ? <Badge>⏳</Badge> : null;
 */
export function useRowState(rowOrId: RowOrId, endpoint: string): RowState {
  const client = getSyncClient();
  const id = idOf(rowOrId);
  const row = useMemo(() => client.rows.one(endpoint, id), [client, endpoint, id]);
  const { subscribe, getState } = useMemo(
    () => ({
      subscribe: (listener: () => void) => row.subscribe(listener),
      getState: () => row.getState(),
    }),
    [row],
  );
  return useSyncExternalStore(subscribe, getState, () => 'synced');
}
