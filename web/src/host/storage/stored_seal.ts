import type { BrowserGlobals } from '../browser/browser_globals.js';
import type { EncryptedStorage } from './encrypted_storage.js';
import type { IndexedDbMirror } from './indexeddb_mirror.js';
import type { Vault } from './vault.js';

/** Records that are sealed in one task. */
const AT_ONCE = 200;

/**
 * Seals what a person has stored in clear, before there was a key or with an earlier version: record by
 * record in its place, so that a page that ends in the middle leaves each of them once.
 * What others have stored is left to their keys.
 */
export class StoredSeal {
  private person = '';
  /** The person and the turn of the vault for which it was done. */
  private done = '';

  constructor(
    private readonly vault: Vault,
    private readonly storage: EncryptedStorage,
    private readonly copies: { readonly mirror: IndexedDbMirror },
    private readonly globals: BrowserGlobals,
  ) {}

  /** That person works here (`personOf`): what is theirs is sealed soon, where there is a key. */
  worksFor(person: string): void {
    this.person = person;
    const turn = `${this.vault.turn} ${person}`;
    if (!this.vault.isOpen || turn === this.done) return;
    this.done = turn;
    void this.run(turn);
  }

  /** Records were written back as the mirror had them. */
  again(): void {
    this.done = '';
    this.worksFor(this.person);
  }

  /** Mutations that are stored here and cannot be read without their key. */
  countHidden(): number {
    return this.vault.isSealed ? this.storage.countHidden(this.person) : 0;
  }

  /** A few records in each task; ends when the key or the person changes. */
  private async run(turn: string): Promise<void> {
    const { person, storage } = this;
    const isOver = (): boolean => turn !== this.done || !this.vault.isOpen;
    await this.turnOfPage();
    if (isOver()) return;
    storage.sealProjection();
    const keys = storage.keysToSeal(person);
    for (let first = 0; first < keys.length; first += AT_ONCE) {
      if (first > 0) await this.turnOfPage();
      if (isOver()) return;
      keys.slice(first, first + AT_ONCE).forEach((key) => storage.seal(key));
    }
    await this.copies.mirror.replace((key, value) =>
      isOver() ? null : storage.sealedCopy(person, key, value),
    );
  }

  private turnOfPage(): Promise<void> {
    return new Promise((resolve) => void this.globals.setTimer('next', 0, resolve));
  }
}
