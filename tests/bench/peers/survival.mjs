// How many of some creates are left when the tab or the browser dies.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from '@playwright/test';

import { median } from '../support/statistics.mjs';
import { openPeer } from './measures.mjs';
import { kPeers } from './plan.mjs';

/** @typedef {import('../support/context.mjs').BenchContext} BenchContext */

/** The ways to die. */
const kDeaths = /** @type {const} */ ([
  { name: 'tab killed at once', kills: 'tab', after_ms: 0 },
  { name: 'browser killed at once', kills: 'browser', after_ms: 0 },
  { name: 'browser killed after 1 s', kills: 'browser', after_ms: 1000 },
]);
const kRecovery_ms = 2000; // after which no more rows come back

/**
 * @param {BenchContext} context
 * @param {import('./plan.mjs').Plan['survival']} plan
 */
export async function measureSurvival({ server, note }, { creates, rounds }) {
  const results = [];
  for (const death of kDeaths) {
    /** @type {import('./measures.mjs').Figure[]} */
    const figures = [];
    for (const { name } of kPeers) {
      note(`survival: ${death.name}, ${name}`);
      /** @type {number[]} */
      const left = [];
      /** @type {string | undefined} */
      let failure;
      for (let round = 0; round < rounds; round += 1) {
        try {
          left.push(await survivors(server.url, name, death, creates));
        } catch (error) {
          failure = String(error).split('\n')[0];
        }
      }
      const value = failure === undefined ? median(left) : null;
      figures.push({ peer: name, value, ratio: null, ...(failure && { failure }) });
    }
    results.push({ death: death.name, creates, figures });
  }
  return results;
}

/**
 * @param {string} url
 * @param {string} name
 * @param {(typeof kDeaths)[number]} death
 * @param {number} creates
 */
async function survivors(url, name, death, creates) {
  const profile = mkdtempSync(join(tmpdir(), 'synchrone-survival-'));
  let browser = await startBrowser(profile);
  try {
    const page = await browser.newPage();
    await openPeer(page, url, name);
    await page.evaluate(() => peerBench.start(0, 0, 1));
    await wait(kRecovery_ms); // a page that has been open for a moment
    await page.evaluate((count) => peerBench.createAtOnce(count), creates);
    if (death.after_ms > 0) await wait(death.after_ms);
    if (death.kills === 'tab') {
      const session = await page.context().newCDPSession(page);
      session.send('Page.crash').catch(() => undefined); // it never answers
      await page.waitForEvent('crash');
    } else {
      await browser.kill();
      browser = await startBrowser(profile);
    }
    const next = await browser.newPage();
    await openPeer(next, url, name);
    await next.evaluate(() => peerBench.start(0, 0, 1));
    await wait(kRecovery_ms);
    return await next.evaluate(() => peerBench.shown());
  } finally {
    await browser.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * A browser of its own process group, which can be killed as a whole.
 * @param {string} profile
 */
async function startBrowser(profile) {
  const port = join(profile, 'DevToolsActivePort');
  rmSync(port, { force: true });
  const child = spawn(
    '/usr/bin/chromium',
    [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run'],
      ...['--disable-background-networking', '--disable-sync', '--remote-debugging-port=0'],
      ...[`--user-data-dir=${profile}`, 'about:blank'],
    ],
    { detached: true, stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (let tries = 0; !existsSync(port); tries += 1) {
    if (tries > 600) throw new Error('The browser did not start.');
    await wait(100);
  }
  const [number] = readFileSync(port, 'utf8').split('\n');
  const connected = await chromium.connectOverCDP(`http://127.0.0.1:${number}`);
  const context = connected.contexts()[0] ?? (await connected.newContext());
  return {
    newPage: () => context.newPage(),
    kill: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}
