import { useSyncExternalStore } from 'react';
import { getSyncClient } from '../client/instance.js';

/**
 * When the read of rows, or of a record, began; renders again where a newer read brings the same.
 *
 * @param given what the application says; undefined: what is known of the rows
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

const onReadAgain = (listener: () => void): (() => void) =>
  getSyncClient().layers.onReadAgain(listener);
