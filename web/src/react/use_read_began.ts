import { useMemo, useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';

/**
 * When the read of rows, or of a record, began; renders again where a newer read brings the same.
 *
 * @param given by the page's clock; undefined: what is known of the rows
 */
export function useReadBegan(
  rows: object | null | undefined,
  given: number | undefined,
): number | undefined {
  return useSyncExternalStore(
    onReadAgain,
    () => given ?? (rows ? getSyncClient().layers.readBegan(rows) : undefined),
    () => given,
  );
}

/**
 * What the application says of a read, by the page's clock. The device's own may be set, and goes on while
 * the device sleeps: a read would be taken for newer than the confirmations that came after it.
 */
export function usePageTime(given: number | undefined): number | undefined {
  const { layers } = getSyncClient();
  return useMemo(() => (given ? layers.pageTime(given) : given), [layers, given]);
}

const onReadAgain = (listener: () => void): (() => void) =>
  getSyncClient().layers.onReadAgain(listener);
