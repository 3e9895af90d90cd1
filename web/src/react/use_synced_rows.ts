import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AnyRecord } from '../client/types.js';
import { getSyncClient } from './client.js';
import { contextSlot } from './context_slot.js';

/**
 * Lays the queued changes of an endpoint over rows that an existing context owns (2.8): also those
 * recovered after a reload, and those of other tabs. Pure and idempotent by id; the rows given are
 * not changed.
 *
 * @param rows as the context has them.
 * @param endpoint path of the collection, as given to `useSyncMutation`.
 * @returns the same array while rows and queue are the same; unchanged rows are the same objects.
 *   On the server and while hydrating: `rows` themselves.
 *
 * @example
 * const [stored, setPatients] = useState([]);
 * const patients = useSyncedRows(stored, '/api/v1/patients');
 */
export function useSyncedRows<Row extends object>(
  rows: readonly Row[],
  endpoint: string,
): readonly Row[] {
  const slot = contextSlot(getSyncClient(), endpoint);
  useEffect(() => slot.overlay(), [slot]);
  const { subscribe, getVersion, getServerVersion, apply } = slot.rows;
  const version = useSyncExternalStore(subscribe, getVersion, getServerVersion);
  return useMemo(
    () => (version === 0 ? rows : (apply(rows as readonly AnyRecord[]) as readonly Row[])),
    [apply, rows, version],
  );
}

/**
 * The row shows a change that was refused, and its confirmed state has still to be read (2.6): mark
 * it, for instance by a dimmed row. Only where the hook got neither `previousState` nor a list.
 *
 * @param endpoint path of the collection.
 * @param id of the record, in any form that it ever had.
 */
export function useIsStale(endpoint: string, id: string | number): boolean {
  const slot = contextSlot(getSyncClient(), endpoint);
  return useSyncExternalStore(
    slot.rows.subscribe,
    () => slot.isStale(id),
    () => false,
  );
}
