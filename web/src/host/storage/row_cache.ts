import { delMany, getMany, keys, promisifyRequest, setMany, type UseStore } from 'idb-keyval';
import { compressed, decompressed } from './compression.js';
import type { BrowserGlobals } from '../browser/browser_globals.js';
import type { RandomIds } from '../browser/random_id.js';
import type { Timers } from '../browser/timers.js';
import { PageDatabase } from './page_database.js';
import { rowsDatabase } from './row_database.js';
import type { Vault } from './vault.js';

/** A record as it was read from the server. */
type Row = object;
/** The one store of the database. */
const STORE = 'chunks';
/** Rows that are stored together: their copying takes a moment of the main thread. */
const CHUNK = 500;
/** Lists change in bursts. */
const QUIET_MS = 2_000;
/** Between two chunks the page has its turn. */
const PAUSE_MS = 20;
/** Under a list's prefix: its head. */
const HEAD = 'head';
const PLAIN = '[object Object]';
/** Older rows are not shown any more: others may have changed much. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** A list as it is kept. */
export interface KeptList {
  rows: readonly Row[];
  /** All that was committed on the server up to it is in the rows; undefined: not known. */
  mark?: string | undefined;
}

/** Some rows of one list. */
interface Chunk {
  rows: readonly Row[];
}

/**
 * Which chunks a list has. Written after them, so that a list is read whole as one tab had it, or not
 * at all: another tab may show other rows of it, and a page may end in the middle.
 */
interface Head {
  at: number;
  /** The tab that wrote it. */
  writer: string;
  /** Keys of its chunks, in order. */
  chunks: readonly string[];
  /** As `KeptList.mark`. */
  mark?: string;
}

/** A chunk as this tab has stored or read it. */
interface Stored {
  readonly key: string;
  readonly rows: readonly Row[];
}

/** A list of one person: what this tab has stored of it, and what is to be. */
interface Remembered {
  readonly person: string;
  /** The list as it is; asked for when it is written. */
  list: () => KeptList;
  /** The list was read from the server since it was written last. */
  isRead: boolean;
  /** This tab's rows when the list was written last; `written` and `stored`: what was written then, and how. */
  own: readonly Row[];
  written: readonly Row[];
  stored: (Stored | undefined)[];
  isBusy: boolean;
}

/**
 * The last known rows of each list, in IndexedDB, for a start without a network (BEHAVIOUR 7.1a,
 * 7.1b): by person and company, written when things are quiet, a few hundred rows at a time and only
 * those that have changed. Without IndexedDB there is none, and nothing else changes.
 *
 * Where contents are sealed (7.4), so is each value, compressed and bound to its place; what the key does not open is
 * not there. Rows that JSON does not hold as they are (dates, maps) are then not kept.
 */
