import { expect } from '@playwright/test';
import type { Case } from './index.ts';

const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];

export const twoTabs: Case = {
  title: 'two tabs: each shows what the other changes, one sends, nothing is doubled',
  isLong: true,
  async run(stage) {
    const one = await stage.open();
    const other = await stage.open();
    await Promise.all([one.create('One'), other.create('Other')]);
    const names = ['One', 'Other', ...kSeeds];
    await stage.expectSynced(one, names);
    await stage.expectSynced(other, names);
    const made = (await stage.api.rows('patients')).find((row) => row['last_name'] === 'One')!;
    await other.mutate(made.id, { last_name: 'Renamed' });
    await stage.expectSynced(one, ['Renamed', 'Other', ...kSeeds]);
    expect(stage.site.requests('POST')).toHaveLength(2);
    return undefined;
  },
};

export const takeover: Case = {
  title: 'the tab that sends is closed: the other one sends its work',
  isLong: true,
  async run(stage) {
    const one = await stage.open();
    const other = await stage.open();
    await expect
      .poll(async () => [await one.isSender(), await other.isSender()].filter(Boolean))
      .toEqual([true]);
    const [sender, heir] = (await one.isSender()) ? [one, other] : [other, one];
    stage.site.cut('POST', 'HEAD');
    await sender.create('Left behind');
    await expect.poll(() => heir.shown()).toContain('Left behind');
    await stage.close(sender);
    await expect.poll(() => heir.isSender()).toBe(true);
    stage.site.mend();
    await stage.expectSynced(heir, ['Left behind', ...kSeeds]);
    return undefined;
  },
};
