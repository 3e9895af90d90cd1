import { useMemo } from 'react';
import type { MutationEntry } from '../client/types.js';
import { useAttention } from '../react/use_queue.js';

/** The changes that wait for a person, newest first; the same array until one changes. */
export function useParkedChanges(): readonly MutationEntry[] {
  const { items } = useAttention();
  return useMemo(() => items.map(({ mutation }) => mutation).reverse(), [items]);
}
