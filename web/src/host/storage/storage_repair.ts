import type { BrowserGlobals } from '../browser/browser_globals.js';
import type { IndexedDbMirror } from './indexeddb_mirror.js';
import { StorageWatch, type WatchedStorage } from './storage_watch.js';

/** What a page does when what is stored is repaired. */
export interface RepairInputs {
  /** This key was written. '': all of it was cleared, or keys may be missing. */
  storageChanged(key: string): void;
  /** What was cleared from storage is written again, as far as it is known. */
  storageWritten(): void;
}

/** Who works on this device, as the journal keeps it. */
const DEVICE_USER = 'synchrone:1:device';

/**
 * Makes localStorage whole: from the mirror when a page begins, and again when other code has cleared it
 * under the running page (BEHAVIOUR 5.6, 5.6a).
 */
export class StorageRepair {
  private readonly watch: StorageWatch;
  private inputs: RepairInputs | null = null;
  private recovery: Promise<unknown> | null = null;
  private isChecking = false;

  /** @param newName unpredictable text @param device has the mirror; another one for another application */
  constructor(
    private readonly globals: BrowserGlobals,
    storage: WatchedStorage,
    newName: () => string,
    private readonly device: { readonly mirror: IndexedDbMirror },
  ) {
    this.watch = new StorageWatch(storage, newName);
  }

  /** Watches from now on. Storage that is new or was cleared gets what the mirror has. */
  begin(inputs: RepairInputs): void {
    this.inputs = inputs;
    if (!this.watch.begin())
      this.recovery = this.device.mirror.recover().then(() => this.restore());
  }

  /** The page goes on with another application: nothing of it is recovered yet. */
  startOver(): void {
    this.recovery = null;
  }

  /** Resolves when localStorage is complete; before that nothing of it is sent (5.6). */
  recovered(): Promise<unknown> {
    return (this.recovery ??= this.device.mirror.recover());
  }

  /** Other code has cleared localStorage, and what is known is not written again yet (5.6a). */
  isCleared(): boolean {
    const isCleared = this.watch.isCleared();
    if (isCleared) this.checkSoon();
    return isCleared;
  }

  /** The page is left or shown again, or other code removed a key: single ones may be missing. */
  inspect(): void {
    if (this.watch.isCleared()) this.check();
    else this.inputs?.storageChanged('');
  }

  /** Writes again what was cleared, if anything was. */
  check(): void {
    if (!this.watch.isCleared()) return;
    this.watch.begin();
    this.inputs?.storageChanged('');
    void this.restore().then(() => this.inputs?.storageWritten());
  }

  private checkSoon(): void {
    if (this.isChecking) return;
    this.isChecking = true;
    this.globals.microtask(() => {
      this.isChecking = false;
      this.check();
    });
  }

  /** Writes again what this page does not know: the work of others, and what is settled. */
  private async restore(): Promise<void> {
    const restored = await this.device.mirror.restore();
    for (const key of restored) this.inputs?.storageChanged(key);
    if (restored.length > 0) this.inputs?.storageChanged(DEVICE_USER);
  }
}
