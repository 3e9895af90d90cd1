import { test as base, expect } from '@playwright/test';
import { builtClinic, builtSeedApp } from './build.ts';
import { ClinicPage } from './clinic-page.ts';
import { ClinicServer } from './clinic-server.ts';
import { emptyClinic, seededClinic } from './data.ts';
import { SeedPage } from './seed-page.ts';
import { signInto } from './sign-in.ts';

interface WorkerFixtures {
  /** The API with a seeded clinic, serving the clinic's pages. */
  server: ClinicServer;
  /** The API with an empty clinic, serving the seed's own application. */
  seedServer: ClinicServer;
}

interface TestFixtures {
  /** The clinic in a fresh browser profile, its management signed in; the server behaves normally before and after. */
  clinic: ClinicPage;
  /** The seed's application in a fresh browser profile; its server behaves normally afterwards. */
  seed: SeedPage;
}

export { expect };

/** Tests with the real API behind them. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await ClinicServer.start({ uiDir: builtClinic, template: seededClinic });
      await use(server);
      await server.close();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  seedServer: [
    async ({}, use) => {
      const server = await ClinicServer.start({ uiDir: builtSeedApp, template: emptyClinic });
      await use(server);
      await server.close();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  clinic: async ({ page, context, server }, use) => {
    await server.behave('normal');
    await signInto(context, server.url, 'admin');
    await use(new ClinicPage(page, server.url));
    await server.behave('normal');
  },
  seed: async ({ page, seedServer }, use) => {
    await use(new SeedPage(page, seedServer));
    await seedServer.behave('normal');
  },
});
