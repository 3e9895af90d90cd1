import { IDBDatabase, IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import { TestClient } from '../support/test_client.js';
import { FakeBrowser, FakePage } from '../support/fake_page.js';
import { indexedDbRests } from '../support/indexed_db.js';
import { ReferenceApi } from '../support/reference_api.js';
import { PATIENTS } from '../support/open_page.js';
import { crossings } from './counted_module.js';

/** What some work has cost, in counts: none of them depends on the machine. */
export interface Cost {
  setItems: number;
  /** Characters of keys and values that were stored. */
  characters: number;
  /** Characters of values that were read from storage. */
  read: number;
  /** Transactions that write to IndexedDB. */
  transactions: number;
  /** Calls of the module, and of the host by the module, but for clock and chance. */
  crossings: number;
  requests: number;
}

const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');

/** The browser of a page that counts: localStorage, IndexedDB, an API that numbers its records. */
export function countedBrowser(): FakeBrowser {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  new ReferenceApi(browser.server, PATIENTS);
  return browser;
}

/** A page that counts what its work costs. */
export class CountedPage {
  readonly client: TestClient;
  private readonly page: FakePage;
  private readonly stored = { setItems: 0, characters: 0, read: 0 };

  constructor(private readonly browser: FakeBrowser) {
    this.page = new FakePage(browser);
    this.client = new TestClient(this.page);
    this.countStorage();
  }

  /** What `work` costs, with all that follows from it. */
  async costOf(work: () => void): Promise<Cost> {
    const before = this.sums();
    work();
    await this.rest();
    const after = this.sums();
    const differences = Object.entries(after).map(([name, sum]) => [
      name,
      sum - before[name as keyof Cost],
    ]);
    return Object.fromEntries(differences) as Cost;
  }

  /** Goes on until nothing waits, the array for readers is written, and IndexedDB is at rest. */
  async rest(): Promise<void> {
    for (let round = 0; round < 3; round += 1) await this.restNow();
    await this.page.advance(1_000);
    await this.restNow();
  }

  createMany(count: number): void {
    const patients = this.client.mutations(PATIENTS);
    for (let n = 0; n < count; n += 1)
      patients.create({ first_name: 'Jean', last_name: `Dupont ${n}`, notes: 'x'.repeat(300) });
  }

  end(): void {
    this.page.end();
  }

  /** A request that waits for IndexedDB leaves when that has answered. */
  private async restNow(): Promise<void> {
    for (let sent = -1; sent !== this.browser.server.requests.length;) {
      sent = this.browser.server.requests.length;
      await this.page.settle();
      await indexedDbRests();
    }
  }

  private sums(): Cost {
    const writing = transaction.mock.calls.filter(([, mode]) => mode === 'readwrite');
    return {
      ...this.stored,
      transactions: writing.length,
      crossings: crossings.count,
      requests: this.browser.server.requests.length,
    };
  }

  private countStorage(): void {
    const storage = this.page.storage();
    if (!storage) return;
    const setItem = storage.setItem.bind(storage);
    storage.setItem = (key, value) => {
      setItem(key, value);
      this.stored.setItems += 1;
      this.stored.characters += key.length + value.length;
    };
    const getItem = storage.getItem.bind(storage);
    storage.getItem = (key) => {
      const value = getItem(key);
      this.stored.read += value?.length ?? 0;
      return value;
    };
  }
}
