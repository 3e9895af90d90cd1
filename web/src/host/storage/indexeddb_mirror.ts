import type { BrowserGlobals } from '../browser/browser_globals.js';
import { giveUp, PageDatabase } from './page_database.js';
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
  /** '' when stored; any other text: not stored. */
  put(key: string, value: string): string;
  /** '=' + value, '' when missing, '!' when denied. */
  get(key: string): string;
  /** '' when removed. */
  remove(key: string): string;
  /** The keys that begin with prefix; null when denied. */
  keys(prefix: string): readonly string[] | null;
}

/** Every page with the library holds this lock, shared. */
export const ALIVE = 'synchrone:alive';
const DATABASE = 'synchrone';
const STORE = 'writes';
const JOURNAL = 'synchrone:1:';
/** Keys that hold no work: records that were set aside, and reserved room. */
const NOT_WORK = ['synchrone:1:quarantine:', 'synchrone:1:reserve'];
/** By tab: the number of its last write that localStorage has. Written after that write. */
const MARK = 'synchrone:mirror:';
/** Epoch milliseconds of the newest moment at which it had everything. */
const BASE = 'synchrone:mirror-base';
/** Nothing waits longer for the database to open; on a slow device it may open later. */
const PATIENCE_MS = 3_000;
/** A transaction that waits longer is held up by another page, and given up. */
const HELD_UP_MS = 20_000;
/** After this many transactions of a page the log is tidied: a browser may stay open for weeks. */
const TIDY_EVERY = 500;
/** Browsers have flushed localStorage by then; a removal that is older is needed no more. */
const KEPT_MS = 10 * 60_000;
/**
 * Mutations, their progress, what was known before they left, the ids of records and what is
 * confirmed of them: work that only this library removes.
 */
const WORK = /^synchrone:1:[^:]+:[mskib]:/;

/**
 * Mirrors in IndexedDB what the journal has in localStorage (BEHAVIOUR 5.6), because browsers
 * flush localStorage seconds late and a browser that is killed loses what it had not flushed, and
 * because other code of the origin may clear it (5.6a).
 *
 * Every write has a number of its tab, and the newest number that localStorage has taken in is kept
 * in localStorage itself, after those writes. After a kill that mark is behind the mirror, and what
 * follows it is written again, removals too, so that a settled entry does not come back. Only
 * what is recovered waits for it (it is sent only afterwards), and requests that only their recorded
 * attempt keeps from being doubled.
 *
 * Without IndexedDB, or where it is denied, everything goes on without it.
 */
export class IndexedDbMirror {
  private readonly database: PageDatabase;
  private openedInTime: Promise<IDBDatabase | null> | null = null;
  private waiting = new Map<string, string | null>();
  /** What the running transaction writes. */
  private inFlight: ReadonlyMap<string, string | null> = new Map();
  private writing: Promise<void> | null = null;
  /** The number of the newest transaction. */
  private sequence = 0;
  /** That of the newest one that has completed: nothing older is missing. */
  private completed = 0;
  private atNextEnd: (() => void)[] = [];

  /** @param tab names this page among the writers; fresh @param scope the application */
  constructor(
    private readonly globals: BrowserGlobals,
    private readonly storage: MirroredStorage,
    private readonly tab: () => string,
    private readonly scope = '',
    /** `some`: a task has written something. `back`: what localStorage lacked is there again. */
    private readonly notify: { some(): void; back(): void },
  ) {
    this.database = new PageDatabase(globals, scoped(DATABASE, scope), (database) => {
      database.createObjectStore(STORE, { keyPath: 'key' });
      this.mirrorAll();
    });
  }

  /** The journal wrote this; null: removed. Costs the call nothing but the note of it. */
  wrote(key: string, value: string | null): void {
    if (!isOfJournal(key)) return;
    this.waiting.set(key, value);
    this.writing ??= this.writeSoon();
  }

