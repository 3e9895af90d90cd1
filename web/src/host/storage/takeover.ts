import { journalKey, PROJECTION, storedKey } from './scope.js';

/** Which application has taken over what 0.1.0 stored: its name. Written once for an origin. */
const OWNER = 'synchrone:owner';
const JOURNAL = 'synchrone:1:';

const isFormer = (key: string): boolean => key.startsWith(JOURNAL) || key === PROJECTION;

/** A record with the id of a tab that 0.1.0 did not write: the application without a name did. */
const OF_NO_NAME = /^synchrone:1:[^:]+:[mshkc]:t[0-9a-f]{32}:/;

/**
 * What 0.1.0 stored names no application (BEHAVIOUR 3.1a). It belongs to the one without a
 * name, whose keys are the same, else to the first that asks. Other code may have removed the name of
 * the owner: the records of the application without a name say themselves that they are its own.
 *
 * @returns whether there is anything new for `scope` to read
 */
export function takeOver(storage: Storage, scope: string): boolean {
  if (storage.getItem(OWNER) !== null) return false;
  const stored = keysOf(storage);
  const owner = stored.some((key) => OF_NO_NAME.test(key)) ? '' : scope;
  const former = owner === '' ? [] : stored.filter(isFormer);
  for (const key of former) {
    const target = storedKey(key, scope);
    if (storage.getItem(target) === null) storage.setItem(target, storage.getItem(key) ?? '');
    storage.removeItem(key);
  }
  // Last: a page that dies before, or that finds no room, leaves the rest to the next one.
  storage.setItem(OWNER, owner);
  return former.length > 0;
}

/** Moves what a page recorded before `configure({ app })` into the scope of that application. */
export function moveOwn(storage: Storage, tab: string, from: string, to: string): void {
  const own = new RegExp(`^synchrone:1:[^:]+:[msk]:${tab}:`);
  for (const stored of keysOf(storage)) {
    const key = journalKey(stored, from);
    if (key === undefined || !own.test(key)) continue;
    storage.setItem(storedKey(key, to), storage.getItem(stored) ?? '');
    storage.removeItem(stored);
  }
}

const keysOf = (storage: Storage): string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
