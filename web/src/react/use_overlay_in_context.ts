import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import type { ContextAdapter } from './context_adapter.js';
import type { ContextSlot } from './context_slot.js';

/** The list and the version of the queued changes that were laid over each other last. */
interface Laid {
  readonly items: unknown;
  readonly version: number;
}

/** So that no frame shows the list without them. On a server, where React 18 warns of it, nothing runs. */
const useEffectBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Lays the queued changes over the rows of a context whose adapter has `setItems`, whenever the
 * list or a queued change is another one (2.8): after a reload, a refetch, or a change in another
 * tab. Idempotent: where the rows show it already, the list stays the same and nothing is committed.
 * Of a context that is driven by name, only what calls of this page have made comes back.
 */
export function useOverlayInContext(slot: ContextSlot, adapter: ContextAdapter | undefined): void {
  const setItems = adapter?.setItems;
  const source = setItems === undefined ? kNothing : slot.rows;
  const version = useSyncExternalStore(
    source.subscribe,
    source.getVersion,
    source.getServerVersion,
  );
  const laid = useRef<Laid>({ items: undefined, version: 0 });
  useEffectBeforePaint(() => {
    const { items } = slot.driver();
    if (
      setItems === undefined ||
      (laid.current.items === items && laid.current.version === version)
    )
      return;
    laid.current = { items, version };
    const change = slot.laidRows.lay(version, slot.rows.apply);
    if (items === undefined || change(items) !== items) setItems(change);
  });
  useEffectBeforePaint(() => slot.keepDriven());
}

const kNothing = {
  subscribe: () => () => undefined,
  getVersion: () => 0,
  getServerVersion: () => 0,
};
