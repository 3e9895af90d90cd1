import { expect } from '@playwright/test';
import type { Case } from './index.ts';

const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];

export const create: Case = {
  title: 'create, edit and delete are saved once',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    await page.create('Asher');
    expect(await page.shown()).toContain('Asher');
    await page.mutate('p1', { phone: '11' });
    await page.remove('p2');
    await stage.expectSynced(page, ['Asher', 'Seed 1', 'Seed 3']);
    expect(stage.site.requests('POST')).toHaveLength(1);
    return undefined;
  },
};

export const offline: Case = {
  title: 'offline: what was changed meanwhile is shown, kept and sent',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    const { setOffline } = page.tab;
    if (setOffline) await setOffline(true);
    else await stage.site.stop();
    const id = await page.create('Asher');
    await page.mutate(id, { phone: '55' });
    await page.remove('p3');
    expect(await page.shown()).toEqual(['Asher', 'Seed 1', 'Seed 2']);
    expect(await page.pending()).toBe(3);
    if (setOffline) await setOffline(false);
    else await stage.site.start();
    await stage.expectSynced(page, ['Asher', 'Seed 1', 'Seed 2']);
    const made = (await stage.api.rows('patients')).find((row) => row['last_name'] === 'Asher');
    expect(made).toMatchObject({ phone: '55' });
    expect(stage.site.requests('POST')).toHaveLength(1);
    return setOffline ? undefined : 'works (the server is stopped; there is no switch)';
  },
};

export const outage: Case = {
  title: 'the server is killed and started again: what was changed meanwhile is sent',
  async run(stage) {
    const page = await stage.open();
    await stage.site.stop();
    await page.create('Killed');
    await page.mutate('p1', { phone: '11' });
    await expect.poll(() => page.waits()).toBe('unreachable');
    expect(await page.pending()).toBe(2);
    await stage.site.start();
    await stage.expectSynced(page, ['Killed', ...kSeeds]);
    return undefined;
  },
};

export const silence: Case = {
  title: 'requests are cut off without an answer: what was changed meanwhile is sent once',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    stage.site.cut();
    const id = await page.create('Asher');
    await page.mutate(id, { phone: '55' });
    await page.remove('p3');
    expect(await page.shown()).toEqual(['Asher', 'Seed 1', 'Seed 2']);
    await expect.poll(() => stage.site.requests('POST').length).toBeGreaterThan(0);
    expect(await page.pending()).toBe(3);
    stage.site.mend();
    await stage.expectSynced(page, ['Asher', 'Seed 1', 'Seed 2']);
    const made = (await stage.api.rows('patients')).find((row) => row['last_name'] === 'Asher');
    expect(made).toMatchObject({ phone: '55' });
    return undefined;
  },
};

export const reloads: Case = {
  title: 'six reloads in a row, each with one more change: all are kept and sent once',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    stage.site.cut('POST', 'PATCH', 'DELETE', 'HEAD');
    const names: string[] = [];
    for (let n = 1; n <= 6; n += 1) {
      names.push(`Reload ${n}`);
      await page.create(`Reload ${n}`);
      await page.reload();
      expect(await page.pending()).toBe(n);
      await expect.poll(() => page.shown()).toEqual([...names, ...kSeeds].sort());
    }
    stage.site.mend();
    await stage.expectSynced(page, [...names, ...kSeeds]);
    return undefined;
  },
};

export const sendsAfterReload: Case = {
  title: 'six reloads in a row: after each of them a change is sent',
  isLong: true,
  async run(stage) {
    const page = await stage.open();
    const names: string[] = [];
    for (let n = 1; n <= 6; n += 1) {
      await page.reload();
      names.push(`Sent ${n}`);
      await page.create(`Sent ${n}`);
      await stage.expectSynced(page, [...names, ...kSeeds]);
    }
    expect(stage.site.requests('POST')).toHaveLength(6);
    return undefined;
  },
};
