import { expect } from '@playwright/test';
import { garbage } from '../../outside/cases/garbage.ts';
import type { Case } from './index.ts';

const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];
const kMethods = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'];
const kRepeats = 100; // for every attempt and probe, until the API is well again

/** Why the change of that name is not on the server, in words; '' while nothing is known. */
const kReason = `(() => {
  const { queue } = window.bench;
  const entry = queue.getAll().find(({ data }) => data?.last_name === 'Asher');
  if (entry?.status === 'error') return entry.error?.message ?? '';
  return (entry && queue.explain(entry.id)?.waiting) ?? '';
})()`;

/** A person sends again what waits for a person. */
const kAgain = `(() => {
  const { queue } = window.bench;
  queue.resume();
  return queue.retryAll().then(() => queue.process());
})()`;

/** Each kind of garbage that ends, in place of all answers: no two engines read it alike. */
export const garbageCases: readonly Case[] = garbage
  // An empty answer is one, and what never ends takes its time.
  .filter(({ isEmptyAnswer, isSlow }) => !isEmptyAnswer && !isSlow)
  .map(({ title, answer }) => ({
    title: `answered with ${title}: a create is kept and explained, and is there once in the end`,
    async run(stage) {
      const page = await stage.open();
      for (const method of kMethods) stage.site.plan(method, answer, kRepeats);
      await page.create('Asher');
      await expect.poll(() => page.call<string>(kReason)).not.toBe('');
      expect(await page.shown()).toContain('Asher');
      stage.site.forgetPlans();
      await page.call(kAgain);
      await expect.poll(() => page.pending()).toBe(0);
      await page.call(kAgain);
      await stage.expectSynced(page, ['Asher', ...kSeeds]);
      return undefined;
    },
  }));
