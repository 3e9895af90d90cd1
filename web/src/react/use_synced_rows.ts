import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { usePageTime, useReadBegan } from './use_read_began.js';
import type { OverlayOptions } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { endpointContexts } from './context/endpoint_contexts.js';
import { overlaySource } from './context/overlay_source.js';

/** What `useSyncedRows` may know of its list. */
export type SyncedRowsOptions<Row extends object> = OverlayOptions<Row>;

/**
 * Lays the queued changes of an endpoint over rows that an existing context owns: also those
 * recovered after a reload, and those of other tabs. Idempotent by id; the rows given are not
 * changed.
 *
 * @param rows as the context has them.
 * @param endpoint path of the collection, as given to `useSyncMutation`.
 * @param options.belongs for a list that does not hold every record of the endpoint: what is created
 *   joins it only where this says so, and an edit brings a record in, or takes it out.
 * @param options.compare order of the list: where a record comes that the list did not have.
 * @param options.complete false: one page of several, with more behind it. true, without `belongs`: the
 *   rows are all records of the endpoint. A create whose answer was lost is then looked up in them.
 * @param options.first false: with more before it.
 * @param options.place in place of `compare`: 'end', 'start' or 'none'. Default without both: 'end'.
 * @param options.readBegan epoch milliseconds when the read of the rows began, where it is known.
 *   Rows that `readFor` has read need none, nor those in the data of a query whose client is attached
 *   (`attachSynchrone`), also where an array was made of some of them. 0: it cannot be known.
 * @param options.readEnded epoch milliseconds when the rows had come, of rows that were stored, and of those
 *   whose `readBegan` is given: a row that had come by then is not a record that was created later.
 * @returns the same array while rows and queue are the same; unchanged rows are the same objects.
 *   On the server and while hydrating: `rows` themselves. Rows that are not an array come back as they
 *   are, with the diagnostic ROWS_NOT_A_LIST; so do all rows where `belongs` or `compare` throws
 *   (LIST_OPTION_THREW).
 *
 * @example
 * const [stored, setRecords] = useState([]);
 * const records = useSyncedRows(stored, '/api/v1/medical-records', {
 *   belongs: (record) => record.patient_id === patientId,
 * });
 */
export function useSyncedRows<Row extends object>(
  rows: readonly Row[],
  endpoint: string,
  options: SyncedRowsOptions<Row> = {},
): readonly Row[] {
  return useOverlaidRows(rows, endpoint, {
    ...options,
    readBegan: usePageTime(options.readBegan),
  }).rows;
}

/** Rows with what is queued. */
interface OverlaidRows<Row extends object> {
  readonly rows: readonly Row[];
  /** Changes when anything that is queued of the endpoint does. */
  readonly version: number;
}

/** `useSyncedRows` with `readBegan` by the page's clock; `readEnded` is by the device's. */
export function useOverlaidRows<Row extends object>(
  rows: readonly Row[],
  endpoint: string,
  options: SyncedRowsOptions<Row>,
): OverlaidRows<Row> {
  const client = getSyncClient();
  const { belongs, compare, complete, first, place, isRecord } = options;
  const readBegan = useReadBegan(rows, options.readBegan);
  const readEnded = usePageTime(options.readEnded);
  useEffect(
    () => endpointContexts(client, client.rows.resourceOf(endpoint)).overlay(),
    [client, endpoint],
  );
  const { subscribe, getVersion, getServerVersion, apply } = useMemo(
    () => overlaySource(client.overlay<Row>(endpoint), client),
    [client, endpoint],
  );
  const version = useSyncExternalStore(subscribe, getVersion, getServerVersion);
  const seen = useMemo(
    () =>
      version === 0
        ? rows
        : apply(rows, { belongs, compare, complete, first, place, readBegan, readEnded, isRecord }),
    [
      apply,
      rows,
      version,
      belongs,
      compare,
      complete,
      first,
      place,
      readBegan,
      readEnded,
      isRecord,
    ],
  );
  return { rows: seen, version };
}
