import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@playwright/test';
import type { Logged } from '../../outside/servers/site.ts';
import type { PageTab, Stage } from '../support/stage.ts';
import { startElsewhere } from '../support/elsewhere.ts';
import type { Case } from './index.ts';

/** Longer than it takes to load the page again, shorter than a request may take. */
const kWork_ms = 5_000;
const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];

/** The person follows a link to another site, and comes back: to the page as it was, or to a new one. */
async function leaveAndReturn(page: PageTab, meanwhile: () => Promise<void>): Promise<void> {
  const elsewhere = await startElsewhere();
  try {
    await page.tab.goto(elsewhere.empty);
    await meanwhile();
    await page.tab.back();
    // An evaluation fails while one page takes the place of the other.
    await expect.poll(() => page.call('typeof window.bench').catch(() => '')).toBe('object');
  } finally {
    await elsewhere.close();
  }
}

const bodies = (posts: readonly Logged[]): string[] => posts.map(({ body }) => body);

export const leftWhileSending: Case = {
  title: 'left while requests are under way, and come back to: all is sent once',
  async run(stage) {
    const page = await stage.open();
    let held = 0;
    // The first is carried out, the second is not; neither is answered any more.
    stage.site.plan(
      'POST',
      (asked) => {
        if (held === 0) void stage.api.answer(asked);
        held += 1;
      },
      2,
    );
    await page.create('Carried out');
    await page.create('Not carried out');
    await expect.poll(() => held).toBe(2);
    await leaveAndReturn(page, async () => undefined);
    await stage.expectSynced(page, ['Carried out', 'Not carried out', ...kSeeds]);
    const asked = bodies(stage.site.requests('POST'));
    expect(asked.filter((body) => body.includes('"Carried out"'))).toHaveLength(1);
    return undefined;
  },
};

export const reloadedWhileSending: Case = {
  title: 'reloaded while the server is at work on a create: it is made once',
  async run(stage) {
    const page = await stage.open();
    let isAtWork = false;
    // It is carried out long after the page that asked for it is gone.
    stage.site.plan('POST', (asked) => {
      isAtWork = true;
      void delay(kWork_ms).then(() => stage.api.answer(asked));
    });
    await page.create('Once');
    await expect.poll(() => isAtWork).toBe(true);
    await page.reload();
    await stage.expectSynced(page, ['Once', ...kSeeds]);
    expect(stage.site.requests('POST')).toHaveLength(1);
    return undefined;
  },
};

export const leftToAnotherTab: Case = {
  title:
    'left with work that another tab sends and changes, and come back to: shows what is there now',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    stage.site.cut('POST', 'HEAD');
    await page.create('Asher');
    await page.mutate('p1', { phone: '11' });
    await leaveAndReturn(page, async () => {
      const other = await stage.open();
      stage.site.mend();
      await stage.expectSynced(other, ['Asher', ...kSeeds]);
      const made = (await stage.api.rows('patients')).find((row) => row['last_name'] === 'Asher')!;
      await other.mutate(made.id, { last_name: 'Renamed' });
      await other.remove('p3');
      await stage.expectSynced(other, ['Renamed', 'Seed 1', 'Seed 2']);
      await stage.close(other);
    });
    await stage.expectSynced(page, ['Renamed', 'Seed 1', 'Seed 2']);
    await page.create('Later');
    await stage.expectSynced(page, ['Later', 'Renamed', 'Seed 1', 'Seed 2']);
    expect(stage.site.requests('POST').filter(({ status }) => status > 0)).toHaveLength(2);
    return undefined;
  },
};

/** The change is made in the last moment in which a page can do anything. */
const changeAt = (stage: Stage, event: string): string => `(() => {
  addEventListener('${event}', () => {
    void window.bench.create('patients', { first_name: 'Anna', last_name: 'At ${event}', phone: '5' });
  }, { once: true });
  return '${stage.site.origin}';
})()`;

export const changedWhileLeaving: Case = {
  title: 'changes made in pagehide and in beforeunload are kept and sent once',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    const names: string[] = [];
    for (const event of ['pagehide', 'beforeunload']) {
      await page.call(changeAt(stage, event));
      await page.reload();
      names.push(`At ${event}`);
      await stage.expectSynced(page, [...names, ...kSeeds]);
    }
    expect(stage.site.requests('POST')).toHaveLength(names.length);
    return undefined;
  },
};
