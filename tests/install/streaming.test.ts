import { chromium, type Browser, type Page } from '@playwright/test';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildAndCopy,
  buildBothWithVite,
  buildWithEsbuild,
  buildWithVite,
  serveWithVite,
} from './support/bundles.js';
import { installPacked, type Consumer } from './support/packed.js';
import { serve, type Site, strictPolicy } from './support/site.js';
import { kChromium, kChromiumArguments } from '../support/chromium.mjs';

let app: Consumer;
let browser: Browser;

beforeAll(async () => {
  app = installPacked('react', 'react-dom');
  browser = await chromium.launch({
    timeout: 600_000,
    executablePath: kChromium,
    args: kChromiumArguments,
  });
});

afterAll(async () => {
  await browser.close();
  app.remove();
});

/** What a promise of the page came to: 'done', or the code and the message of its error. */
const outcome = (page: Page, call: 'ready' | 'create' | 'read', name = ''): Promise<string> =>
  page.evaluate(
    ([call, name]) => {
      const made: Promise<unknown> = window.page[call](name);
      return made.then(
        () => 'done',
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      );
    },
    [call, name] as const,
  );

/** A page of its own browser profile. `prepare`: before it is opened. */
async function open(
  url: string,
  locale = 'en-GB',
  prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<Page> {
  const context = await browser.newContext({ locale });
  const page = await context.newPage();
  context.setDefaultTimeout(300_000);
  await prepare(page);
  await page.goto(url);
  await page.waitForFunction(() => 'page' in window);
  return page;
}

/** The scripts that the page has asked for, by the names that the package gives them. */
const scripts = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => /\/([a-z_]+)[^/]*\.js$/.exec(name)?.[1] ?? ''),
  );

/** Too early, then at the right time: one create reaches the API, once. */
async function expectToWork(url: string, taken: readonly string[]): Promise<void> {
  const page = await open(url);
  const before = taken.length;
  expect(await outcome(page, 'create', 'early')).toMatch(/^NOT_READY .*ready\(\)/);
  await page.getByText('Stopped').waitFor();
  expect(await outcome(page, 'ready')).toBe('done');
  await page.getByText('Everything is synced').waitFor();
  expect(await outcome(page, 'create', 'Jean')).toBe('done');
  expect(taken.slice(before)).toEqual(['Jean']);
  await page.context().close();
}

