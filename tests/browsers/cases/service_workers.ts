import { expect } from '@playwright/test';
import type { Case } from './index.ts';

const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];

/** Reads are answered with what the worker has kept, whatever has been made since. */
const withOldReads = (habit: string, isEverFresh: boolean): Case => ({
  title: `a service worker that answers reads from its cache (${habit}): a lost create is made once`,
  isLong: !isEverFresh || habit === 'network first',
  async run(stage) {
    const page = await stage.open(`&worker=${encodeURIComponent(habit)}`);
    // Once more, for a list that the worker has kept.
    await page.reload();
    await expect.poll(() => page.shown()).toEqual(kSeeds);
    stage.site.plan('POST', 'lose the answer');
    await page.create('Asher');
    if (isEverFresh) {
      await stage.expectSynced(page, ['Asher', ...kSeeds]);
    } else {
      await expect.poll(() => page.parked()).toBe(1);
      expect(await page.shown()).toContain('Asher');
      expect(await stage.api.rows('patients')).toHaveLength(4);
    }
    expect(stage.site.requests('POST')).toHaveLength(1);
    return isEverFresh ? undefined : 'a person is asked';
  },
});

/** The worker has an answer of its own for whatever fails. */
const withAnswersOf = (habit: string): Case => ({
  title: `a service worker that answers by itself when the network fails (${habit}): nothing is refused`,
  isLong: true,
  async run(stage) {
    const page = await stage.open(`&worker=${encodeURIComponent(habit)}`);
    stage.site.cut();
    const id = await page.create('Asher');
    await page.mutate(id, { phone: '55' });
    await page.mutate('p1', { phone: '11' });
    await page.remove('p3');
    // As long as it would take for a refusal.
    const probes = (): number => stage.site.requests('HEAD').length;
    await expect.poll(async () => (await page.parked()) > 0 || probes() > 1).toBe(true);
    expect(await page.parked()).toBe(0);
    expect(await page.shown()).toEqual(['Asher', 'Seed 1', 'Seed 2']);
    stage.site.mend();
    await stage.expectSynced(page, ['Asher', 'Seed 1', 'Seed 2']);
    const made = (await stage.api.rows('patients')).find((row) => row['last_name'] === 'Asher');
    expect(made).toMatchObject({ phone: '55' });
    return undefined;
  },
});

export const serviceWorkerCases: readonly Case[] = [
  withOldReads('stale while revalidate', true),
  withOldReads('network first', true),
  withOldReads('cache first', false),
  withAnswersOf('offline page'),
  withAnswersOf('network error happened'),
];
