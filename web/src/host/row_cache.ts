import { delMany, getMany, keys, setMany, type UseStore } from 'idb-keyval';
import type { BrowserGlobals } from './globals.js';
import { scoped } from './scope.js';

/** What the cache needs beside the browser. */
export interface RowCacheLinks {
  /** Calls `run` once after delayMs; replaces what was asked for under that name. */
  after(name: string, delayMs: number, run: () => void): void;
  /** That person still works here: another tab may have signed them out. */
  isHere(person: string): boolean;
}

/** A record as it was read from the server. */
type Row = object;
/** The database, and its one store. */
const DATABASE = 'synchrone-rows';
const STORE = 'chunks';
/** Rows that are stored together: their copying takes a moment of the main thread. */
const CHUNK = 500;
/** Lists change in bursts. */
const QUIET_MS = 2_000;
/** Between two chunks the page has its turn. */
const PAUSE_MS = 20;
/** Older rows are not shown any more: somebody else may have changed much. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Some rows of one list. */
interface Chunk {
  at: number;
  /** Of how many. */
  of: number;
  rows: readonly Row[];
}

/** A list of one person: what is stored of it, and what is to be. */
interface Remembered {
  readonly person: string;
  /** The rows as they are; asked for when they are written. */
  rows: () => readonly Row[];
  stored: (readonly Row[])[];
  /** How many chunks it had when it was looked at last. */
  of: number;
}

/**
 * The last known rows of each list, in IndexedDB, for a start without a network (BEHAVIOUR 7.1a,
 * 7.1b): by person and company, written when things are quiet, a few hundred rows at a time and only
 * those that have changed. Without IndexedDB there is none, and nothing else changes.
 */
export class RowCache {
  private database: Promise<IDBDatabase> | null = null;
  private readonly lists = new Map<string, Remembered>();

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly links: RowCacheLinks,
    private readonly scope = '',
  ) {}

  /**
   * @param person names them and their company
   * @returns their rows of that list as they were kept last; null: none, or none that may be shown
   */
  async read(person: string, list: string): Promise<readonly Row[] | null> {
    const prefix = prefixOf(person, list);
    try {
      const found = (await this.keysUnder(prefix)).sort(byChunk);
      const chunks = (await getMany<Chunk>(found, this.store)).filter((chunk) =>
        this.isSound(chunk),
      );
      // All of them, or a person would take a part for the whole.
      const complete = found.every(
        (key, index) => chunkOf(key) === index && chunks[index]?.of === found.length,
      );
      return complete && found.length > 0 ? chunks.flatMap(({ rows }) => rows) : null;
    } catch {
      return null; // no database here, or a broken one: the list is read from the server
    }
  }

  /** Keeps the rows of a list, soon. Rows that are the same objects as before are not written again. */
  keep(person: string, list: string, rows: () => readonly Row[]): void {
    const prefix = prefixOf(person, list);
    const known = this.lists.get(prefix) ?? { stored: [], of: 0 };
    this.lists.set(prefix, { person, rows, stored: known.stored, of: known.of });
    this.links.after(`rows ${prefix}`, QUIET_MS, () => void this.write(prefix));
  }

  /** Somebody else works here: what was to be written of the former person is not. */
  reset(): void {
    this.lists.clear();
  }

  /** Erases what is kept of a person. */
  async forget(person: string): Promise<void> {
    const prefix = `${person}\n`;
    this.reset();
    try {
      await delMany(await this.keysUnder(prefix), this.store);
    } catch {
      // No database: nothing is kept.
    }
  }

  private async write(prefix: string): Promise<void> {
    const list = this.lists.get(prefix);
    if (!list || !this.links.isHere(list.person)) return;
    const chunks = chunksOf(list.rows());
    // Each of them says of how many it is.
    if (list.of !== chunks.length) Object.assign(list, { of: chunks.length, stored: [] });
    const changed = chunks.findIndex((chunk, index) => !sameRows(chunk, list.stored[index]));
    try {
      if (changed >= 0) {
        const rows = chunks[changed] ?? [];
        const chunk: Chunk = { at: this.globals.now(), of: chunks.length, rows };
        await setMany([[`${prefix}${changed}`, chunk]], this.store);
        // Of whoever left meanwhile nothing stays.
        if (!this.links.isHere(list.person)) return void (await this.forget(list.person));
        list.stored[changed] = rows;
        this.links.after(`rows ${prefix}`, PAUSE_MS, () => void this.write(prefix));
        return;
      }
      const extra = (await this.keysUnder(prefix)).filter((key) => chunkOf(key) >= chunks.length);
      await delMany(extra, this.store);
    } catch {
      this.lists.delete(prefix); // no room, or no database
    }
  }

  private async keysUnder(prefix: string): Promise<string[]> {
    const all = await keys<IDBValidKey>(this.store);
    return all.filter((key): key is string => typeof key === 'string' && key.startsWith(prefix));
  }

  /** What is stored is not trusted (5.3): records, and not older than they may be. */
  private isSound(chunk: Chunk | undefined): chunk is Chunk {
    return (
      typeof chunk?.at === 'number' &&
      Math.abs(this.globals.now() - chunk.at) < KEPT_MS &&
      Array.isArray(chunk.rows) &&
      chunk.rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
    );
  }

  private readonly store: UseStore = async (mode, run) => {
    const database = await (this.database ??= this.open());
    return run(database.transaction(STORE, mode).objectStore(STORE));
  };

  private open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = this.globals.indexedDb()?.open(scoped(DATABASE, this.scope), 1);
      if (!request) return reject(new Error('none'));
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(new Error('denied'));
      request.onblocked = () => reject(new Error('blocked'));
    });
  }
}

const prefixOf = (person: string, list: string): string => `${person}\n${list}\n`;
const chunkOf = (key: string): number => Number(key.slice(key.lastIndexOf('\n') + 1));
const byChunk = (a: string, b: string): number => chunkOf(a) - chunkOf(b);

function chunksOf(rows: readonly Row[]): (readonly Row[])[] {
  const count = Math.max(1, Math.ceil(rows.length / CHUNK));
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}

function sameRows(a: readonly Row[], b: readonly Row[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((row, index) => row === b[index]);
}