  /**
   * localStorage was cleared: what it lacks is written again, of every user.
   *
   * @returns the keys
   */
  async restore(): Promise<readonly string[]> {
    const database = await this.opened();
    if (!database) return [];
    const all = (await this.readAll(database).catch(() => [])).filter(isSound);
    const missing = all.filter((one) => this.isMissing(one));
    this.write(missing);
    this.putBase();
    return missing.map(({ key }) => key);
  }

  /**
   * Replaces copies by what they have to be.
   *
   * @param copy null: it may stay
   */
  async replace(copy: (key: string, value: string) => string | null): Promise<void> {
    const database = await this.opened();
    if (!database) return;
    for (const { key, value } of (await this.readAll(database).catch(() => [])).filter(isSound)) {
      const isOurs = this.waiting.has(key) || this.inFlight.has(key);
      const next = value === null || isOurs ? null : copy(key, value);
      if (next !== null) this.wrote(key, next);
    }
  }

  /**
   * All that was written so far has outlived the browser, or it takes too long to wait for. What is written
   * meanwhile is not waited for: while answers keep coming, there is always more.
   */
  async flushed(): Promise<void> {
    if (this.writing === null) return;
    const last = this.sequence + Math.min(this.waiting.size, 1);
    if ((await this.opened()) === null) return;
    while (this.writing !== null && this.completed < last)
      await new Promise<void>((end) => this.atNextEnd.push(end));
  }

  /**
   * Brings localStorage up to what the mirror has, if this is the first page of the browser: while
   * another one is open, localStorage is whole, but a new page may see it a moment late.
   *
   * @returns how many writes had been lost
   */
  async recover(): Promise<number> {
    const locks = this.globals.locks();
    if (!locks) return 0;
    const lost = await this.asFirst(locks);
    // Held until the page ends.
    void locks
      .request(scoped(ALIVE, this.scope), { mode: 'shared' }, () => new Promise(() => undefined))
      .catch(() => 0);
    return lost;
  }

  /** Where the browser's locks do not answer, nothing is known of other pages, and nothing is written. */
  private asFirst(locks: LockManager): Promise<number> {
    return new Promise((resolve) => {
      let isLate = false;
      const timer = this.globals.setTimer('mirror', PATIENCE_MS, () => {
        isLate = true;
        resolve(0);
      });
      const inTime = (): void => this.globals.clearTimer(timer);
      const redo = (lock: Lock | null): Promise<number> | number => {
        inTime();
        return lock && !isLate ? this.redo() : 0;
      };
      locks
        .request(scoped(ALIVE, this.scope), { ifAvailable: true }, redo)
        .catch(() => 0)
        .finally(inTime)
        .then(resolve, () => resolve(0));
    });
  }

  private async redo(): Promise<number> {
    // Later the page is at work, and what would be written back is older than what it has written.
    const database = await this.opened();
    if (!database) return 0;
    const all = (await this.readAll(database).catch(() => [])).filter(isSound);
    const lost = all.filter(
      (one) => this.wasLost(one) || (WORK.test(one.key) && this.isMissing(one)),
    );
    this.write(lost);
    // No other page is open: their marks are replaced by this moment.
    for (const key of this.storage.keys(MARK) ?? []) this.storage.remove(key);
    this.putBase();
    await this.tidy(database, all);
    return lost.length;
  }

  /** localStorage has all that was written until now. */
  private putBase(): void {
    this.storage.put(BASE, String(this.globals.now()));
  }

  /** localStorage has come less far than this write. */
  private wasLost({ tab, sequence, at }: Written): boolean {
    const mark = this.numberAt(MARK + tab);
    return mark === null ? at > (this.numberAt(BASE) ?? 0) : sequence > mark;
  }

  private numberAt(key: string): number | null {
    const text = this.storage.get(key);
    return text.startsWith('=') ? Number(text.slice(1)) || 0 : null;
  }

