import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import { overlaySource } from './context/overlay_source.js';

/**
 * The row shows a change that was refused, and its confirmed state has still to be read: mark
 * it, for instance by a dimmed row. Only where the hook got neither `previousState` nor a list.
 *
 * @param endpoint path of the collection.
 * @param id of the record, in any form that it ever had.
 */
export function useIsStale(endpoint: string, id: string | number): boolean {
  const client = getSyncClient();
  const overlay = useMemo(() => client.overlay(endpoint), [client, endpoint]);
  const { subscribe } = useMemo(() => overlaySource(overlay, client), [overlay, client]);
  return useSyncExternalStore(
    subscribe,
    () => overlay.isStale(id),
    () => false,
  );
}
