import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ContextAdapter } from './context_adapter.js';
import type { ContextSlot } from './context_slot.js';
import { settled, type Rows } from './list_changes.js';

/** A list and a version of the queued changes that were laid over each other. */
interface Laid {
  readonly items: Rows | undefined;
  readonly version: number;
}

/**
 * Lays the queued changes over the rows of a context whose adapter has `setItems`, whenever the
 * list or a queued change is another one (2.8): after a reload, a refetch, or a change in another
 * tab. Idempotent: rows that show it already stay the same objects, and then nothing is committed.
 */
export function useOverlayInContext(slot: ContextSlot, adapter: ContextAdapter | undefined): void {
  const setItems = adapter?.setItems;
  const source = setItems === undefined ? kNothing : slot.rows;
  const version = useSyncExternalStore(source.subscribe, source.getVersion, source.getServerVersion);
  const laid = useRef<Laid>({ items: undefined, version: 0 });
  useEffect(() => {
    const now: Laid = { items: slot.driver().items, version };
    if (setItems === undefined || isSame(laid.current, now)) return;
    laid.current = now;
    setItems(settled(slot.rows.apply));
  });
}

const isSame = (one: Laid, other: Laid): boolean => one.items === other.items && one.version === other.version;

const kNothing = { subscribe: () => () => undefined, getVersion: () => 0, getServerVersion: () => 0 };
