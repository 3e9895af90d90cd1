import type { BrowserGlobals } from './globals.js';
import { scoped } from './scope.js';

/** What was written to localStorage: a value, or null for a removal. */
interface Written {
  key: string;
  value: string | null;
  /** Who wrote it, and its place among their writes. */
  tab: string;
  sequence: number;
  /** Epoch milliseconds. */
  at: number;
}

/** The journal's storage as the mirror reads and repairs it. */
export interface MirroredStorage {
  put(key: string, value: string): string;
  get(key: string): string;
  remove(key: string): string;
}

/** Every document with the library holds this lock, shared. */
export const ALIVE = 'synchrone:alive';
const DATABASE = 'synchrone';
const STORE = 'writes';
const JOURNAL = 'synchrone:1:';
/** What says nothing of the work: what was set aside, and room that is kept. */
const NOT_WORK = ['synchrone:1:quarantine:', 'synchrone:1:reserve'];
/** How far localStorage has come, by tab: written after the writes that it speaks of. */
const MARK = 'synchrone:mirror:';
/** Nothing waits longer for the database to open; on a slow device it may open later. */
const PATIENCE_MS = 3_000;
/** After so many transactions of a page the log is tidied: a browser may stay open for weeks. */
const TIDY_EVERY = 500;
/** Browsers have flushed localStorage by then; what is older is needed no more. */
const KEPT_MS = 10 * 60_000;

/**
 * A copy in IndexedDB of what the journal writes (BEHAVIOUR 5.6), because browsers flush
 * localStorage seconds late and a browser that is killed loses what it had not flushed.
 *
 * It is a redo log: every write has a number of its tab, and the newest number that localStorage has
 * taken in stands in localStorage itself, after those writes. After a kill that mark is behind the
 * log, and what follows it is written again, removals too, so that a settled entry does not come
 * back. Nobody waits for it but what is recovered (it is sent only afterwards) and requests that
 * only their recorded attempt keeps from being doubled.
 *
 * Without IndexedDB, or where it is denied, everything goes on without it.
 */
export class Mirror {
  private database: Promise<IDBDatabase | null> | null = null;
  private openedInTime: Promise<IDBDatabase | null> | null = null;
  private waiting = new Map<string, string | null>();
  private writing: Promise<void> | null = null;
  private sequence = 0;

  /** @param tab names this document among the writers; fresh @param scope the application */
  constructor(
    private readonly globals: BrowserGlobals,
    private readonly storage: MirroredStorage,
    private readonly tab: () => string,
    private readonly scope = '',
  ) {}

  /** The journal wrote this; null: removed. Costs the call nothing but the note of it. */
  wrote(key: string, value: string | null): void {
    if (!isOfJournal(key)) return;
    this.waiting.set(key, value);
    this.writing ??= this.writeSoon();
  }

  /** All that was written so far has outlived the browser, or it takes too long to wait for. */
  async flushed(): Promise<void> {
    while (this.writing !== null && (await this.opened()) !== null) await this.writing;
  }

  /**
   * Brings localStorage up to what the log has, if this is the first document of the browser: while
   * another one lives, localStorage is whole, but a new document may see it a moment late.
   *
   * @returns how many writes had been lost
   */
  async recover(): Promise<number> {
    const locks = this.globals.locks();
    if (!locks) return 0;
    const first = { ifAvailable: true } as const;
    const lost = await locks
      .request(scoped(ALIVE, this.scope), first, (lock) => (lock ? this.redo() : 0))
      .catch(() => 0);
    // Held until the page ends.
    void locks
      .request(scoped(ALIVE, this.scope), { mode: 'shared' }, () => new Promise(() => undefined))
      .catch(() => 0);
    return lost;
  }

  private async redo(): Promise<number> {
    // Later the page is at work, and what would be written back is older than what it has written.
    const database = await this.opened();
    if (!database) return 0;
    const all = (await readAll(database).catch(() => [])).filter(isSound);
    const lost = all.filter((one) => one.sequence > this.markOf(one.tab));
    for (const { key, value } of lost) {
      if (value === null) this.storage.remove(key);
      else this.storage.put(key, value);
    }
    await this.tidy(database, all);
    return lost.length;
  }

  private markOf(tab: string): number {
    const mark = this.storage.get(MARK + tab);
    return mark.startsWith('=') ? Number(mark.slice(1)) || 0 : 0;
  }

  /** Forgets what localStorage has had long enough, and the marks of tabs that are named no more. */
  private async tidy(database: IDBDatabase, all: readonly Written[]): Promise<void> {
    const now = this.globals.now();
    const isOld = ({ at }: Written): boolean => now - at > KEPT_MS || at > now + KEPT_MS;
    const old = all.filter(isOld);
    const named = new Set(all.filter((one) => !isOld(one)).map(({ tab }) => tab));
    for (const tab of new Set(old.map((one) => one.tab)))
      if (!named.has(tab)) this.storage.remove(MARK + tab);
    if (old.length === 0) return;
    await transact(database, (store) => {
      for (const { key } of old) store.delete(key);
    }).catch(() => undefined);
  }

  private async writeSoon(): Promise<void> {
    await Promise.resolve();
    const database = await this.open();
    while (this.waiting.size > 0) {
      const writes = this.waiting;
      this.waiting = new Map();
      if (!database) continue;
      this.sequence += 1;
      const rest = { tab: this.tab(), sequence: this.sequence, at: this.globals.now() };
      this.storage.put(MARK + rest.tab, String(rest.sequence));
      await transact(database, (store) => {
        for (const [key, value] of writes) store.put({ key, value, ...rest });
      }).catch(() => undefined);
      if (this.sequence % TIDY_EVERY === 0)
        await this.tidy(database, await readAll(database).catch(() => []));
    }
    this.writing = null;
  }

  private open(): Promise<IDBDatabase | null> {
    this.database ??= new Promise((resolve) => {
      try {
        const request = this.globals.indexedDb()?.open(scoped(DATABASE, this.scope), 1);
        if (!request) return resolve(null);
        request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
        request.onsuccess = () => {
          // Another version of this library wants to change it: nothing of ours may stand in its way.
          request.result.onversionchange = () => request.result.close();
          resolve(request.result);
        };
        request.onerror = () => resolve(null);
        request.onblocked = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    return this.database;
  }

  /** The database; null when there is none, or while it takes too long to open. */
  private opened(): Promise<IDBDatabase | null> {
    this.openedInTime ??= new Promise((resolve) => {
      this.globals.setTimer('mirror', PATIENCE_MS, () => resolve(null));
    });
    return Promise.race([this.open(), this.openedInTime]);
  }
}

const isOfJournal = (key: string): boolean =>
  key.startsWith(JOURNAL) && !NOT_WORK.some((start) => key.startsWith(start));

/** What is stored is not trusted: only records of the journal are written back (5.3). */
const isSound = ({ key, value, tab, sequence }: Written): boolean =>
  typeof key === 'string' &&
  isOfJournal(key) &&
  (value === null || typeof value === 'string') &&
  typeof tab === 'string' &&
  typeof sequence === 'number';

function transact(database: IDBDatabase, run: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(new Error('transaction'));
    transaction.onabort = () => reject(new Error('transaction'));
    run(transaction.objectStore(STORE));
  });
}

function readAll(database: IDBDatabase): Promise<Written[]> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(STORE).objectStore(STORE).getAll() as IDBRequest<
      Written[]
    >;
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('read'));
  });
}
