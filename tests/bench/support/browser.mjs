// Headless Chromium of the system, driven by Playwright: each measure gets a profile of its own.

import { existsSync, readFileSync } from 'node:fs';
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
 * The page's main thread since it was opened. Linux says how long it had a processor: what waits
 * for a busy one is not counted. Elsewhere Chromium says how long its tasks took.
 * @param {Page} page
 * @returns {Promise<() => Promise<number>>} seconds spent so far
 */
export async function watchMainThread(page) {
  const times = await mainThreadTimes(page);
  if (times) return () => Promise.resolve(times().busy_ms / 1000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const found = metrics.find(({ name }) => name === 'TaskDuration');
    if (!found) throw new Error('This Chromium has no TaskDuration.');
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

/**
 * @typedef {object} ThreadTimes
 * @property {number} busy_ms with a processor
 * @property {number} queued_ms ready, while every processor was busy with others
 */

/**
 * What the scheduler of Linux says of the page's main thread (/proc/PID/schedstat).
 * @param {Page} page
 * @returns {Promise<(() => ThreadTimes) | null>} null on other systems
 */
export async function mainThreadTimes(page) {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session || !existsSync('/proc/self/schedstat')) return null;
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const before = new Map(renderers.map((id) => [id, timesOf(id).busy_ms]));
  // Which of them is the page's: the one that works now.
  await page.evaluate(() => {
    let sum = 0;
    for (let i = 0; i < 3e7; i += 1) sum += i;
    return sum;
  });
  const worked = (/** @type {number} */ id) => timesOf(id).busy_ms - (before.get(id) ?? 0);
  const [own] = renderers.toSorted((a, b) => worked(b) - worked(a));
  return own === undefined ? null : () => timesOf(own);
}

/** @param {number} id of a process @returns {ThreadTimes} of its main thread */
function timesOf(id) {
  const file = `/proc/${id}/task/${id}/schedstat`;
  const [busy = 0, queued = 0] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : [];
  return { busy_ms: Number(busy) / 1e6, queued_ms: Number(queued) / 1e6 };
}
