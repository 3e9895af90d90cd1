import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';

/**
 * The id that a record has now: for a route or a bookmark with an id that was made on this device.
 * Renders again when the server has given the record its own.
 *
 * @param endpoint path of the collection.
 * @param id in any form that the record ever had.
 * @returns the id as text; the given one while nothing else is known, on the server and while
 *   hydrating.
 *
 * @example
 * const id = useResolvedId('/api/v1/patients', useParams().id);
 */
export function useResolvedId(endpoint: string, id: string | number): string {
  const client = getSyncClient();
  const { subscribe, getId } = useMemo(() => {
    const record = client.rows.one(endpoint, id);
    return {
      subscribe: (listener: () => void) => record.subscribe(listener),
      getId: () => record.getId(),
    };
  }, [client, endpoint, id]);
  return useSyncExternalStore(subscribe, getId, () => String(id));
}
