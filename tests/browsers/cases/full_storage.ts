import { expect } from '@playwright/test';
import type { Case } from './index.ts';

/** Fills localStorage to the last character with keys of the application's own. */
const kFill = `(() => {
  for (let size = 1 << 22; size >= 1; ) {
    try {
      localStorage.setItem('filler ' + size + ' ' + performance.now(), 'x'.repeat(size));
    } catch {
      size = size >> 1;
    }
  }
})()`;
const kFree = `(() => {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('filler ')) localStorage.removeItem(key);
  }
})()`;

export const fullStorage: Case = {
  title: 'storage is full: changes are shown and sent, and durable again when there is room',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    await page.call(kFill);
    stage.site.cut('POST', 'HEAD');
    // More than what is kept free for settling.
    await page.call(`(() => {
      for (let n = 1; n <= 4; n += 1) {
        window.bench.create('patients', { first_name: 'x'.repeat(30000), last_name: 'Full ' + n });
      }
    })()`);
    const names = ['Full 1', 'Full 2', 'Full 3', 'Full 4', 'Seed 1', 'Seed 2', 'Seed 3'];
    expect(await page.shown()).toEqual(names);
    await expect.poll(() => page.durable()).toBe(false);
    await page.call(kFree);
    await expect.poll(() => page.durable()).toBe(true);
    await page.reload();
    expect(await page.pending()).toBe(4);
    stage.site.mend();
    await stage.expectSynced(page, names);
    return undefined;
  },
};
