import type { RowSource, RowSyncState } from '../types/index.js';
import { idOf, type RowOrId } from './rows.js';
import { useRowSource } from './use_row_source.js';

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
export function useRowState(rowOrId: RowOrId, endpoint: string): RowSyncState {
  return useRowSource(endpoint, idOf(rowOrId), stateOf, 'synced');
}

const stateOf = (row: RowSource): RowSyncState => row.getState();
