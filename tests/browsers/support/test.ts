import { test as base } from '@playwright/test';
import { builtPage } from '../../outside/support/build.ts';
import { takePicture } from '../../outside/support/picture.ts';
import { apis } from '../../outside/servers/apis.ts';
import { requestsOf, Site } from '../../outside/servers/site.ts';
import type { Driver, Session, Settings } from '../drivers/driver.ts';
import { chromium, firefox } from '../drivers/puppeteer.ts';
import { webkitgtk } from '../drivers/webkitgtk.ts';
import { Stage } from './stage.ts';

const drivers = { chromium, firefox, webkitgtk } satisfies Record<string, Driver>;
export type BrowserName = keyof typeof drivers;

/** How a case wants its browser and its pages. */
export interface Wishes extends Settings {
  /** Headers of the pages. */
  pageHeaders?: Record<string, string>;
  /** A browser of its own: its pages are killed. */
  isAlone?: boolean;
  /** The pages are opened by an address that browsers do not take for secure. */
  plainHttp?: boolean;
}

interface WorkerFixtures {
  browserUnderTest: BrowserName;
  /** One browser for all cases: each has an origin of its own, and so a storage of its own. */
  shared: Session;
}

export const test = base.extend<{ wishes: Wishes; stage: Stage }, WorkerFixtures>({
  browserUnderTest: ['chromium', { option: true, scope: 'worker' }],
  shared: [
    async ({ browserUnderTest }, use) => {
      const session = await drivers[browserUnderTest].start({});
      await use(session);
      await session.close();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  wishes: [{}, { option: true }],
  stage: async ({ shared, browserUnderTest, wishes }, use, info) => {
    const needsOwn = wishes.blocksCookies === true || wishes.isAlone === true;
    const own = needsOwn ? await drivers[browserUnderTest].start(wishes) : undefined;
    const api = await apis.plain.start('');
    for (const n of [1, 2, 3]) {
      await api.add('patients', { first_name: `F${n}`, last_name: `Seed ${n}`, phone: `${n}` });
    }
    const site = new Site(api, builtPage, wishes.pageHeaders);
    await site.start(wishes.plainHttp ? '0.0.0.0' : '127.0.0.1');
    const session = own ?? shared;
    const stage = new Stage(session, api, site, wishes.plainHttp ?? false);
    await use(stage);
    if (info.status !== info.expectedStatus) {
      const picture = await takePicture({
        name: `browsers/${browserUnderTest}-${info.title}`,
        pages: stage.pages,
        requests: requestsOf(stage.sites),
        console: session.console,
        failure: info.errors.map(({ message }) => message ?? '').join('\n\n'),
      });
      process.stdout.write(`    picture: ${picture}\n`);
    }
    await stage.closeTabs();
    await site.stop();
    await own?.close();
  },
});
