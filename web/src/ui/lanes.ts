import type { MutationEntry } from '../types/index.js';
import { inOrder } from '../client/base/entries.js';

/** The unsettled changes of one record, in the order in which they go. */
export interface Lane {
  /** Identifies the lane among the others. */
  readonly key: string;
  /** The collection of the record. */
  readonly resource: string;
  /** The first one is the next to be sent. */
  readonly entries: readonly [MutationEntry, ...MutationEntry[]];
}

/** Lanes, those first whose next change is oldest. */
export function lanesOf(entries: readonly MutationEntry[]): readonly Lane[] {
  const lanes = new Map<string, [MutationEntry, ...MutationEntry[]]>();
  for (const entry of [...entries].sort(inOrder)) {
    const key = `${entry.resource} ${entry.entity}`;
    const lane = lanes.get(key);
    if (lane) lane.push(entry);
    else lanes.set(key, [entry]);
  }
  return [...lanes].map(([key, all]) => ({ key, resource: all[0].resource, entries: all }));
}