export class RowCache {
  private readonly database: PageDatabase;
  private readonly lists = new Map<string, Remembered>();
  /** Chunks that this tab has read and not written yet: rows that are still the same stay where they are. */
  private readonly found = new Map<string, Stored[]>();
  private count = 0;
  private writer = '';
  private isOver = false;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly timers: Timers,
    private readonly ids: RandomIds,
    /** That person still works here: another tab may have signed them out. */
    private readonly isHere: (person: string) => boolean,
    scope: string,
    /** What seals and opens; null: rows are kept in clear. */
    private readonly vault: Vault | null,
  ) {
    this.database = new PageDatabase(globals, rowsDatabase(scope, vault !== null), (database) => {
      database.createObjectStore(STORE);
    });
    // A page that the browser keeps as it is left would hold up a tab that removes the rows.
    globals.listen('window', 'pagehide', (event) => {
      if ((event as PageTransitionEvent).persisted) this.database.close();
    });
  }

  /**
   * Waits as long as the database takes to open, which is long on a slow device.
   *
   * @param person names them and their company
   * @returns that list of theirs as it was kept last; null: none, or none that may be shown
   */
  async read(person: string, list: string): Promise<KeptList | null> {
    const prefix = prefixOf(person, list);
    try {
      const [head] = await this.valuesAt([prefix + HEAD]);
      const isHead = this.isFresh(head);
      const keys = isHead ? head.chunks : await this.formerChunks(prefix);
      const chunks = await this.valuesAt(keys);
      if (keys.length === 0 || !chunks.every(isChunk)) return null;
      const mark = isHead && typeof head.mark === 'string' ? head.mark : undefined;
      if (isHead)
        this.found.set(
          prefix,
          chunks.map(({ rows }, i) => ({ key: keys[i] ?? '', rows })),
        );
      return { rows: chunks.flatMap(({ rows }) => rows), mark };
    } catch {
      return null; // no database here, or a broken one: the list is read from the server
    }
  }

  /**
   * Keeps a list, soon. Rows that are the same objects as before are not written again.
   *
   * @param isRead the list was read from the server; else single rows of it have changed
   * @param delayMs of quiet before they are written
   */
  keep(
    person: string,
    name: string,
    list: () => KeptList,
    isRead: boolean,
    delayMs = QUIET_MS,
  ): void {
    const prefix = prefixOf(person, name);
    const known = this.lists.get(prefix);
    const stored = this.found.get(prefix) ?? [];
    const kept = known ?? { person, own: [], written: [], stored, isRead, isBusy: false };
    this.found.delete(prefix);
    this.lists.set(prefix, Object.assign(kept, { list, isRead: isRead || kept.isRead }));
    this.writeLater(prefix, delayMs);
  }

  /** The user has changed: pending writes of the former person are dropped. */
  reset(): void {
    this.lists.clear();
    this.found.clear();
  }

  /** Erases what is kept of a person. */
  async forget(person: string): Promise<void> {
    this.reset();
    try {
      await delMany(await this.keysUnder(`${person}\n`), this.store);
    } catch {
      // No database: nothing is kept.
    }
  }

  /** Nothing is read or written any more. */
  end(): void {
    this.reset();
    this.isOver = true;
  }

  private async write(prefix: string): Promise<void> {
    const list = this.lists.get(prefix);
    if (!list || !this.isHere(list.person)) return;
    if (list.isBusy) return this.writeLater(prefix);
    const { isRead } = list;
    Object.assign(list, { isBusy: true, isRead: false });
    try {
      const { rows: own, mark } = list.list();
      // A mark is of these rows alone: they are not mixed with those of another tab.
      const isOwn = isRead || mark !== undefined;
      const rows = isOwn ? own : await this.rowsToWrite(prefix, list, own);
      const chunks = chunksOf(rows);
      for (const [index, chunk] of chunks.entries()) {
        if (sameRows(chunk, list.stored[index]?.rows)) continue;
        const key = `${prefix}${this.name()} ${(this.count += 1)}`;
        await setMany([[key, await this.closed(key, { rows: chunk } satisfies Chunk)]], this.store);
        // Nothing of a person who has left meanwhile stays.
        if (!this.isHere(list.person)) return await this.forget(list.person);
        list.stored[index] = { key, rows: chunk };
        await this.pause(prefix);
      }
      list.stored.length = chunks.length;
      const isWhole = await this.commit(prefix, list, mark);
      if (isWhole) return void Object.assign(list, { own, written: rows });
      // Another tab has written the list meanwhile.
      Object.assign(list, { stored: [], isRead });
      this.writeLater(prefix);
    } catch {
      this.lists.delete(prefix); // no room, no database, or no key yet
    } finally {
      list.isBusy = false;
    }
  }

  private writeLater(prefix: string, delayMs = QUIET_MS): void {
    this.timers.arm(`rows ${prefix}`, delayMs, () => void this.write(prefix));
  }

  /** A list that another tab has written since is its list with the changes of this one. */
  private async rowsToWrite(
    prefix: string,
    list: Remembered,
    own: readonly Row[],
  ): Promise<readonly Row[]> {
    const [head] = await this.valuesAt([prefix + HEAD]);
    const isOwn = head === undefined || (head as Partial<Head>).writer === this.name();
    if (isOwn && list.written === list.own) return own;
    const written = isOwn ? list.written : (await this.read(...partsOf(prefix)))?.rows;
    return written === undefined ? own : withChanges(written, list.own, own);
  }

  /** Lets the page have its turn between two chunks. */
  private pause(prefix: string): Promise<void> {
    return new Promise((resolve) => this.timers.arm(`rows pause ${prefix}`, PAUSE_MS, resolve));
  }

  /**
   * From now on the list is made of the stored chunks, and all others of it are gone.
   *
   * @returns false: one of them is gone, and nothing has changed
   */
  private async commit(
    prefix: string,
    { stored }: Remembered,
    mark: string | undefined,
  ): Promise<boolean> {
    const chunks = stored.map((chunk) => chunk?.key ?? '');
    const head: Head = {
      at: this.globals.now(),
      writer: this.name(),
      chunks,
      ...(mark === undefined ? {} : { mark }),
    };
    const closed = await this.closed(prefix + HEAD, head);
    return this.store('readwrite', (store) => {
      const found = store.getAllKeys();
      return new Promise((resolve, reject) => {
        found.onerror = () => reject(new Error('read'));
        store.transaction.onabort = () => reject(new Error('write'));
        found.onsuccess = () => {
          const present = new Set(found.result.filter((key) => isUnder(key, prefix)));
          if (!chunks.every((key) => present.has(key))) return resolve(false);
          for (const key of present) if (!chunks.includes(String(key))) store.delete(key);
          store.put(closed, prefix + HEAD);
          store.transaction.oncomplete = () => resolve(true);
        };
      });
    });
  }

  /** What is stored under these keys, at one moment. Each is opened in a task of its own. */
  private valuesAt(places: readonly string[]): Promise<unknown[]> {
    return this.store('readonly', (store) =>
      Promise.all(
        places.map(async (place) => this.opened(place, await promisifyRequest(store.get(place)))),
      ),
    );
  }

  /** @throws Error where it cannot be sealed now, or not as it is */
  private async closed(place: string, value: object): Promise<unknown> {
    if (!this.vault) return value;
    const { turn } = this.vault;
    const json = await compressed(JSON.stringify(value, plainOnly));
    // The key of another person seals nothing of this one.
    const sealed = turn === this.vault.turn && this.vault.sealedBytes(place, json);
    if (!sealed) throw new Error('locked');
    return sealed;
  }

  private opened(place: string, value: unknown): unknown {
    if (!this.vault) return value;
    const opened = ArrayBuffer.isView(value) && this.vault.openedBytes(place, value as Uint8Array);
    return opened ? decompressed(opened) : undefined;
  }

  /** The keys of what version 0.1.0 has stored: chunks by number, each with the count of all. */
  private async formerChunks(prefix: string): Promise<readonly string[]> {
    const found = (await this.keysUnder(prefix)).filter((key) => /\n\d+$/.test(key));
    const keys = found.map((_, index) => `${prefix}${index}`);
    const chunks = await getMany<{ at?: unknown; of?: unknown } | undefined>(keys, this.store);
    const isWhole = chunks.every((chunk) => chunk?.of === keys.length && this.isRecent(chunk.at));
    return isWhole ? keys : [];
  }

  private async keysUnder(prefix: string): Promise<string[]> {
    const all = await keys<IDBValidKey>(this.store);
    return all.filter((key): key is string => isUnder(key, prefix));
  }

  /** The name of this page among the writers. */
  private name(): string {
    return (this.writer ||= this.ids.tabId());
  }

  private isFresh(head: unknown): head is Head {
    const { at, chunks } = (head ?? {}) as Partial<Head>;
    const isList = Array.isArray(chunks) && chunks.every((key) => typeof key === 'string');
    return isList && this.isRecent(at);
  }

  private isRecent(at: unknown): boolean {
    return typeof at === 'number' && Math.abs(this.globals.now() - at) < KEPT_MS;
  }

  private readonly store: UseStore = async (mode, run) => {
    if (this.isOver) throw new Error('over');
    const database = await this.database.open();
    if (database) return run(this.database.begin(database, STORE, mode).objectStore(STORE));
    this.database.close(); // it may be there the next time
    throw new Error('none');
  };
}

