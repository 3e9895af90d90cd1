import { hostname, networkInterfaces } from 'node:os';
import { expect } from '@playwright/test';
import type { Api, Row } from '../../outside/servers/wire.ts';
import type { Site } from '../../outside/servers/site.ts';
import type { Session, Tab } from '../drivers/driver.ts';

/** A tab with the page in it, in the words of the cases. */
export class PageTab {
  constructor(readonly tab: Tab) {}

  call<Value>(expression: string): Promise<Value> {
    return this.tab.read<Value>(expression);
  }

  async create(lastName: string): Promise<string> {
    const data = JSON.stringify({ first_name: 'Anna', last_name: lastName, phone: '5' });
    return (await this.call<{ id: string }>(`window.bench.create('patients', ${data})`)).id;
  }

  mutate(id: string, changes: object): Promise<string> {
    const args = `${JSON.stringify(id)}, ${JSON.stringify(changes)}`;
    return this.call(`window.bench.mutate('patients', ${args})`);
  }

  remove(id: string): Promise<string> {
    return this.call(`window.bench.remove('patients', ${JSON.stringify(id)})`);
  }

  /** Last names that the list shows, in order of the alphabet. */
  async shown(): Promise<string[]> {
    const rows = await this.call<Row[] | null>(`window.bench?.rows('patients') ?? []`);
    return (rows ?? []).map((row) => String(row['last_name'])).sort();
  }

  pending(): Promise<number> {
    return this.call('window.bench.queue.getPendingCount()');
  }

  /** Changes that wait for a person. */
  parked(): Promise<number> {
    return this.call(`window.bench.queue.getAll().filter((e) => e.status === 'error').length`);
  }

  /** Why the queue sends nothing, or null. */
  waits(): Promise<string | null> {
    return this.call('window.bench.queue.getSnapshot().waiting');
  }

  durable(): Promise<boolean> {
    return this.call('window.bench.queue.getSnapshot().storage.durable');
  }

  isSender(): Promise<boolean> {
    return this.call('window.bench.queue.getSnapshot().sender');
  }

  text(): Promise<string> {
    return this.call('document.body.innerText');
  }

  async reload(): Promise<void> {
    await this.tab.reload();
    await this.isReady();
  }

  async isReady(): Promise<void> {
    await expect.poll(() => this.call(`typeof window.bench`)).toBe('object');
  }
}

/** Tabs of one browser on one site. */
export class Stage {
  /** All that pages ask: `site`, and those that a case adds. */
  readonly sites: Site[];
  /** Frames that hold a page of the tests. */
  readonly frames: Tab[] = [];
  private readonly tabs = new Set<Tab>();

  constructor(
    private readonly session: Session,
    readonly api: Api,
    readonly site: Site,
    private readonly plainHttp: boolean,
  ) {
    this.sites = [site];
  }

  /** What the picture of a failure shows. */
  get pages(): readonly Tab[] {
    return [...this.frames, ...this.tabs];
  }

  /** A tab that has read its list. */
  async open(query = '', empty?: Tab): Promise<PageTab> {
    const page = await this.openUnread(query, empty);
    await page.isReady();
    await expect.poll(async () => (await page.shown()).length).toBeGreaterThanOrEqual(3);
    return page;
  }

  /** An empty tab: no driver opens one while a page has just crashed. */
  async emptyTab(): Promise<Tab> {
    const tab = await this.session.newTab();
    this.tabs.add(tab);
    return tab;
  }

  async openUnread(query = '', empty?: Tab): Promise<PageTab> {
    const tab = empty ?? (await this.emptyTab());
    await tab.goto(this.addressOf(query));
    return new PageTab(tab);
  }

  addressOf(query: string): string {
    const host = this.plainHttp ? insecureHost() : '127.0.0.1';
    const { port } = new URL(this.site.origin);
    return `http://${host}:${port}/page/index.html?api=plain&context=own${query}`;
  }

  async close(page: PageTab): Promise<void> {
    this.tabs.delete(page.tab);
    await page.tab.close();
  }

  /**
   * The process of the page is killed, as when it crashes or the system needs its memory.
   *
   * @returns false: its tab was closed instead, which the driver outlives
   */
  async killPage(page: PageTab): Promise<boolean> {
    const { session } = this;
    if (!session.killPage) {
      await this.close(page);
      return false;
    }
    // By its size, the process is known from those of other pages of the browser.
    await page.call('void (window.ballast = new Uint8Array(300_000_000).fill(1))');
    await session.killPage();
    this.tabs.delete(page.tab);
    return true;
  }

  async closeTabs(): Promise<void> {
    for (const tab of this.tabs) await tab.close();
    this.tabs.clear();
  }

  /** Everything has been sent and accepted: each of these names is on the server once. */
  async expectSynced(page: PageTab, names: readonly string[]): Promise<void> {
    // A tab may learn late what another one has queued.
    const sorted = [...names].sort();
    await expect.poll(() => this.stored()).toEqual(sorted);
    await expect.poll(() => page.pending()).toBe(0);
    expect(await page.parked()).toBe(0);
    expect(await this.stored()).toEqual(sorted);
    await expect.poll(() => page.shown()).toEqual(sorted);
  }

  private async stored(): Promise<string[]> {
    return (await this.api.rows('patients')).map((row) => String(row['last_name'])).sort();
  }
}

/** An address of this machine that is neither localhost nor the loopback interface. */
function insecureHost(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outer = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return outer?.address ?? hostname();
}
