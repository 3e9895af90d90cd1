import type { RowSource } from '../types/index.js';
import { useRowSource } from './use_row_source.js';

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
  return useRowSource(endpoint, id, idNow, String(id));
}

const idNow = (row: RowSource): string => row.getId();
