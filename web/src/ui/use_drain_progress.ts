import { useState } from 'react';
import type { Snapshot } from '../types/index.js';

/** Fewer changes than this leave before anybody could read a progress bar. */
const smallestDrain = 5;

/** How far a long queue has drained; null while there is nothing worth a bar. */
export interface DrainProgress {
  /** Changes that have left the queue. */
  done: number;
  /** Changes that the queue had when it was longest. */
  all: number;
}

/** Counts from the moment the queue was longest until it is empty, but for what a person holds. */
export function useDrainProgress(snapshot: Snapshot): DrainProgress | null {
  const [longest, setLongest] = useState(0);
  const left = snapshot.pending - snapshot.held;
  if (left === 0 && longest !== 0) setLongest(0);
  else if (left > longest) setLongest(left);
  if (longest < smallestDrain || snapshot.waiting !== null || left === 0) return null;
  const done = longest - left;
  return done > 0 ? { done, all: longest } : null;
}
