import '../../support/quick_wasm.ts';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { sql } from 'kysely';
import { startServer, type RunningServer } from '../../../web/clinic/server/server.ts';
import type {} from '../page/main.ts';
import { emptyClinic } from '../../e2e/support/data.ts';
import { builtPage } from './build.ts';
import { KillableBrowser } from './browser.ts';

/** The real API with the workbench beside it. */
export class Api {
  constructor(private readonly server: RunningServer) {}

  get url(): string {
    return this.server.url;
  }

  async behave(mode: 'normal' | 'down' | 'slow', latencyMs = 0): Promise<void> {
    await fetch(`${this.url}/demo/conditions`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ mode, latencyMs }),
    });
  }

  /** Rows of that family name in the database, and how many different first names they have. */
  async rows(lastName: string): Promise<{ rows: number; keys: number }> {
    const { rows } = await sql<{ rows: number; keys: number }>`
      SELECT (SELECT count(*)::int FROM patients WHERE last_name = ${lastName}) AS rows,
             (SELECT count(DISTINCT idempotency_key)::int FROM audit WHERE action = 'create' AND row_id::text IN
               (SELECT id::text FROM patients WHERE last_name = ${lastName})) AS keys`.execute(
      this.server.db,
    );
    return rows[0]!;
  }
}

interface Fixtures {
  api: Api;
  /** A folder that a browser's profile is kept in. */
  profile: string;
  /** Starts a browser on the profile; what is still running at the end is killed. */
  browse: () => Promise<KillableBrowser>;
}

export { expect };

export const test = base.extend<Fixtures, { server: RunningServer }>({
  server: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'survival-data-'));
      await cp(emptyClinic, join(folder, 'data'), { recursive: true });
      const server = await startServer({
        port: 0,
        keepAliveMs: 0,
        demo: true,
        uiDir: builtPage,
        dataDir: join(folder, 'data'),
        requestsPerMinute: 1_000_000,
      });
      await use(server);
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  api: async ({ server }, use) => {
    const api = new Api(server);
    await api.behave('normal');
    await use(api);
    await api.behave('normal');
  },
  profile: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'survival-profile-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  browse: async ({ profile }, use) => {
    const running = new Set<KillableBrowser>();
    await use(async () => {
      const browser = await KillableBrowser.start(profile);
      running.add(browser);
      return browser;
    });
    for (const browser of running) await browser.kill();
  },
});

/** What the queue of a page holds. */
export const pendingIn = (page: Page): Promise<number> =>
  page.evaluate(() => window.workbench.queue.getPendingCount());

/** Waits until nothing is on its way in the page's browser. */
export async function expectDrained(page: Page): Promise<void> {
  await expect.poll(() => pendingIn(page), { timeout: 300_000 }).toBe(0);
}

/** Changes of the journal, and attempts to send them. */
const WORK = /:[ms]:/.source;

/** How many mutations IndexedDB has a committed copy of. */
export const copiedIn = (page: Page): Promise<number> =>
  copyOf(page).then((copy) => copy.filter(([key, value]) => /:m:/.test(key) && value).length);

/** Waits until the copy in IndexedDB says the same of the work as localStorage does. */
export async function expectCopied(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      const copy = new Map(await copyOf(page));
      const stored = await page.evaluate(
        (work) => Object.entries(localStorage).filter(([key]) => new RegExp(work).test(key)),
        WORK,
      );
      const kept = [...copy].filter(([, value]) => value !== null);
      return kept.length === stored.length && stored.every(([key, text]) => copy.get(key) === text);
    })
    .toBe(true);
}

/** What IndexedDB has of the work: each key with its value, null when it was removed. */
function copyOf(page: Page): Promise<[string, string | null][]> {
  return page.evaluate(
    (work) =>
      new Promise<[string, string | null][]>((resolve, reject) => {
        const opening = indexedDB.open('synchrone');
        // The page itself makes the database: until then there is nothing.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onerror = () => resolve([]);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('writes').objectStore('writes').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            const all = reading.result as { key: string; value: string | null }[];
            const ours = all.filter(({ key }) => new RegExp(work).test(key));
            resolve(ours.map(({ key, value }) => [key, value]));
          };
          reading.onerror = () => reject(new Error('IndexedDB could not be read.'));
        };
      }),
    WORK,
  );
}
