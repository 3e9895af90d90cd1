import type { MutationEntry } from '../types/index.js';
import type { SyncLabels } from './labels/index.js';

/** One sentence that says why a change was parked, for people. */
export function reasonOf(entry: MutationEntry, labels: SyncLabels): string {
  if (entry.status === 'pending') return labels.heldReason;
  if (entry.kind === 'conflict') return labels.conflictReason;
  if (entry.kind === 'uncertain') return labels.uncertainReason;
  return entry.error?.message || labels.unknownReason;
}

/** Parked changes that share their cause: one notice for several. */
export interface Cause {
  /** The sentence that says why. */
  reason: string;
  /** Newest first. */
  entries: readonly MutationEntry[];
}

/** Groups refusals by what the server said; every conflict and every open question stands alone. */
export function groupByCause(entries: readonly MutationEntry[], labels: SyncLabels): Cause[] {
  const groups = new Map<string, MutationEntry[]>();
  for (const entry of entries) {
    const alone = entry.kind === 'conflict' || entry.kind === 'uncertain';
    const key = alone ? entry.id : `${entry.error?.code ?? ''} ${reasonOf(entry, labels)}`;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].map((group) => ({
    reason: reasonOf(group[0] as MutationEntry, labels),
    entries: group,
  }));
}
