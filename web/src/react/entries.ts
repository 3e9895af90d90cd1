import { getSyncClient } from '../client/instance.js';
import type { MutationEntry } from '../types/index.js';

const kNoEntries: readonly MutationEntry[] = Object.freeze([]);

/** What a server renders, and a page while it hydrates. */
export const noEntries = (): readonly MutationEntry[] => kNoEntries;

/** Calls back when an entry of the queue changes. @returns ends it */
export const subscribeEntries = (listener: () => void): (() => void) =>
  getSyncClient().subscribeEntries(listener);
