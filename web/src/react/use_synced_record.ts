import { useEffect, useMemo } from 'react';
import { getSyncClient } from '../client/instance.js';
import type { OverlayOptions, RowSource } from '../types/index.js';
import { idOf } from './rows.js';
import { usePageTime, useReadBegan } from './use_read_began.js';
import { useRowSource } from './use_row_source.js';

/**
 * Lays what is queued of one record over it, as `useSyncedRows` does over a list: for a detail page.
 * Renders again for that record alone.
 *
 * @param record as the application has read it. Of one that is only queued, or not read yet, its id
 *   is enough: `{ id }`. undefined or null: there is none.
 * @param endpoint path of the collection.
 * @param options.readBegan epoch milliseconds when the read of the record began, where it is known.
 *   A record that `readFor` has read needs none. 0: it cannot be known.
 * @param options.readEnded where that is not known, of a record that was stored: when it had come.
 * @returns the same object while nothing of the record is queued; undefined where it is deleted, or
 *   none was given.
 *
 * @example
 * const patient = useSyncedRecord(query.data ?? { id: params.id }, '/api/v1/patients');
 */
export function useSyncedRecord<Row extends object>(
  record: Row | null | undefined,
  endpoint: string,
  options: Pick<OverlayOptions, 'readBegan' | 'readEnded'> = {},
): Row | undefined {
  return useOverlaidRecord(record, endpoint, {
    ...options,
    readBegan: usePageTime(options.readBegan),
  });
}

/** `useSyncedRecord` with `readBegan` by the page's clock; `readEnded` is by the device's. */
export function useOverlaidRecord<Row extends object>(
  record: Row | null | undefined,
  endpoint: string,
  options: Pick<OverlayOptions, 'readBegan' | 'readEnded'>,
): Row | undefined {
  const client = getSyncClient();
  const readBegan = useReadBegan(record, options.readBegan);
  const readEnded = usePageTime(options.readEnded);
  const overlay = useMemo(() => client.overlay<Row>(endpoint), [client, endpoint]);
  useEffect(() => overlay.subscribe(() => undefined), [overlay]); // its record is a base as long
  const version = useRowSource(endpoint, idOf(record), versionOf, ON_SERVER);
  return useMemo(() => {
    if (record === null || record === undefined) return undefined;
    if (version === ON_SERVER) return record;
    return overlay.apply([record], {
      belongs: isOf(record),
      isRecord: true,
      readBegan,
      readEnded,
    })[0];
  }, [record, overlay, version, readBegan, readEnded]);
}

const ON_SERVER = 'server';
const versionOf = (row: RowSource): unknown => row.getVersion();

/** What joins the list of that one record. */
const isOf = (record: object) => (other: object) => idOf(other) === idOf(record);
