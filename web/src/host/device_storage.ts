import type { BrowserGlobals } from './browser/browser_globals.js';
import { OWN_KEYS } from './browser/page_signals.js';
import type { RandomIds } from './browser/random_id.js';
import type { Timers } from './browser/timers.js';
import { EncryptedStorage } from './storage/encrypted_storage.js';
import { ALIVE, IndexedDbMirror } from './storage/indexeddb_mirror.js';
import { PageStorage } from './storage/local_storage.js';
import { RowCache } from './storage/row_cache.js';
import { eraseRows } from './storage/row_database.js';
import { type RepairInputs, StorageRepair } from './storage/storage_repair.js';
import { StoredSeal } from './storage/stored_seal.js';
import { moveOwn, takeOver } from './storage/takeover.js';
import { Vault } from './storage/vault.js';

/** What a page does when others change what is stored. */
export interface StorageInputs extends RepairInputs {
  /** `personOf` of the signed-in user. */
  isHere(person: string): boolean;
  /** Other code has replaced what is stored: all of it has to be read again. */
  storageReplaced(): void;
}

/**
 * What one application keeps on this device: the journal in localStorage with its mirror in IndexedDB,
 * sealed where there is a key, and the rows for an offline start (BEHAVIOUR 5.6). Constructing it touches
 * nothing; `begin` does.
 */
export class DeviceStorage {
  /** localStorage as it is. */
  readonly page: PageStorage;
  /** localStorage as the journal sees it. */
  readonly journal: EncryptedStorage;
  /** The key that contents are sealed with. */
  readonly vault: Vault;
  /** Seals what was stored in clear. */
  readonly storedSeal: StoredSeal;
  /** The journal's records in IndexedDB. */
  mirror: IndexedDbMirror;
  /** The last known rows of each list. */
  rows: RowCache;
  /** Writes again what other code has cleared. */
  readonly repair: StorageRepair;
  private application = '';
  private inputs: StorageInputs | null = null;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly timers: Timers,
    private readonly ids: RandomIds,
  ) {
    this.page = new PageStorage(globals, () => this.application);
    this.vault = new Vault(globals);
    this.journal = new EncryptedStorage(this.vault, this.page, (key, value) =>
      this.mirror.wrote(key, value),
    );
    this.storedSeal = new StoredSeal(this.vault, this.journal, this, globals);
    this.repair = new StorageRepair(globals, this.page, () => ids.tabId(), this);
    this.mirror = this.newMirror();
    this.rows = this.newRowCache();
  }

  /** Names the application of this page, for what it stores (3.1a). */
  get scope(): string {
    return this.application;
  }

  /** Keeps what is stored of that application from now on. @returns false: it did before */
  useScope(scope: string): boolean {
    if (this.application === scope) return false;
    this.application = scope;
    this.repair.startOver();
    this.mirror = this.newMirror();
    this.rows = this.newRowCache();
    return true;
  }

  /** Begins to watch what is stored, for the application of `useScope`. */
  begin(inputs: StorageInputs): void {
    this.inputs = inputs;
    this.repair.begin(inputs);
    this.takeOverSoon();
  }

  /** Moves what the tab has recorded in another application into this one. */
  takeAlong(tab: string, former: string): void {
    this.withStorage((storage) => moveOwn(storage, tab, former, this.application));
  }

  /** As `Vault.use`. */
  useKey(key: Uint8Array | null, opened: () => void): boolean {
    const { isSealed } = this.vault;
    const isNew = this.vault.use(key, opened);
    if (isSealed) return isNew;
    this.rows.end();
    this.rows = this.newRowCache();
    return true;
  }

  /** The page is left or shown again, or other code removed a key: single ones may be missing. */
  inspect(): void {
    if (this.application === '') this.takeOverSoon();
    this.repair.inspect();
  }

  /** The page was away: announces every key, whoever wrote it. */
  announceAll(): void {
    for (const key of this.page.keys(OWN_KEYS) ?? []) this.inputs?.storageChanged(key);
    this.inspect();
  }

  private newMirror(): IndexedDbMirror {
    const document = { id: '' };
    const name = (): string => (document.id ||= this.ids.tabId());
    const wrote = { some: () => this.repair.check(), back: () => this.storedSeal.again() };
    return new IndexedDbMirror(this.globals, this.page, name, this.application, wrote);
  }

  private newRowCache(): RowCache {
    const { globals, timers, ids, application } = this;
    const isHere = (person: string): boolean => this.inputs?.isHere(person) ?? false;
    const vault = this.vault.isSealed ? this.vault : null;
    // An earlier page may have kept them in clear.
    if (vault) eraseRows(globals, application, false);
    return new RowCache(globals, timers, ids, isHere, application, vault);
  }

  /** What 0.1.0 stored is taken over when no page of it is open any more (3.1a). */
  private takeOverSoon(): void {
    const { application: scope } = this;
    const take = (): void => {
      const isNew =
        scope === this.application && this.withStorage((storage) => takeOver(storage, scope));
      if (isNew) this.inputs?.storageReplaced();
    };
    const locks = scope === '' ? null : this.globals.locks();
    if (!locks) return this.globals.microtask(take);
    void locks
      .request(ALIVE, { ifAvailable: true }, (lock) => (lock ? take() : undefined))
      .catch(() => undefined);
  }

  private withStorage<T>(run: (storage: Storage) => T): T | undefined {
    try {
      const storage = this.globals.storage();
      return storage ? run(storage) : undefined;
    } catch {
      return undefined; // denied, or no room: everything stays where it is
    }
  }
}
