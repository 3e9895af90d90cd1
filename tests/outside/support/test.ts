import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { ContextName } from '../page/contexts/index.ts';
import { apis, type ApiName } from '../servers/apis.ts';
import { requestsOf, Site } from '../servers/site.ts';
import { builtPage } from './build.ts';
import { photographed, takePicture } from './picture.ts';
import { Stage } from './stage.ts';

interface Choice {
  /** Whose API the page talks to. */
  apiName: ApiName;
  /** How the page's contexts are written. */
  contextName: ContextName;
  /** Patients that the API has before the page is opened: "Seed 1", "Seed 2", … */
  seeded: number;
  /** Connections are used again. Default: each request has its own. */
  keepsConnections: boolean;
}

export { expect };

export const test = base.extend<Choice & { stage: Stage }>({
  apiName: ['plain', { option: true }],
  contextName: ['own', { option: true }],
  seeded: [3, { option: true }],
  keepsConnections: [false, { option: true }],
  stage: async ({ page, apiName, contextName, seeded, keepsConnections }, use, info) => {
    const folder = await mkdtemp(join(tmpdir(), 'outside-'));
    const known = apis[apiName];
    const api = await known.start(folder);
    for (let n = 1; n <= seeded; n += 1) {
      await api.add('patients', { first_name: `F${n}`, last_name: `Seed ${n}`, phone: `${n}` });
    }
    const site = new Site(api, builtPage);
    site.keepsConnections = keepsConnections;
    await site.start();
    const lines: string[] = [];
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => lines.push(`uncaught: ${error.name}: ${error.message}`));
    const address = `${site.origin}/page/index.html?api=${apiName}&context=${contextName}`;
    const stage = new Stage(page, known, api, site, address);
    await use(stage);
    if (info.status !== info.expectedStatus) {
      const picture = await takePicture({
        name: `outside/${info.titlePath.slice(1).join('-')}`,
        pages: page.context().pages().map(photographed),
        requests: requestsOf(stage.sites),
        console: lines,
        failure: info.errors.map(({ message }) => message ?? '').join('\n\n'),
      });
      process.stdout.write(`    picture: ${picture}\n`);
    }
    await page.close();
    await site.stop();
    await api.close?.();
    await rm(folder, { recursive: true, force: true });
  },
});
