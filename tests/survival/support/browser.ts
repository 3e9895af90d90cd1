import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { kChromium, kChromiumArguments } from '../../support/chromium.mjs';

const flags = ['--headless=new', ...kChromiumArguments, '--remote-debugging-port=0'];

/** Chromium in a process group of its own, on a profile that outlives it. */
export class KillableBrowser {
  private constructor(
    private readonly child: ChildProcess,
    private readonly browser: Browser,
  ) {}

  static async start(profile: string): Promise<KillableBrowser> {
    const args = [...flags, `--user-data-dir=${profile}`, 'about:blank'];
    const child = spawn(kChromium, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    for await (const chunk of child.stderr ?? []) {
      words += String(chunk);
      const address = /DevTools listening on (ws:\S+)/.exec(words)?.[1];
      if (address === undefined) continue;
      child.stderr?.resume();
      return new KillableBrowser(
        child,
        await chromium.connectOverCDP(address, { timeout: 600_000 }),
      );
    }
    throw new Error(`Chromium did not start:\n${words}`);
  }

  get context(): BrowserContext {
    return this.browser.contexts()[0]!;
  }

  /** A new tab with the workbench. */
  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'workbench' in window);
    return page;
  }

  /** Each tab is gone without notice, the browser lives and has noticed. */
  async killRenderers(): Promise<void> {
    const killed = [...(await this.renderers()).keys()];
    for (const id of killed) process.kill(id, 'SIGKILL');
    let left = killed;
    while (left.length > 0) {
      await delay(50);
      const alive = await this.renderers();
      left = killed.filter((id) => alive.has(id));
    }
  }

  /** The process that a tab lives in: the one that works when the tab does. */
  async rendererOf(page: Page): Promise<number> {
    const before = await this.renderers();
    // About a second of work, however long the machine takes for it.
    await page.evaluate(() => {
      let sum = 0;
      for (let i = 0; i < 1e9; i += 1) sum = (sum + i) | 0;
      return sum;
    });
    const worked = [...(await this.renderers())].map(
      ([id, cpuTime]) => [id, cpuTime - (before.get(id) ?? cpuTime)] as const,
    );
    return worked.sort(([, one], [, other]) => other - one)[0]![0];
  }

  /** Processes of tabs, with the seconds that each has worked. */
  private async renderers(): Promise<Map<number, number>> {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const tabs = processInfo.filter(({ type }) => type === 'renderer');
    return new Map(tabs.map(({ id, cpuTime }) => [id, cpuTime]));
  }

  /** SIGKILL to all of it. Safe to call twice. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    process.kill(-(this.child.pid ?? 0), 'SIGKILL');
    await gone;
  }
}
