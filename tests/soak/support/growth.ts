import type { Page } from '@playwright/test';
import type {} from '../page/main.tsx';
import type { Workstation } from './workstation.ts';

/** What a workstation holds after `changes` changes of the day. */
export interface Sample {
  changes: number;
  /** The script and its buffers after a collection, in bytes. */
  memory: number;
  /** In localStorage, without what fills it; characters. */
  stored: number;
}

/** Rows and their records grow with the day: this much for each change. */
const kMemoryPerChange = 8 * 1024;
const kMemorySlack = 8 * 1024 * 1024; // what a collection leaves differs by as much
/** The audit trail and the names of records, until the oldest are evicted. */
const kStoredPerChange = 1500;
const kStoredSlack = 500_000;
/** Fewer changes show no trend. */
const kFewestChanges = 200;
const kCostRatio = 2;
const kCostSlackMs = 5;

async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage: { usedSize: number; backingStorageSize?: number } =
    await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** The oldest of its tabs that is not frozen: what leaks, leaks there. */
export async function sample(station: Workstation, changes: number): Promise<Sample> {
  const page = station.pages[0]!;
  const stored = await page.evaluate(() => window.soak.storedCharacters());
  return { changes, memory: await memoryOf(page), stored };
}

export const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

/** The same share of the day, at its beginning and at its end. */
export function ends<One>(list: readonly One[]): { first: readonly One[]; last: readonly One[] } {
  const fifth = Math.ceil(list.length / 5);
  return { first: list.slice(0, fifth), last: list.slice(-fifth) };
}

/** @returns what has grown by more than the work that was done */
export function growths(
  name: string,
  samples: readonly Sample[],
  costs: readonly number[],
): string[] {
  const { first, last } = ends(samples);
  const changes = median(last.map((one) => one.changes)) - median(first.map((one) => one.changes));
  if (changes < kFewestChanges) return [];
  const grown = (of: (one: Sample) => number): number =>
    median(last.map(of)) - median(first.map(of));
  const found: string[] = [];
  const check = (what: string, growth: number, limit: number): void => {
    if (growth > limit) found.push(`${name}: ${what} grew by ${growth} over ${changes} changes`);
  };
  check(
    'memory',
    grown((one) => one.memory),
    kMemorySlack + changes * kMemoryPerChange,
  );
  check(
    'storage',
    grown((one) => one.stored),
    kStoredSlack + changes * kStoredPerChange,
  );
  const cost = ends(costs);
  const before = median(cost.first);
  const after = median(cost.last);
  if (after > kCostRatio * before + kCostSlackMs) {
    found.push(
      `a call cost ${before.toFixed(1)} ms at the beginning, ${after.toFixed(1)} at the end`,
    );
  }
  return found;
}
