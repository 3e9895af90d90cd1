import type { Page } from '@playwright/test';
import { seemOffline, seemOnline } from './connection.ts';
import type { Site } from '../servers/site.ts';
import type { Api, Row, TableName } from '../servers/wire.ts';
import type { KnownApi } from '../servers/apis.ts';
import type { Outcome } from '../page/bench.ts';
import type {} from '../page/bench.ts';

/** An entry of the queue as the cases look at it. */
export interface SeenEntry {
  id: string;
  type: string;
  endpoint: string;
  status: string;
  kind?: string;
  error?: { code: string; message: string; status: number };
}

/** A page on an API, with a colleague beside it. */
export class Stage {
  /** All that the page asks: `site`, and those that a case adds. */
  readonly sites: Site[];

  constructor(
    readonly page: Page,
    readonly known: KnownApi,
    readonly api: Api,
    readonly site: Site,
    private readonly address: string,
  ) {
    this.sites = [site];
  }

  /** @param more of the query, such as "&base=…" */
  async open(more = ''): Promise<void> {
    await this.page.goto(this.address + more);
    await this.page.waitForFunction(() => 'bench' in window);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.waitForFunction(() => 'bench' in window);
  }

  offline(on: boolean): Promise<void> {
    return this.page.context().setOffline(on);
  }

  /** The browser takes itself for offline, also after a reload; the pages are served as before. */
  seemOffline(): Promise<void> {
    return seemOffline(this.page);
  }

  /** The end of `seemOffline`. */
  seemOnline(): Promise<void> {
    return seemOnline(this.page);
  }

  /** A person creates a record. @returns its local id and the entry's id */
  create(panel: string, data: object): Promise<{ mutation: string; id: string }> {
    return this.page.evaluate(
      ([name, row]) => window.bench.create(name, row as Record<string, unknown>),
      [panel, data] as const,
    );
  }

  mutate(panel: string, id: string, changes: object): Promise<string> {
    return this.page.evaluate(
      ([name, key, row]) => window.bench.mutate(name, key, row as Record<string, unknown>),
      [panel, id, changes] as const,
    );
  }

  remove(panel: string, id: string): Promise<string> {
    return this.page.evaluate(([name, key]) => window.bench.remove(name, key), [
      panel,
      id,
    ] as const);
  }

  /** A person reads the list again. */
  async readAgain(panel: string): Promise<void> {
    await this.page.evaluate(async (name) => void (await window.bench.readAgain(name)), panel);
  }

  press(name: string): Promise<void> {
    return this.page.evaluate((key) => window.bench.press(key), name);
  }

  /** The rows that a panel shows, ids as text. */
  async rows(panel: string): Promise<Row[]> {
    const rows = await this.page.evaluate((name) => window.bench.rows(name) ?? [], panel);
    return rows.map((row) => ({ ...row, id: String(row['id']) }));
  }

  async rowOf(panel: string, lastName: string): Promise<Row | undefined> {
    return (await this.rows(panel)).find((row) => row['last_name'] === lastName);
  }

  entries(): Promise<SeenEntry[]> {
    return this.page.evaluate(() => window.bench.queue.getAll() as unknown as SeenEntry[]);
  }

  outcomes(): Promise<Outcome[]> {
    return this.page.evaluate(() => window.bench.outcomes);
  }

  /** Changes that are on their way; those that wait for a person are not. */
  pending(): Promise<number> {
    return this.page.evaluate(() => window.bench.queue.getPendingCount());
  }

  /** Changes that wait for a person. */
  async parked(): Promise<SeenEntry[]> {
    return (await this.entries()).filter(({ status }) => status === 'error');
  }

  /** What people read on the page. */
  text(): Promise<string> {
    return this.page.evaluate(() => document.body.innerText);
  }

  /** Records that the API holds, by last name. */
  async stored(lastName: string, table: TableName = 'patients'): Promise<Row[]> {
    return (await this.api.rows(table)).filter((row) => row['last_name'] === lastName);
  }
}
