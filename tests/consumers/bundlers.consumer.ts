import { chromium, type Browser } from '@playwright/test';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html, type Entry, writeApplication } from '../install/support/bundles.js';
import { serve } from '../install/support/site.js';
import { application, type Application } from './support/application.js';
import { kChromium, kChromiumArguments } from '../support/chromium.mjs';

let app: Application;
let browser: Browser;

beforeAll(async () => {
  app = application('bundlers');
  browser = await chromium.launch({
    executablePath: kChromium,
    args: kChromiumArguments,
  });
});

afterAll(async () => {
  await browser.close();
  app.remove();
});

/** webpack and Rspack have one interface. */
type Pack = (
  options: object,
  done: (error: Error | null, stats?: { hasErrors(): boolean; toString(): string }) => void,
) => void;

const withPack =
  (pack: () => Pack) =>
  (out: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const options = {
        mode: 'production',
        context: app.folder,
        entry: './main.js',
        output: { path: out, filename: 'main.js' },
      };
      pack()(options, (error, stats) => {
        if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
        else resolve();
      });
    });

interface Rollup {
  rollup(options: object): Promise<{ write(options: object): Promise<unknown> }>;
}

/** What each build by Rollup warned of. */
let warnings: string[] = [];

/** Rollup warns that it ignores 'use client', which is there for frameworks. */
const isOfRollup = ({ code }: { code?: string }): boolean => code === 'MODULE_LEVEL_DIRECTIVE';

async function withRollup(out: string): Promise<void> {
  warnings = [];
  const { rollup } = app.require('rollup') as Rollup;
  const plugin = (name: string, options?: object): unknown =>
    (app.require(`@rollup/plugin-${name}`) as { default: (options?: object) => unknown }).default(
      options,
    );
  const bundle = await rollup({
    input: join(app.folder, 'main.js'),
    onwarn: (warning: { code?: string; message: string }) => {
      if (!isOfRollup(warning)) warnings.push(warning.message);
    },
    plugins: [
      plugin('replace', { 'process.env.NODE_ENV': '"production"', preventAssignment: true }),
      plugin('node-resolve', { browser: true }),
      plugin('commonjs'),
    ],
  });
  await bundle.write({ dir: out, format: 'es' });
  // Rollup leaves import.meta.url alone: the file is copied, as the guide says.
  const file = 'node_modules/synchrone/build/package/esm/streaming/synchrone.wasm';
  cpSync(join(app.folder, file), join(out, 'synchrone.wasm'));
}

function withParcel(out: string): void {
  app.write('index.html', html('./main.js'));
  const args = ['build', 'index.html', '--dist-dir', out, '--no-cache'];
  const { code, output } = app.run('parcel', ...args);
  if (code !== 0) throw new Error(output);
}

const bundlers: readonly [string, (out: string) => Promise<void> | void][] = [
  ['webpack', withPack(() => app.require('webpack') as Pack)],
  ['Rspack', withPack(() => (app.require('@rspack/core') as { rspack: Pack }).rspack)],
  ['Rollup', withRollup],
  ['Parcel', withParcel],
];
/** A key of `encryption`, which is a part that a page loads later. */
const key = Array.from({ length: 32 }, () => 7);

/** A person opens the page, makes a patient, and makes another once what is stored is sealed. */
async function expectToWork(url: string): Promise<void> {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(url);
  await page.waitForFunction(() => 'page' in window);
  await page.evaluate(() => window.page.ready());
  await page.evaluate(() => window.page.create('Jean'));
  await page.getByText('Synced at').waitFor();
  await page.evaluate((key) => window.page.lock(key), key);
  await page.waitForFunction(() => window.page.status().waiting !== 'locked');
  await page.evaluate(() => window.page.create('Ana'));
  await context.close();
}

const entries: readonly Entry[] = ['synchrone', 'synchrone/streaming'];

describe.each(entries)('%s', (entry) => {
  it('gives Rollup nothing to warn of', async () => {
    writeApplication(app.folder, { entry });
    await withRollup(join(app.folder, `warnings-${entry.replace('/', '-')}`));
    expect(warnings).toEqual([]);
  });

  it.each(bundlers)('works in %s without a configuration', async (name, build) => {
    writeApplication(app.folder, { entry });
    const out = join(app.folder, `${name}-${entry.replace('/', '-')}`);
    await build(out);
    if (name !== 'Parcel') writeFileSync(join(out, 'index.html'), html('/main.js'));
    const site = await serve(out);
    // Parcel writes an inline script into the page; webpack and Rspack load a script by its address,
    // which Trusted Types allow with their `output.trustedTypes` only.
    if (name !== 'Rollup')
      site.habits = { policy: "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'" };
    await expectToWork(site.url);
    expect(site.taken).toEqual(['Jean', 'Ana']);
    await site.close();
  });
});

interface Vite {
  createServer(options: object): Promise<{
    listen(): Promise<unknown>;
    close(): Promise<void>;
    resolvedUrls: { local: string[] } | null;
  }>;
}

it('works in the development server of Vite 7, which is given the address', async () => {
  writeApplication(app.folder, {
    imports: "import address from 'synchrone/synchrone.wasm?url';",
    file: 'address',
  });
  const site = await serve(app.folder);
  const vite = join(app.folder, 'node_modules/vite/dist/node/index.js');
  const { createServer } = (await import(vite)) as Vite;
  const server = await createServer({
    root: app.folder,
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', proxy: { '/api': site.url } },
  });
  await server.listen();
  await expectToWork(server.resolvedUrls?.local[0] ?? '');
  expect(site.taken).toEqual(['Jean', 'Ana']);
  await server.close();
  await site.close();
});