  /** Not in localStorage, and this page is neither writing nor removing it. */
  private isMissing({ key, value }: Written): boolean {
    const isOurs = this.waiting.has(key) || this.inFlight.has(key);
    return value !== null && !isOurs && this.storage.get(key) === '';
  }

  private write(writes: readonly Written[]): void {
    for (const { key, value } of writes) {
      if (value === null) this.storage.remove(key);
      else this.storage.put(key, value);
    }
    if (writes.length > 0) this.notify.back();
  }

  /** Forgets removals that localStorage has had long enough, and values that it has no more. */
  private async tidy(database: IDBDatabase, all: readonly Written[]): Promise<void> {
    const now = this.globals.now();
    const old = all.filter(
      ({ key, value, at }) =>
        Math.abs(now - at) > KEPT_MS && (value === null || this.storage.get(key) === ''),
    );
    if (old.length === 0) return;
    await this.transact(database, (store) => {
      for (const { key } of old) store.delete(key);
    }).catch(() => undefined);
  }

  private async writeSoon(): Promise<void> {
    await Promise.resolve();
    this.notify.some();
    let database = await this.database.open();
    let isNew = false;
    while (this.waiting.size > 0) {
      const writes = this.waiting;
      this.waiting = new Map();
      if (!database) continue;
      this.inFlight = writes;
      this.sequence += 1;
      const rest = { tab: this.tab(), sequence: this.sequence, at: this.globals.now() };
      this.storage.put(MARK + rest.tab, String(rest.sequence));
      const done = await this.transact(database, (store) => {
        for (const [key, value] of writes) store.put({ key, value, ...rest });
      }).then(
        () => true,
        () => false,
      );
      this.inFlight = new Map();
      if (done) this.completed = this.sequence;
      this.noteEnd();
      if (!done) {
        this.waiting = new Map([...writes, ...this.waiting]);
        // Browsers close connections of pages that rested, and need not say so.
        this.database.close();
        // The records of this transaction go with the next ones.
        if (isNew) break;
        isNew = true;
        database = await this.database.open();
        continue;
      }
      if (this.sequence % TIDY_EVERY === 0)
        await this.tidy(database, await this.readAll(database).catch(() => []));
    }
    this.writing = null;
    this.noteEnd();
  }

  /** Those who wait look whether they may go on. */
  private noteEnd(): void {
    for (const end of this.atNextEnd.splice(0)) end();
  }

  /** The mirror begins: it has nothing yet of what is in localStorage. */
  private mirrorAll(): void {
    for (const key of this.storage.keys(JOURNAL) ?? []) {
      const value = this.storage.get(key);
      if (value.startsWith('=') && !this.waiting.has(key)) this.wrote(key, value.slice(1));
    }
  }

  /** The database; null when there is none, or while it takes too long to open. */
  private opened(): Promise<IDBDatabase | null> {
    this.openedInTime ??= new Promise((resolve) => {
      this.globals.setTimer('mirror', PATIENCE_MS, () => resolve(null));
    });
    return Promise.race([this.database.open(), this.openedInTime]);
  }

  private async readAll(database: IDBDatabase): Promise<Written[]> {
    const transaction = this.database.begin(database, STORE);
    const request = transaction.objectStore(STORE).getAll() as IDBRequest<Written[]>;
    await this.ended(transaction);
    return request.result;
  }

  private async transact(
    database: IDBDatabase,
    run: (store: IDBObjectStore) => void,
  ): Promise<void> {
    const options = { durability: 'strict' } as const;
    const transaction = this.database.begin(database, STORE, 'readwrite', options);
    run(transaction.objectStore(STORE));
    await this.ended(transaction);
  }

  /** Rejects where it failed, was held up, or the database was closed meanwhile. */
  private ended(transaction: IDBTransaction): Promise<void> {
    const timer = this.globals.setTimer('mirror', HELD_UP_MS, () => giveUp(transaction));
    return new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(new Error('transaction'));
      transaction.onabort = () => reject(new Error('transaction'));
    }).finally(() => this.globals.clearTimer(timer));
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
