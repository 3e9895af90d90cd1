import { expect } from '@playwright/test';
import type { Tab } from '../drivers/driver.ts';
import { PageTab, type Stage } from '../support/stage.ts';
import { builtPage } from '../../outside/support/build.ts';
import { crossOrigin } from '../../outside/servers/cross_origin.ts';
import { Site } from '../../outside/servers/site.ts';
import { startElsewhere } from '../support/elsewhere.ts';
import type { Case } from './index.ts';

const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];

/** A frame of a tab as a tab of its own. @param inside evaluates an expression in the frame */
function frameOf(stage: Stage, tab: Tab, inside: (expression: string) => string): PageTab {
  const frame = new PageTab({ ...tab, read: (expression) => tab.read(inside(expression)) });
  stage.frames.push(frame.tab);
  return frame;
}

const shows = (page: PageTab, names: readonly string[]): Promise<void> =>
  expect.poll(() => page.shown()).toEqual([...names, ...kSeeds].sort());

export const framedBeside: Case = {
  title: 'a frame of the same site beside the page: both work, nothing is doubled',
  async run(stage) {
    const page = await stage.open();
    await page.call(`(() => {
      const frame = document.createElement('iframe');
      frame.src = location.href;
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', () => resolve('loaded')));
    })()`);
    const frame = frameOf(
      stage,
      page.tab,
      (expression) => `frames[0].eval(${JSON.stringify(expression)})`,
    );
    await frame.isReady();
    await shows(frame, []);
    await Promise.all([page.create('Page'), frame.create('Frame')]);
    await stage.expectSynced(page, ['Frame', 'Page', ...kSeeds]);
    await stage.expectSynced(frame, ['Frame', 'Page', ...kSeeds]);
    // The frame is taken away with work that is not sent.
    stage.site.cut('POST', 'HEAD');
    await frame.create('Gone');
    await page.call(`document.querySelector('iframe').remove()`);
    stage.site.mend();
    await stage.expectSynced(page, ['Frame', 'Gone', 'Page', ...kSeeds]);
    return undefined;
  },
};

export const framedBySrcdoc: Case = {
  title: 'a frame that is given its page as text (srcdoc) works as the page around it',
  async run(stage) {
    const page = await stage.open();
    await page.call(`fetch(location.href).then((answer) => answer.text()).then((text) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = text;
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', () => resolve('loaded')));
    })`);
    const frame = frameOf(
      stage,
      page.tab,
      (expression) => `frames[0].eval(${JSON.stringify(expression)})`,
    );
    await frame.isReady();
    await shows(frame, []);
    await frame.create('Frame');
    await frame.mutate('p1', { phone: '11' });
    await stage.expectSynced(frame, ['Frame', ...kSeeds]);
    await stage.expectSynced(page, ['Frame', ...kSeeds]);
    return undefined;
  },
};

export const framedElsewhere: Case = {
  title: 'a frame in a page of another site: changes are kept over reloads and sent once',
  isLong: true,
  async run(stage) {
    const elsewhere = await startElsewhere();
    try {
      const tab = await stage.emptyTab();
      const around = elsewhere.around(stage.addressOf('&framed'));
      await tab.goto(around);
      const frame = frameOf(
        stage,
        tab,
        (expression) => `window.ask(${JSON.stringify(expression)})`,
      );
      await frame.isReady();
      await shows(frame, []);
      await frame.create('Asher');
      await stage.expectSynced(frame, ['Asher', ...kSeeds]);
      const isKept = await frame.durable();
      stage.site.cut('POST', 'HEAD');
      await frame.create('Waiting');
      if (isKept) {
        await tab.reload();
        await frame.isReady();
        await expect.poll(() => frame.pending()).toBe(1);
      }
      stage.site.mend();
      await stage.expectSynced(frame, ['Asher', 'Waiting', ...kSeeds]);
      return isKept ? undefined : 'in memory';
    } finally {
      await elsewhere.close();
    }
  },
};

export const framedInSandbox: Case = {
  title: 'a frame in a sandbox, which has no origin: changes live in it and are sent once',
  async run(stage) {
    // To such a frame every API is of another origin, and so are the scripts of its own page.
    const site = new Site(crossOrigin(stage.api), builtPage, {
      'Access-Control-Allow-Origin': '*',
    });
    stage.sites.push(site);
    await site.start();
    const elsewhere = await startElsewhere();
    try {
      const tab = await stage.emptyTab();
      const address = `${site.origin}/page/index.html?api=plain&context=own&framed`;
      await tab.goto(elsewhere.around(address, 'allow-scripts'));
      const frame = frameOf(
        stage,
        tab,
        (expression) => `window.ask(${JSON.stringify(expression)})`,
      );
      await frame.isReady();
      await shows(frame, []);
      await frame.create('Asher');
      await frame.mutate('p1', { phone: '11' });
      await stage.expectSynced(frame, ['Asher', ...kSeeds]);
      expect(await frame.durable()).toBe(false);
      site.plan('POST', 'lose the answer');
      await frame.create('Lost');
      await stage.expectSynced(frame, ['Asher', 'Lost', ...kSeeds]);
      expect(site.requests('POST')).toHaveLength(2);
      return 'in memory';
    } finally {
      await elsewhere.close();
      await site.stop();
    }
  },
};
