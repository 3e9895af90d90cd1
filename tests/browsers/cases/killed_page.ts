import { expect } from '@playwright/test';
import type { Case } from './index.ts';

const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];
const names = Array.from({ length: 12 }, (_, n) => `Patient ${String(n + 1).padStart(2, '0')}`);

export const killedPage: Case = {
  title: 'the process of the page is killed while it sends: opened again, all is sent once',
  isLong: true,
  wishes: { isAlone: true },
  async run(stage) {
    const empty = await stage.emptyTab();
    const page = await stage.open();
    stage.site.cut('POST', 'HEAD');
    for (const name of names) await page.create(name);
    await page.mutate('p1', { phone: '11' });
    // Two are carried out and two are not; none of the four is answered any more.
    const isCarriedOut = (n: number): boolean => n % 2 === 0;
    let held = 0;
    stage.site.plan(
      'POST',
      (asked) => {
        if (isCarriedOut(held)) void stage.api.answer(asked);
        held += 1;
      },
      4,
    );
    stage.site.mend();
    await expect.poll(() => held).toBe(4);
    const isKilled = await stage.killPage(page);
    const again = await stage.open('', empty);
    await stage.expectSynced(again, [...names, ...kSeeds]);
    const changed = (await stage.api.rows('patients')).find(({ id }) => id === 'p1');
    expect(changed).toMatchObject({ last_name: 'Seed 1', phone: '11' });
    return isKilled ? undefined : 'works (the tab is closed; its driver ends with the page)';
  },
};
