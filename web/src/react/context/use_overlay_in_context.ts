import { useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from 'react';
import type { SyncClient } from '../../types/index.js';
import type { ContextAdapter } from './adapter.js';
import { hasNamedSetter } from './methods_by_name.js';
import type { HookContext } from './hook_context.js';
import { resourceNouns } from './nouns.js';
import { overlaySource } from './overlay_source.js';

/** No frame shows the list without the queued changes. On a server React 18 warns of layout effects. */
const useEffectBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Lays the queued changes over the rows of a context that has a setter, by its adapter or found by name,
 * whenever the list or a queued change differs: after a reload, a refetch, or a change in another tab.
 * Idempotent: where the rows show it already, nothing is committed.
 */
export function useOverlayInContext(
  client: SyncClient,
  own: HookContext,
  context: unknown,
  adapter: ContextAdapter | undefined,
): void {
  const { endpoint } = own;
  const hasSetter = useMemo(
    () => adapter?.setItems !== undefined || hasNamedSetter(context, resourceNouns(endpoint)),
    [adapter?.setItems, context, endpoint],
  );
  const source = useMemo(
    () => (hasSetter ? overlaySource(client.overlay(endpoint), client) : NOTHING),
    [client, endpoint, hasSetter],
  );
  const version = useSyncExternalStore(
    source.subscribe,
    source.getVersion,
    source.getServerVersion,
  );
  useEffectBeforePaint(() => own.keepShown(version));
  useEffect(() => own.mount(), [own]);
}

const NOTHING = {
  subscribe: () => () => undefined,
  getVersion: () => 0,
  getServerVersion: () => 0,
};
