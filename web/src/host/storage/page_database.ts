import type { BrowserGlobals } from '../browser/browser_globals.js';

/**
 * This page's connection to one database of IndexedDB, opened when it is first needed. Other pages do not wait
 * for it: it closes where one of them removes the database, and its transactions end where the browser keeps
 * the page as it is left.
 */
export class PageDatabase {
  private opening: Promise<IDBDatabase | null> | null = null;
  private readonly running = new Set<IDBTransaction>();

  /** @param create makes its stores */
  constructor(
    private readonly globals: BrowserGlobals,
    private readonly name: string,
    private readonly create: (database: IDBDatabase) => void,
  ) {
    globals.listen('window', 'pagehide', (event) => {
      if ((event as PageTransitionEvent).persisted) this.running.forEach(giveUp);
    });
  }

  /** @returns null: there is none, or it is denied, until `close` */
  open(): Promise<IDBDatabase | null> {
    this.opening ??= new Promise((resolve) => {
      try {
        const request = this.globals.indexedDb()?.open(this.name, 1);
        if (!request) return resolve(null);
        request.onupgradeneeded = () => this.create(request.result);
        request.onsuccess = () => {
          // Other code removes it, or another version of this library wants to change it.
          request.result.onversionchange = () => this.close();
          // Site data was cleared.
          request.result.onclose = () => (this.opening = null);
          resolve(request.result);
        };
        request.onerror = request.onblocked = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    return this.opening;
  }

  /** The next use opens it again. */
  close(): void {
    void this.opening?.then((database) => database?.close());
    this.opening = null;
  }

  /** Begins a transaction over one store. @throws DOMException where the connection was closed meanwhile */
  begin(
    database: IDBDatabase,
    store: string,
    mode?: IDBTransactionMode,
    options?: IDBTransactionOptions,
  ): IDBTransaction {
    const transaction = database.transaction(store, mode, options);
    this.running.add(transaction);
    for (const end of ['complete', 'abort'])
      transaction.addEventListener(end, () => this.running.delete(transaction));
    return transaction;
  }
}

/** Aborts a transaction that may have ended already. */
export function giveUp(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // The transaction has ended.
  }
}
