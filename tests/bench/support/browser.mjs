// Headless Chromium of the system, driven by Playwright: each measure gets a profile of its own.

import { chromium } from '@playwright/test';
import { kChromium, kChromiumArguments } from '../../support/chromium.mjs';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('@playwright/test').Browser} Browser */

/** @returns {Promise<Browser>} */
export function launchBrowser() {
  return chromium.launch({ executablePath: kChromium, args: kChromiumArguments });
}

/**
 * Runs `use` in a page of an empty profile, and closes it.
 * @template T
 * @param {Browser} browser
 * @param {string} url
 * @param {(page: Page) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withPage(browser, url, use) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await openBench(page, url);
    return await use(page);
  } finally {
    await context.close();
  }
}

/**
 * Opens (or opens again) the page and waits for its script.
 * @param {Page} page
 * @param {string} url
 */
export async function openBench(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => globalThis.bench !== undefined && crossOriginIsolated);
}

/**
 * The page's main thread since it was opened, in time of its own: what waits for a busy processor
 * is not counted.
 * @param {Page} page
 * @returns {Promise<() => Promise<number>>} seconds spent in tasks so far
 */
export async function watchMainThread(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const found = metrics.find(({ name }) => name === 'TaskDuration');
    if (!found) throw new Error('This Chromium does not tell TaskDuration.');
    return found.value;
  };
}

/**
 * The tasks of the page's main thread, in milliseconds of its own time.
 * @param {Buffer} trace of the category 'toplevel'
 * @returns {number[]}
 */
export function tasksIn(trace) {
  /** @type {{ traceEvents: { name: string, ph: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }[] }} */
  const { traceEvents } = JSON.parse(trace.toString());
  /** @param {{ pid: number, tid: number }} event */
  const threadOf = ({ pid, tid }) => `${pid} ${tid}`;
  const main = new Set(
    traceEvents
      .filter(({ ph, args }) => ph === 'M' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  return traceEvents
    .filter((event) => event.name.endsWith('RunTask') && main.has(threadOf(event)))
    .map(({ tdur = 0 }) => tdur / 1000);
}
