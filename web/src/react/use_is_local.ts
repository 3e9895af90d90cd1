import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';

/**
 * The record was created on this device, and the server does not know it yet: do not ask for it.
 * Renders again when the server has confirmed it.
 *
 * @param endpoint path of the collection.
 * @param id in any form that the record ever had.
 * @returns false on the server and while hydrating.
 *
 * @example
 * const isLocal = useIsLocal('/api/v1/patients', id);
 * const { data } = usePatientQuery(id, { skip: isLocal }); // RTK Query
 */
export function useIsLocal(endpoint: string, id: string | number): boolean {
  const client = getSyncClient();
  const { subscribe, isLocal } = useMemo(() => {
    const record = client.rows.one(endpoint, id);
    return {
      subscribe: (listener: () => void) => record.subscribe(listener),
      isLocal: () => record.isLocal(),
    };
  }, [client, endpoint, id]);
  return useSyncExternalStore(subscribe, isLocal, () => false);
}
