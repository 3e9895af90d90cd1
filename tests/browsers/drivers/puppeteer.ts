import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type LaunchOptions, type Page } from 'puppeteer-core';
import type { Driver, Session, Settings, Tab } from './driver.ts';
import { killPageOf } from './processes.ts';
import { kChromium, kChromiumArguments } from '../../support/chromium.mjs';

/** Chromium over CDP. */
export const chromium: Driver = {
  name: 'Chromium',
  async start({ blocksCookies }) {
    const profile = await mkdtemp(join(tmpdir(), 'browsers-'));
    if (blocksCookies) {
      const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
      await mkdir(join(profile, 'Default'));
      await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(settings));
    }
    return launch(profile, { executablePath: kChromium, args: kChromiumArguments }, crashPages);
  },
};

/** Firefox ESR over WebDriver BiDi. */
export const firefox: Driver = {
  name: 'Firefox ESR',
  async start({ blocksCookies }: Settings) {
    const profile = await mkdtemp(join(tmpdir(), 'browsers-'));
    const options: LaunchOptions = {
      browser: 'firefox',
      executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
      extraPrefsFirefox: blocksCookies ? { 'network.cookie.cookieBehavior': 2 } : {},
    };
    const runsPages = (command: string): boolean => / -contentproc .* tab$/.test(command);
    return launch(profile, options, (browser) => killPageOf(browser.process()?.pid, runsPages));
  },
};

/** Against hanging, not slowness. */
const kPatienceMs = 600_000;

async function launch(
  profile: string,
  options: LaunchOptions,
  killPage: (browser: Browser) => Promise<void>,
): Promise<Session> {
  const browser = await puppeteer.launch({
    headless: true,
    userDataDir: profile,
    timeout: kPatienceMs,
    protocolTimeout: kPatienceMs,
    ...options,
  });
  const lines: string[] = [];
  return {
    console: lines,
    newTab: () => tabIn(browser, lines),
    killPage: () => killPage(browser),
    close: async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** The browser's own way: an empty tab is left, and no process killed that it would use. */
async function crashPages(browser: Browser): Promise<void> {
  const crash = async (page: Page): Promise<void> => {
    const crashed = new Promise<void>((resolve) => {
      page.once('error', () => resolve());
    });
    const session = await page.createCDPSession();
    session.send('Page.crash').catch(() => undefined); // nothing is left to answer
    await crashed;
  };
  const pages = (await browser.pages()).filter((page) => page.url() !== 'about:blank');
  await Promise.all(pages.map(crash));
}

async function tabIn(browser: Browser, lines: string[]): Promise<Tab> {
  const page: Page = await browser.newPage();
  page.setDefaultTimeout(kPatienceMs);
  page.on('console', (message) => void lines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => void lines.push(`uncaught: ${String(error)}`));
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    // Puppeteer's own waits for an event that a page which comes back as it was left does not have.
    back: async () => void (await page.evaluate('void setTimeout(() => history.back(), 0)')),
    read: async <Value>(expression: string) => (await page.evaluate(expression)) as Value,
    setOffline: (on) => page.setOfflineMode(on),
    screenshot: async () => Buffer.from(await page.screenshot()),
    close: () => page.close(),
  };
}
