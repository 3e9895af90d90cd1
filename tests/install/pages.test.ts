import react from '@vitejs/plugin-react';
import { chromium, type Browser } from '@playwright/test';
import { build as esbuild } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from 'vite';
import { make, row, visit } from '../consumers/support/visit.js';
import { kChromium, kChromiumArguments } from '../support/chromium.mjs';
import { installPacked, root, type Consumer } from './support/packed.js';
import { serve, strictPolicy } from './support/site.js';

let app: Consumer;
let browser: Browser;
let built: string;

const main = `
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'synchrone/ui/styles.css';
import { Patients } from './patients.jsx';

createRoot(document.getElementById('root')).render(<StrictMode><Patients /></StrictMode>);
`;

const documentWith = (attributes: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>patients</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/main.css"></head>
<body><div id="root"></div><script type="module" src="/main.js"${attributes}></script></body></html>
`;

/** The sources of an application with a list of patients, in a folder of its own. */
function writePatients(name: string): string {
  const folder = join(app.folder, name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'tests/consumers/support/patients.jsx'), join(folder, 'patients.jsx'));
  writeFileSync(join(folder, 'main.jsx'), main);
  return folder;
}

/** The application, bundled, with a document whose script has these attributes. */
async function buildPatients(name: string, attributes = ''): Promise<string> {
  const folder = writePatients(name);
  const out = join(folder, 'dist');
  await esbuild({
    entryPoints: [join(folder, 'main.jsx')],
    outdir: out,
    bundle: true,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  writeFileSync(join(out, 'index.html'), documentWith(attributes));
  return out;
}

const launch = (...args: readonly string[]): Promise<Browser> =>
  chromium.launch({
    timeout: 600_000,
    executablePath: kChromium,
    args: [...kChromiumArguments, ...args],
  });

beforeAll(async () => {
  app = installPacked('react', 'react-dom', 'scheduler');
  browser = await launch();
  built = await buildPatients('patients');
});

afterAll(async () => {
  await browser.close();
  app.remove();
});

/** All that a policy may forbid, and an image for the icon. */
const policies: readonly (readonly [string, string, string])[] = [
  ['strict', '', strictPolicy],
  ['strict, without any Trusted Types', '', `${strictPolicy}; trusted-types 'none'`],
  [
    'of scripts with a nonce, and those that they load',
    ' nonce="c2Vzc2lvbg"',
    "default-src 'none'; script-src 'nonce-c2Vzc2lvbg' 'strict-dynamic' 'wasm-unsafe-eval'; " +
      "connect-src 'self'; style-src 'self'; base-uri 'none'; require-trusted-types-for 'script'",
  ],
];

describe('a page whose Content-Security-Policy is', () => {
  it.each(policies)('%s', async (name, attributes, policy) => {
    const folder = attributes === '' ? built : await buildPatients(name, attributes);
    const site = await serve(folder);
    site.habits = { policy: `${policy}; img-src data:` };
    expect(await visit(browser, site.url)).toEqual([]);
    expect(site.taken).toEqual(['Jean', 'Marie']);
    await site.close();
  });
});

it('a page of plain http works, where a browser has neither crypto.subtle nor Web Locks', async () => {
  const site = await serve(built);
  const plain = await launch('--host-resolver-rules=MAP clinic.test 127.0.0.1');
  const url = site.url.replace('127.0.0.1', 'clinic.test');
  site.habits = { policy: `${strictPolicy}; img-src data:` };
  const page = await plain.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(url);
  const lacks = await page.evaluate(() => [
    isSecureContext,
    'subtle' in crypto && crypto.subtle !== undefined,
    'locks' in navigator,
  ]);
  expect(lacks).toEqual([false, false, false]);
  await page.close();
  expect(await visit(plain, url)).toEqual([]);
  expect(site.taken).toEqual(['Jean', 'Marie']);
  await plain.close();
  await site.close();
});

it('the development server of Vite replaces a component, and the page has the queue that it had', async () => {
  const folder = writePatients('hot');
  writeFileSync(
    join(folder, 'index.html'),
    documentWith('')
      .replace('/main.js', '/main.jsx')
      .replace('<link rel="stylesheet" href="/main.css">', ''),
  );
  const site = await serve(folder);
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(folder, '.vite'),
    plugins: [react()],
    server: { port: 0, host: '127.0.0.1', proxy: { '/api': site.url } },
  });
  await server.listen();
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.getByText('Everything is synced').waitFor();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await context.route('**/api/**', (route) => route.abort());
  await make(page, 'Jean');

  const file = join(folder, 'patients.jsx');
  writeFileSync(file, readFileSync(file, 'utf8').replace('>New<', '>Create<'));
  await page.getByRole('button', { name: 'Create' }).waitFor();
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  await row(page, 'Jean').waitFor();
  await make(page, 'Marie', 'Create');
  await context.unroute('**/api/**');
  await page.getByText(/^(Everything is synced|Synced at)/).waitFor();
  expect(site.taken.toSorted(), 'each once').toEqual(['Jean', 'Marie']);
  await context.close();
  await server.close();
  await site.close();
});
