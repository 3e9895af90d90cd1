import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';
import { overlaySource } from './context/overlay_source.js';

/**
 * Whether a row still shows a refused change because its confirmed state is being read: mark it, for
 * instance dimmed. Happens only where the hook got neither `previousState` nor a list.
 *
 * @param endpoint path of the collection.
 * @param id of the record, in any form that it ever had.
 * @returns false on the server.
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
