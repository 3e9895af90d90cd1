import type { PageStorage, StorageAnswer } from './local_storage.js';
import { PROJECTION } from './scope.js';
import type { Vault } from './vault.js';

/** The journal's records that hold nothing but ids, times, digests, or room: they stay clear. */
const CLEAR = /^synchrone:1:(?:[^:]+:[ic]:|device$|reserve$|seen$)/;
const JOURNAL = 'synchrone:1:';
const QUARANTINE = 'synchrone:1:quarantine:';
/** What of an entry stays clear in the array for readers: ids, times, counts and states. */
const CLEAR_MEMBERS: readonly string[] = [
  'id',
  'timestamp',
  'type',
  'endpoint',
  'retries',
  'status',
  'userId',
  'companyId',
  'kind',
  'operation',
  'resource',
  'entity',
  'sequence',
  'place',
  'generation',
  'attempts',
  'sending',
  'keptOffline',
  'payloadVersion',
];
const MUTATION = /^synchrone:1:[^:]+:m:/;
const SEAL = 'synchrone:sealed:1:';
/** How what is stored begins where it is sealed. */
const SEALED = `=${SEAL}`;

/**
 * The journal's storage with its contents sealed (BEHAVIOUR 7.4), each record by itself and bound to its
 * place, which names user, company and entry. What stays clear is a list of what holds ids, times, counts,
 * states and digests only; all else is sealed, also what was set aside. The legacy array for readers
 * (`medicalPro_mutation_queue`) carries `data: null, sealed: true`.
 *
 * What another key has sealed is hidden from the queue, and only counted; without a key, all that is sealed,
 * and nothing with contents is written. What is damaged is returned as it is, and set aside.
 */
export class EncryptedStorage {
  /** Mutations that the queue has asked for, and that another key has sealed. */
  private readonly others = new Set<string>();

  constructor(
    private readonly vault: Vault,
    private readonly storage: PageStorage,
    /** Is notified of what was stored, as it is stored; null: removed. */
    private readonly stored: (key: string, value: string | null) => void,
  ) {}

  /**
   * Mutations that are stored here and cannot be read without their key.
   *
   * @param person whose; `scopeOf`. Without a key those of everybody are counted
   */
  countHidden(person: string): number {
    const asked = this.vault.isOpen
      ? [...this.others].filter((key) => isOf(person, key))
      : (this.storage.keys(JOURNAL) ?? []).filter((key) => MUTATION.test(key));
    return asked.filter((key) => this.isHidden(key)).length;
  }

  /** What that person, or code before any key, has stored under our keys: what is in clear there is to be sealed. */
  keysToSeal(person: string): readonly string[] {
    return (this.storage.keys(JOURNAL) ?? []).filter(
      (key) => hasContents(key) && isOf(person, key),
    );
  }

  /** Seals a record that is stored in clear, in its place. */
  seal(key: string): void {
    const stored = this.storage.get(key);
    if (stored.startsWith('=') && !stored.startsWith(SEALED)) this.put(key, stored.slice(1));
  }

  /** Takes contents out of the array for readers. One that is not an array stays, to be set aside. */
  sealProjection(): void {
    const stored = this.storage.get(PROJECTION).slice(1);
    try {
      const sealed = stored && withoutContents(stored);
      if (sealed !== stored) this.store(PROJECTION, sealed);
    } catch {
      // Left as it is: the journal reads it next, and reports what is wrong with it.
    }
  }

  /**
   * What the copy of a record has to be.
   *
   * @param value as it is copied
   * @returns null: it may stay
   */
  sealedCopy(person: string, key: string, value: string): string | null {
    if (value.startsWith(SEAL) || !hasContents(key) || !isOf(person, key)) return null;
    const stored = this.storage.get(key);
    return stored.startsWith(SEALED) ? stored.slice(1) : this.sealed(key, value);
  }

  /** Stores a value, sealed where contents are. @returns 'denied' where the key is missing */
  put(key: string, value: string): StorageAnswer {
    if (!this.vault.isSealed) return this.store(key, value);
    if (key === PROJECTION) return this.store(key, withoutContents(value));
    // What is set aside although it is sealed is bound to its place, and stays as it is.
    if (!hasContents(key) || value.startsWith(SEAL)) return this.store(key, value);
    const sealed = this.sealed(key, value);
    return sealed === null ? 'denied' : this.store(key, sealed);
  }

  /** '=' + value; '' when missing, or sealed with another key; '!' when denied. */
  get(key: string): string {
    const stored = this.storage.get(key);
    if (!stored.startsWith(SEALED)) return stored;
    const opened = this.vault.opened(key, stored.slice(SEALED.length));
    if (opened === 'damaged') return stored;
    if (opened !== 'other') {
      this.others.delete(key);
      return `=${opened.text}`;
    }
    if (MUTATION.test(key)) this.others.add(key);
    return '';
  }

  /** Removes a value. */
  remove(key: string): StorageAnswer {
    const answer = this.storage.remove(key);
    if (answer === '') this.stored(key, null);
    return answer;
  }

  /** The keys that begin with prefix, without the key only those in clear; null when denied. */
  keys(prefix: string): readonly string[] | null {
    const keys = this.storage.keys(prefix);
    return this.vault.isOpen ? keys : (keys?.filter((key) => !this.isHidden(key)) ?? null);
  }

  private store(key: string, value: string): StorageAnswer {
    const answer = this.storage.put(key, value);
    if (answer === '') this.stored(key, value);
    return answer;
  }

  private isHidden(key: string): boolean {
    return hasContents(key) && this.storage.get(key).startsWith(SEALED);
  }

  private sealed(place: string, text: string): string | null {
    const sealed = this.vault.sealed(place, text);
    return sealed === null ? null : SEAL + sealed;
  }
}

/** A record of that person; or what was set aside of them, or of nobody. */
const isOf = (person: string, key: string): boolean => {
  const record = key.startsWith(QUARANTINE) ? key.slice(QUARANTINE.length) : key;
  return record.startsWith(`${JOURNAL}${person}:`) || record === PROJECTION;
};

const hasContents = (key: string): boolean => key.startsWith(JOURNAL) && !CLEAR.test(key);

/**
 * The array for readers, with nothing that a person has typed or the server has said. Entries that
 * are not ours stay as they are: their writer has not sealed them either.
 */
function withoutContents(projection: string): string {
  const entries = JSON.parse(projection) as Record<string, unknown>[];
  return JSON.stringify(
    entries.map((entry) => {
      if (!('sequence' in entry)) return entry;
      const clear = Object.entries(entry).filter(([name]) => CLEAR_MEMBERS.includes(name));
      return { ...Object.fromEntries(clear), data: null, sealed: true };
    }),
  );
}
