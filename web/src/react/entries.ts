import { getSyncClient } from '../client/instance.js';
import type { MutationEntry } from '../types/index.js';

const NO_ENTRIES: readonly MutationEntry[] = Object.freeze([]);

/** What a server renders, and a page while it hydrates. */
export const noEntries = (): readonly MutationEntry[] => NO_ENTRIES;

/** Calls back when an entry of the queue changes. @returns ends it */
export const subscribeEntries = (listener: () => void): (() => void) =>
  getSyncClient().subscribeEntries(listener);
