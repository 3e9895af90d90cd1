import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { ClinicApi } from '../../web/query/clinic_api.ts';
import { Site } from '../servers/site.ts';
import { isObject, json, type Api, type Asked, type Row } from '../servers/wire.ts';
import { builtPage } from '../support/build.ts';
import { seemOffline, seemOnline } from '../support/connection.ts';
import { photographed, takePicture } from '../support/picture.ts';
import type { LayerName } from './applications/names.ts';
import type {} from './page.tsx';

export { expect };

export const endpoint = '/api/v1/patients';

/** What waits at it is let go by `open`. */
export class Gate {
  private opened: Promise<void> = Promise.resolve();
  open: () => void = () => undefined;

  close(): void {
    this.opened = new Promise((resolve) => (this.open = resolve));
  }
  pass(): Promise<void> {
    return this.opened;
  }
}

/** One tab, and what it shows. */
export class Tab {
  constructor(
    readonly page: Page,
    private readonly clinic: Clinic,
  ) {}

  /** The names on a screen, as people read them. */
  async names(screen: string): Promise<string> {
    const lines = this.page.locator(`[data-screen="${screen}"] li`);
    return (await lines.allTextContents()).join(' ');
  }

  /** A screen shows these names, now or soon. */
  async shows(screens: Readonly<{ [screen: string]: string }>): Promise<void> {
    const all = Object.keys(screens);
    const seen = async () =>
      Object.fromEntries(
        await Promise.all(all.map(async (screen) => [screen, await this.names(screen)] as const)),
      );
    await expect.poll(seen).toEqual(screens);
  }

  /** What is queued of a row. */
  markOf(id: string): Promise<string | null> {
    return this.page.locator(`[data-screen="all"] li[data-id="${id}"]`).getAttribute('data-state');
  }

  edit(id: string | number, changes: object, options = {}): Promise<void> {
    return this.page.evaluate(
      ([of, what, how]) => window.clinic.change((patients) => patients.mutate(of, what, how)),
      [id, changes, options] as const,
    );
  }

  remove(id: string | number): Promise<void> {
    return this.page.evaluate((of) => window.clinic.change((patients) => patients.delete(of)), id);
  }

  /** @returns the id that it has on this device */
  create(data: object): Promise<string> {
    return this.page.evaluate((what) => {
      let id = '';
      window.clinic.change((patients) => (id = patients.create(what).record.id));
      return id;
    }, data);
  }

  /** One edit, one create, one delete. */
  async work(): Promise<void> {
    await this.edit('p1', { name: 'Mine' });
    await this.create({ name: 'Zoe', city: 'Lyon' });
    await this.remove('p3');
  }

  readAgain(): Promise<void> {
    return this.page.evaluate(() => void window.clinic.application?.readAgain());
  }

  more(): Promise<void> {
    return this.page.evaluate(() => void window.clinic.application?.more());
  }

  /** Nothing waits any more. */
  async isDrained(): Promise<void> {
    await expect
      .poll(() => this.page.evaluate(() => window.clinic.queue.getPendingCount()))
      .toBe(0);
  }

  seen() {
    return this.page.evaluate(() => window.clinic.seen());
  }

  /** What the application keeps of the server. */
  async kept(): Promise<string> {
    return this.page.evaluate(() => localStorage.getItem('read') ?? '');
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.waitForFunction(() => 'clinic' in window);
  }

  async offline(): Promise<void> {
    this.clinic.site.cut();
    await seemOffline(this.page);
  }

  async online(): Promise<void> {
    this.clinic.site.mend();
    await seemOnline(this.page);
  }
}

/** An API, its site, and a browser that opens tabs of it. */
export class Clinic {
  readonly api = new ClinicApi([]);
  /**
   * Answers to reads of two lists, all and those of Lyon, are on their way until it is opened; the API
   * has seen the request. Reads of all lists would take every connection of the browser.
   */
  readonly reads = new Gate();
  /** Requests to write are on their way until it is opened; the API has not seen them. */
  readonly writes = new Gate();
  readonly site = new Site(this.asApi(), builtPage);
  readonly tabs: Tab[] = [];
  /** Lines of the consoles of all tabs. */
  readonly console: string[] = [];

  constructor(private readonly context: BrowserContext) {
    this.has([
      { id: 'p1', name: 'Eve', city: 'Lyon' },
      { id: 'p2', name: 'Bob', city: 'Paris' },
      { id: 'p3', name: 'Ann', city: 'Lyon' },
    ]);
  }

  /** @param versions of each record, for `If-Match` */
  has(rows: readonly object[], versions = true): void {
    this.api.versions = versions;
    this.api.rows = rows.map((row) => ({
      ...row,
      version: versions ? 1 : undefined,
    })) as unknown as Row[];
  }

  /** @param asked parameters of the page's address */
  async open(layer: LayerName, asked = ''): Promise<Tab> {
    const page = await this.context.newPage();
    const tab = new Tab(page, this);
    this.tabs.push(tab);
    page.on('console', (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.console.push(`uncaught: ${error.name}: ${error.message}`));
    await page.goto(`${this.site.origin}/page/index.html?layer=${layer}${asked}`);
    await page.waitForFunction(() => 'clinic' in window);
    return tab;
  }

  /** Reads of a list, by its query. */
  readsOf(query: string): number {
    return this.api.reads.filter((one) => one.endsWith(`${endpoint}${query}`)).length;
  }

  /** The methods of the changes that the API was asked for, in alphabetical order. */
  get methods(): string[] {
    return this.api.writes.map((one) => one.split(' ')[0] ?? '').sort();
  }

  private asApi(): Api {
    const { api } = this;
    const find = (id: string) => api.rows.findIndex((row) => String(row.id) === id);
    return {
      answer: async (asked: Asked) => {
        const isRead = asked.method === 'GET' || asked.method === 'HEAD';
        if (!isRead) await this.writes.pass();
        const query = asked.query.size > 0 ? `?${asked.query}` : '';
        const body = isObject(asked.json) ? asked.json : {};
        const match = asked.headers['if-match'] ?? null;
        const seen = api.answer(asked.method, asked.path + query, body, match);
        const reply = json(seen.status, structuredClone(seen.body));
        if (isHeld(asked)) await this.reads.pass();
        return reply;
      },
      rows: async () => api.rows,
      add: async (_, row) => {
        api.rows.push(row as Row);
        return row as Row;
      },
      change: async (_, id, changes) => void Object.assign(api.rows[find(id)] ?? {}, changes),
      remove: async (_, id) => void api.rows.splice(find(id), 1),
    };
  }
}

const isHeld = ({ method, path, query }: Asked): boolean =>
  method === 'GET' && path === endpoint && (query.size === 0 || query.has('city'));

export const test = base.extend<{ clinic: Clinic }>({
  clinic: async ({ context }, use, info) => {
    const clinic = new Clinic(context);
    await clinic.site.start();
    await use(clinic);
    if (info.status !== info.expectedStatus) {
      const picture = await takePicture({
        name: `outside/${info.titlePath.slice(1).join('-')}`,
        pages: clinic.tabs.map(({ page }) => photographed(page)),
        draw: 'window.clinic.inspect()',
        state: 'window.clinic?.queue.getAll()',
        requests: clinic.site.log,
        console: clinic.console,
        failure: info.errors.map(({ message }) => message ?? '').join('\n\n'),
      });
      process.stdout.write(`    picture: ${picture}\n`);
    }
    clinic.reads.open();
    clinic.writes.open();
    for (const { page } of clinic.tabs) await page.close();
    await clinic.site.stop();
  },
});