describe('synchrone/streaming', () => {
  let site: Site;
  let built: string;

  beforeAll(async () => {
    built = await buildWithVite(join(app.folder, 'vite'));
    site = await serve(built);
  });
  afterAll(() => site.close());

  it('is a bundle and a file beside it in Vite, without a configuration', async () => {
    const files = readdirSync(join(built, 'assets'));
    expect(files.filter((name) => name.endsWith('.wasm'))).toHaveLength(1);
    const scripts = files.filter((name) => name.endsWith('.js'));
    const sizes = scripts.map((name) => statSync(join(built, 'assets', name)).size);
    // With React DOM; the embedded module alone would add 380 000.
    expect(Math.max(...sizes)).toBeLessThan(600_000);
    await expectToWork(site.url, site.taken);
  });

  it('works where the server gives the file a wrong type', async () => {
    site.habits = { wasmType: 'application/octet-stream' };
    await expectToWork(site.url, site.taken);
    site.habits = {};
  });

  it('says what ready() takes', async () => {
    const page = await open(site.url);
    const code = page.evaluate(() =>
      window.page.load(7).catch(({ code, field, message }) => ({ code, field, message })),
    );
    expect(await code).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'file' });
    await page.context().close();
  });

  it.each([
    ['is not there', 404],
    ['is a page of the application instead', 200],
  ])('says what to do where the file %s, and loads it when asked again', async (_, status) => {
    site.habits = { wasmStatus: status };
    const page = await open(site.url);
    expect(await outcome(page, 'ready')).toMatch(
      /^MODULE_UNREACHABLE .*\.wasm could not be loaded/,
    );
    expect(await outcome(page, 'create', 'early')).toMatch(/^NOT_READY/);
    site.habits = {};
    expect(await outcome(page, 'ready')).toBe('done');
    expect(await outcome(page, 'create', 'late')).toBe('done');
    await page.context().close();
  });

  it('says that the script that sends cannot be loaded, and takes no change meanwhile', async () => {
    const page = await open(site.url);
    const sending = /\/network\b[^/]*\.js$/;
    await page.route(sending, (route) => route.abort());
    expect(await outcome(page, 'ready')).toMatch(/^MODULE_UNREACHABLE .*network\.js could not be/);
    expect(await outcome(page, 'create', 'early')).toMatch(/^NOT_READY/);
    await page.unroute(sending);
    await page.reload();
    await page.waitForFunction(() => 'page' in window);
    expect(await outcome(page, 'ready')).toBe('done');
    expect(await outcome(page, 'create', 'after the reload')).toBe('done');
    expect(site.taken).toContain('after the reload');
    await page.context().close();
  });

  it('says that the policy of the page forbids WebAssembly', async () => {
    site.habits = { policy: strictPolicy.replace(" 'wasm-unsafe-eval'", '') };
    const page = await open(site.url);
    expect(await outcome(page, 'ready')).toMatch(/^WASM_BLOCKED .*'wasm-unsafe-eval'/);
    expect(await outcome(page, 'create', 'x')).toMatch(/^WASM_BLOCKED/);
    await page.getByText('Stopped').waitFor();
    await page.context().close();
    site.habits = {};
  });

  it('sends what an earlier page has left, once it is ready', async () => {
    const first = await open(site.url);
    await outcome(first, 'ready');
    await first.context().setOffline(true);
    await first.evaluate(() => void window.page.create('kept'));
    await first.close();
    await first.context().setOffline(false);
    const page = await first.context().newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => window.page.status().waiting === 'stopped');
    expect(site.taken).not.toContain('kept');
    await outcome(page, 'ready');
    await expect.poll(() => site.taken, { timeout: 300_000 }).toContain('kept');
    await page.context().close();
  });

  it('sends changes, and no list is read, while its later files cannot be loaded', async () => {
    const page = await open(site.url);
    const later = /\/(list_fetcher|lost_changes|row_cache|sealing|diagnostics|es|fr)\b[^/]*\.js$/;
    await page.route(later, (route) => route.abort());
    expect(await outcome(page, 'ready')).toBe('done');
    expect(await outcome(page, 'create', 'before lists')).toBe('done');
    expect(site.taken).toContain('before lists');
    expect(await outcome(page, 'read')).not.toBe('done');
    await page.unroute(later);
    await page.reload();
    expect(await outcome(page, 'ready')).toBe('done');
    expect(await outcome(page, 'read')).toBe('done');
    await page.context().close();
  });

  it('has all its later files soon after ready(), so that nothing is missing offline', async () => {
    const page = await open(site.url, 'fr-FR');
    await page.evaluate(() => window.page.lock(null));
    expect(await outcome(page, 'ready')).toBe('done');
    await expect
      .poll(() => scripts(page), { timeout: 300_000 })
      .toEqual(
        expect.arrayContaining([
          'network',
          'list_fetcher',
          'lost_changes',
          'row_cache',
          'sealing',
          'es',
          'fr',
        ]),
      );
    await page.context().setOffline(true);
    expect(await outcome(page, 'create', 'sealed')).toMatch(/^LOCKED L’espace de travail/);
    await page.evaluate(() => window.page.lock(Array.from({ length: 32 }, () => 7)));
    await page.evaluate(() => void window.page.create('sealed'));
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(stored).toContain('synchrone:sealed:1:');
    await page.context().close();
  });

  it('has one queue with the embedded entry in the same page', async () => {
    const both = await serve(await buildBothWithVite(join(app.folder, 'both')));
    const page = await open(both.url);
    const isOne = (): Promise<boolean> =>
      page.evaluate(() => {
        const [streaming, embedded] = window.page.queues?.() ?? [];
        return streaming !== undefined && streaming === embedded;
      });
    expect(await isOne()).toBe(true);
    expect(await outcome(page, 'ready')).toBe('done');
    expect(await outcome(page, 'create', 'Jean')).toBe('done');
    expect([await isOne(), both.taken]).toEqual([true, ['Jean']]);
    await page.context().close();
    await both.close();
  });

  it('is the same in the development server of Vite', async () => {
    const server = await serveWithVite(app.folder, site.url);
    await expectToWork(server.url, site.taken);
    await server.close();
  });

  it.each([
    ['esbuild with its file loader', buildWithEsbuild],
    [
      'a bundler that leaves import.meta.url alone',
      (to: string) => buildAndCopy(to, app.installed),
    ],
  ])('works in %s', async (name, build) => {
    const other = await serve(await build(join(app.folder, name.split(' ')[0] ?? '')));
    await expectToWork(other.url, other.taken);
    await other.close();
  });
});

describe('synchrone', () => {
  const later = ['diagnostics', 'es', 'fr', 'lost_changes', 'row_cache', 'sealing'];
  const key = Array.from({ length: 32 }, () => 7);
  let site: Site;

  beforeAll(async () => {
    site = await serve(await buildWithVite(join(app.folder, 'embedded'), { entry: 'synchrone' }));
  });
  afterAll(() => site.close());

  it('loads what is not needed at once after the first use, so that nothing is missing offline', async () => {
    const page = await open(site.url, 'fr-FR');
    await expect
      .poll(() => scripts(page), { timeout: 300_000 })
      .toEqual(expect.arrayContaining(later));
    await page.evaluate((key) => window.page.lock(key), key);
    await page.context().setOffline(true);
    await page.evaluate(() => void window.page.create('sealed'));
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(stored).toContain('synchrone:sealed:1:');
    await page.evaluate(() => window.page.lock(null));
    expect(await outcome(page, 'create', 'locked')).toMatch(/^LOCKED L’espace de travail/);
    await page.context().close();
  });

  it('reads and sends while its later files cannot be loaded', async () => {
    const files = new RegExp(`/(${later.join('|')})\\b[^/]*\\.js$`);
    const page = await open(site.url, 'en-GB', (page) =>
      page.route(files, (route) => route.abort()),
    );
    expect(await outcome(page, 'create', 'without parts')).toBe('done');
    expect(site.taken).toContain('without parts');
    expect(await outcome(page, 'read')).toBe('done');
    await page.context().close();
  });

  it('is one bundle with synchrone/whole, and has the key in the call that gives it', async () => {
    const options = { entry: 'synchrone', imports: "import 'synchrone/whole';" } as const;
    const whole = await serve(await buildWithVite(join(app.folder, 'whole'), options));
    const page = await open(whole.url, 'fr-FR');
    const stored = await page.evaluate((key) => {
      window.page.lock(key);
      void window.page.create('sealed');
      return JSON.stringify({ ...localStorage });
    }, key);
    expect(stored).toContain('synchrone:sealed:1:');
    expect((await scripts(page)).filter((name) => later.includes(name))).toEqual([]);
    await page.context().close();
    await whole.close();
  });
});
