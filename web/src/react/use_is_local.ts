import type { RowSource } from '../types/index.js';
import { useRowSource } from './use_row_source.js';

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
  return useRowSource(endpoint, id, isLocal, false);
}

const isLocal = (row: RowSource): boolean => row.isLocal();
