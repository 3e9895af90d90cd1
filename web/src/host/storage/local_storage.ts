import type { BrowserGlobals } from '../browser/browser_globals.js';
import { journalKey, storedKey } from './scope.js';

/** '' : stored. 'full': no room. 'denied': storage may not be used here. */
export type StorageAnswer = '' | 'full' | 'denied';

/**
 * Browsers have no common way to say that storage is full: a name, an old name of Firefox, or the
 * legacy codes 22 and 1014.
 */
function isQuotaError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return (
    name === 'QuotaExceededError' ||
    name === 'NS_ERROR_DOM_QUOTA_REACHED' ||
    code === 22 ||
    code === 1014
  );
}

/** Other code in place of localStorage may drop what is written, cut what is long, or keep another value. */
function keeps(storage: Storage, key: string, value: string): boolean {
  try {
    return storage.getItem(key) === value;
  } catch {
    return true; // a read that fails says nothing of the write
  }
}

/**
 * Other code in place of localStorage may keep it under another name, which a later page would not find.
 *
 * @returns undefined: the names cannot be read now
 */
function lists(storage: Storage, key: string): boolean | undefined {
  try {
    let at = 0;
    while (at < storage.length && storage.key(at) !== key) at += 1;
    return at < storage.length;
  } catch {
    return undefined;
  }
}

/**
 * localStorage as the storage port wants it: nothing throws, full and denied are distinct, and
 * an error is never taken for "missing".
 */
export class PageStorage {
  private isListed: boolean | undefined;

  /** @param scope the application whose keys these are */
  constructor(
    private readonly globals: BrowserGlobals,
    private readonly scope: () => string = () => '',
  ) {}

  /** The journal's name of a key in localStorage; undefined: it is not this application's. */
  nameOf(stored: string): string | undefined {
    return journalKey(stored, this.scope());
  }

  /** Stores a value. */
  put(key: string, value: string): StorageAnswer {
    try {
      const storage = this.globals.storage();
      if (!storage) return 'denied';
      const name = storedKey(key, this.scope());
      // What is there already proves nothing.
      const isProof = !this.isListed && lists(storage, name) === false;
      storage.setItem(name, value);
      if (isProof) this.isListed = lists(storage, name);
      return this.isListed !== false && keeps(storage, name, value) ? '' : 'denied';
    } catch (error) {
      return isQuotaError(error) ? 'full' : 'denied';
    }
  }

  /** '=' + value, '' when missing, '!' when denied. */
  get(key: string): string {
    try {
      const storage = this.globals.storage();
      if (!storage) return '!';
      // What other code puts in place of localStorage may say undefined for a missing value.
      const value: unknown = storage.getItem(storedKey(key, this.scope()));
      return typeof value === 'string' ? `=${value}` : '';
    } catch {
      return '!';
    }
  }

  /** Removes a value; a missing one is not an error. */
  remove(key: string): StorageAnswer {
    try {
      const storage = this.globals.storage();
      if (!storage) return 'denied';
      storage.removeItem(storedKey(key, this.scope()));
      return '';
    } catch {
      return 'denied';
    }
  }

  /** Characters that this origin keeps here, keys and values; 0 when denied. */
  size(): number {
    try {
      const storage = this.globals.storage();
      let size = 0;
      for (let i = 0; storage && i < storage.length; i += 1) {
        const key = storage.key(i) ?? '';
        size += key.length + (storage.getItem(key)?.length ?? 0);
      }
      return size;
    } catch {
      return 0;
    }
  }

  /** The page may not use storage. False: it may; where it cannot be read now, that may pass. */
  isDenied(): boolean {
    try {
      const storage = this.globals.storage();
      return !storage || storage.length < 0;
    } catch (error) {
      return error instanceof Object && 'name' in error && error.name === 'SecurityError';
    }
  }

  /** The keys that begin with prefix; null: they cannot be read. None of ours has a line break in it. */
  keys(prefix: string): readonly string[] | null {
    try {
      const storage = this.globals.storage();
      if (!storage) return null;
      const found: string[] = [];
      const { length } = storage;
      for (let i = 0; i < length; i += 1) {
        const key = this.nameOf(storage.key(i) ?? '');
        if (key?.startsWith(prefix) && !key.includes('\n')) found.push(key);
      }
      return found;
    } catch {
      return null;
    }
  }
}
