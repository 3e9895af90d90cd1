import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import type { RowSource } from '../types/index.js';

/**
 * What is read of one record of an endpoint; renders again when that changes.
 *
 * @param id in any form that the record ever had
 * @param read a stable function: called in each render, and after each change of the record
 * @param onServer what a server renders, and a page while it hydrates
 */
export function useRowSource<Seen>(
  endpoint: string,
  id: string | number,
  read: (row: RowSource) => Seen,
  onServer: Seen,
): Seen {
  const client = getSyncClient();
  const row = useMemo(() => client.rows.one(endpoint, id), [client, endpoint, id]);
  return useSyncExternalStore(
    row.subscribe,
    () => read(row),
    () => onServer,
  );
}
