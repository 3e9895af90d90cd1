import { useEffect, useSyncExternalStore } from 'react';
import { readDemoMode, writeDemoMode, type DemoMode } from './conditions.ts';

interface DemoState {
  /** null: not known, or the server has no such controls. */
  mode: DemoMode | null;
  /** The last change did not reach the server. */
  failed: boolean;
}

let state: DemoState = { mode: null, failed: false };
const listeners = new Set<() => void>();

function become(next: DemoState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function choose(mode: DemoMode): Promise<void> {
  const confirmed = await writeDemoMode(mode);
  become(confirmed === null ? { ...state, failed: true } : { mode: confirmed, failed: false });
}

/** The mode of the demonstration server, read when first shown, and the way to change it. */
export function useDemoMode(): DemoState & { choose(mode: DemoMode): Promise<void> } {
  const current = useSyncExternalStore(subscribe, () => state);
  useEffect(() => {
    void readDemoMode().then((mode) => become({ ...state, mode }));
  }, []);
  return { ...current, choose };
}
