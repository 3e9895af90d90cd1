/** What every page that is open now has seen in storage; another value after each clearing. */
const HERE = 'synchrone:here';

/** The storage that is watched. */
export interface WatchedStorage {
  /** '' when stored; any other text: not stored. */
  put(key: string, value: string): string;
  /** '=' + value, '' when missing, '!' when denied. */
  get(key: string): string;
}

/**
 * Notices that other code has cleared localStorage under the running page (BEHAVIOUR 5.6a): a
 * sign-out of the application, a reset button, devtools. No event says so to the page that did it.
 */
export class StorageWatch {
  private seen: string | null = null;

  /** @param newName unpredictable text */
  constructor(
    private readonly storage: WatchedStorage,
    private readonly newName: () => string,
  ) {}

  /**
   * Watches from now on.
   *
   * @returns false: nothing was there, because storage is new or was cleared
   */
  begin(): boolean {
    const found = this.storage.get(HERE);
    if (found.startsWith('=')) {
      this.seen = found.slice(1);
      return true;
    }
    const name = this.newName();
    this.seen = this.storage.put(HERE, name) === '' ? name : null;
    return false;
  }

  /** What was there when the watch began is gone. */
  isCleared(): boolean {
    if (this.seen === null) return false;
    const found = this.storage.get(HERE);
    return found === '' || (found.startsWith('=') && found.slice(1) !== this.seen);
  }
}