const prefixOf = (person: string, list: string): string => `${person}\n${list}\n`;
const partsOf = (prefix: string): [person: string, list: string] => {
  const [person = '', list = ''] = prefix.split('\n');
  return [person, list];
};
const isUnder = (key: IDBValidKey, prefix: string): boolean =>
  typeof key === 'string' && key.startsWith(prefix);
const idOf = ({ id }: { id?: unknown }): string => (typeof id === 'object' ? '' : String(id));

/** For JSON.stringify: refuses what would come back as something else. */
function plainOnly(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const own = this[name];
  const isObject = typeof own === 'object' && own !== null && !Array.isArray(own);
  if (isObject && ('toJSON' in own || Object.prototype.toString.call(own) !== PLAIN))
    throw new TypeError(name);
  return value;
}

/** `rows` with what has changed from `before` to `after`: rows that are new, other objects, or gone. */
function withChanges(
  rows: readonly Row[],
  before: readonly Row[],
  after: readonly Row[],
): readonly Row[] {
  const former = new Map(before.map((row) => [idOf(row), row]));
  const changed = new Map<string, Row>();
  for (const row of after) {
    const id = idOf(row);
    if (former.get(id) !== row) changed.set(id, row);
    former.delete(id);
  }
  const kept = rows
    .filter((row) => !former.has(idOf(row)))
    .map((row) => {
      const id = idOf(row);
      const newer = changed.get(id);
      changed.delete(id);
      return newer ?? row;
    });
  return [...kept, ...changed.values()];
}

/** What is stored is not trusted (5.3): a chunk has records. */
function isChunk(chunk: unknown): chunk is Chunk {
  const { rows } = (chunk ?? {}) as Partial<Chunk>;
  return (
    Array.isArray(rows) &&
    rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
  );
}

function chunksOf(rows: readonly Row[]): (readonly Row[])[] {
  const count = Math.max(1, Math.ceil(rows.length / CHUNK));
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}

function sameRows(a: readonly Row[], b: readonly Row[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((row, index) => row === b[index]);
}
