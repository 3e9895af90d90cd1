import { useMemo } from 'react';
import type { MutationEntry } from '../types/index.js';
import { useAttention } from '../react/use_attention.js';

/** The changes that wait for a person's decision, newest first; the same array until one changes. */
export function useParkedChanges(): readonly MutationEntry[] {
  const { items } = useAttention();
  return useMemo(() => items.map(({ mutation }) => mutation).reverse(), [items]);
}

/** The parked changes, and those that are held until their person sends them. */
export function useOpenChanges(): readonly MutationEntry[] {
  const { items, held } = useAttention();
  return useMemo(
    () => [...items, ...held].map(({ mutation }) => mutation).sort(newestFirst),
    [items, held],
  );
}

const newestFirst = (a: MutationEntry, b: MutationEntry): number => b.timestamp - a.timestamp;
