import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import type { Random } from '../../../web/clinic/server/seed/random.ts';
import type {} from '../page/main.tsx';
import type { Clinic, Person } from './clinic.ts';
import type { Ledger } from './ledger.ts';

const kConsoleLines = 200;

/** A tab, and whether the browser has frozen it. */
interface Tab {
  page: Page;
  frozen: CDPSession | null;
}

/** A shared machine: one browser profile with up to three tabs, and one person at a time. */
export class Workstation {
  readonly errors: string[] = [];
  /** The last lines of its consoles. */
  readonly console: string[] = [];
  private tabs: Tab[] = [];
  private token = '';

  private constructor(
    readonly name: string,
    private readonly context: BrowserContext,
    private readonly address: string,
    private readonly clinic: Clinic,
    public person: Person,
    private readonly ledger: Ledger,
  ) {}

  static async start(
    name: string,
    browser: Browser,
    address: string,
    clinic: Clinic,
    person: Person,
    ledger: Ledger,
  ): Promise<Workstation> {
    const context = await browser.newContext();
    const hear: Ledger['hear'] = (mutation, status) => ledger.hear(mutation, status);
    await context.exposeFunction('heard', hear);
    const station = new Workstation(name, context, address, clinic, person, ledger);
    await station.signIn(person);
    for (let n = 0; n < 3; n += 1) await station.openTab();
    return station;
  }

  /** Tabs that are not frozen. */
  get pages(): Page[] {
    return this.tabs.filter(({ frozen }) => frozen === null).map(({ page }) => page);
  }

  async openTab(): Promise<void> {
    if (this.tabs.length >= 3) return;
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.errors.push(`${error.name}: ${error.message}`));
    page.on('console', (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (this.console.length > kConsoleLines) this.console.shift();
    });
    await page.goto(this.address);
    await page.waitForFunction(() => 'soak' in window);
    await this.introduce(page);
    this.tabs.push({ page, frozen: null });
  }

  /** One that leaves another one behind. */
  async closeTab(random: Random): Promise<void> {
    if (this.pages.length < 2) return;
    const page = random.pick(this.pages);
    await this.ledger.noteEnd(page);
    this.tabs = this.tabs.filter((tab) => tab.page !== page);
    await page.close({ runBeforeUnload: false });
  }

  async reload(random: Random): Promise<void> {
    const page = random.pick(this.pages);
    await this.ledger.noteEnd(page);
    await page.reload();
    await page.waitForFunction(() => 'soak' in window);
    await this.introduce(page);
  }

  async freeze(random: Random): Promise<void> {
    if (this.pages.length < 2) return;
    const page = random.pick(this.pages);
    const session = await this.context.newCDPSession(page);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    this.tabs.find((tab) => tab.page === page)!.frozen = session;
  }

  async thaw(): Promise<void> {
    for (const tab of this.tabs) {
      if (tab.frozen === null) continue;
      await tab.frozen.send('Page.setWebLifecycleState', { state: 'active' });
      await tab.frozen.detach();
      tab.frozen = null;
      await this.introduce(tab.page);
    }
  }

  /** Takes the machine over; what the person before left unsent waits for them. */
  async signIn(person: Person): Promise<void> {
    const page = this.pages[0];
    if (page && person !== this.person) await page.evaluate(() => window.soak.queue.logout());
    this.person = person;
    await this.renew();
  }

  /** A fresh access token for every tab. */
  async renew(): Promise<void> {
    this.token = (await this.clinic.signIn(this.person.email)).access_token;
    for (const page of this.pages) await this.introduce(page);
  }

  /** Changes on their way, of the person who is signed in. */
  async pending(): Promise<number> {
    return this.pages[0]!.evaluate(() => window.soak.queue.getPendingCount());
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private introduce(page: Page): Promise<void> {
    const { id, companyId } = this.person;
    return page.evaluate(([user, token]) => window.soak.signIn(user, token), [
      { id, companyId },
      this.token,
    ] as const);
  }
}
