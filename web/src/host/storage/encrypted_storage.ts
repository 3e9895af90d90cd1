import type { BrowserGlobals } from '../browser/browser_globals.js';
import type { PageStorage, StorageAnswer } from './local_storage.js';
import { type Sealing, withSealing } from './with_sealing.js';

/** The journal's records that hold nothing but ids, times, digests, or room: they stay clear. */
const CLEAR = /^synchrone:1:(?:[^:]+:[ic]:|device$|reserve$)/;
const JOURNAL = 'synchrone:1:';
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
const PROJECTION = 'medicalPro_mutation_queue';
const SEAL = 'synchrone:sealed:1:';
/** How what is stored begins where it is sealed. */
const SEALED = `=${SEAL}`;
const KEY_BYTES = 32;

/** Whether records are sealed: not at all, with a key, or with one that is not there (7.4). */
type Seal =
  { mode: 'off' } | { mode: 'locked' } | { mode: 'open'; key: Uint8Array; sealing: Sealing };

/**
 * The journal's storage with its contents sealed (BEHAVIOUR 7.4): XChaCha20-Poly1305 (audited, by
 * @noble/ciphers) with a key that the application supplies and that is never stored. Each record is
 * bound to its place, which names user, company and entry, so that none can stand for another. What
 * stays clear is a list of what holds ids, times, counts, states and digests only; all else is sealed,
 * also what was set aside. The legacy array for readers (`medicalPro_mutation_queue`) carries `data: null, sealed: true`.
 *
 * Without the key sealed records are not there for the queue, only counted, and nothing with
 * contents is written. What a key does not open is returned as it is, and set aside as damaged.
 */
export class EncryptedStorage {
  private seal: Seal = { mode: 'off' };

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly storage: PageStorage,
    /** Is notified of what was stored, as it is stored; null: removed. */
    private readonly stored: (key: string, value: string | null) => void,
  ) {}

  /**
   * @param key 32 bytes; null: there is one, but not here (any more)
   * @param opened called where the storage is locked until later than this call: what seals had to be
   *   loaded first
   * @throws RangeError when it is not 32 bytes
   */
  useKey(key: Uint8Array | null, opened: () => void): void {
    if (key !== null && key.length !== KEY_BYTES) throw new RangeError('key');
    const own = key && Uint8Array.from(key);
    const locked: Seal = { mode: 'locked' };
    this.seal = locked;
    let isLater = false;
    withSealing((sealing) => {
      if (!own || this.seal !== locked) return;
      this.seal = { mode: 'open', key: own, sealing };
      if (isLater) opened();
    });
    isLater = true;
  }

  /** Contents are sealed, with a key that is here or not. */
  get isSealed(): boolean {
    return this.seal.mode !== 'off';
  }

  get isLocked(): boolean {
    return this.seal.mode === 'locked';
  }

  /** Mutations that are stored here and cannot be read without their key. */
  countHidden(): number {
    if (this.seal.mode === 'open') return 0;
    const keys = this.storage.keys(JOURNAL) ?? [];
    return keys.filter((key) => MUTATION.test(key) && this.isHidden(key)).length;
  }

  put(key: string, value: string): StorageAnswer {
    if (this.seal.mode === 'off') return this.store(key, value);
    if (key === PROJECTION) return this.store(key, withoutContents(value));
    // What is set aside because no key opens it is sealed already, and bound to its place.
    if (!hasContents(key) || value.startsWith(SEAL)) return this.store(key, value);
    const sealed = this.sealed(key, value);
    return sealed === null ? 'denied' : this.store(key, sealed);
  }

  get(key: string): string {
    const stored = this.storage.get(key);
    if (!stored.startsWith(SEALED)) return stored;
    if (this.seal.mode !== 'open') return '';
    const { sealing, key: secret } = this.seal;
    const opened = sealing.openedText(key, stored.slice(SEALED.length), secret);
    return opened === null ? stored : `=${opened}`;
  }

  remove(key: string): StorageAnswer {
    const answer = this.storage.remove(key);
    if (answer === '') this.stored(key, null);
    return answer;
  }

  keys(prefix: string): readonly string[] | null {
    const keys = this.storage.keys(prefix);
    return this.seal.mode === 'open' ? keys : (keys?.filter((key) => !this.isHidden(key)) ?? null);
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
    if (this.seal.mode !== 'open') return null;
    const { sealing, key } = this.seal;
    const nonce = this.globals.randomBytes(sealing.NONCE_BYTES);
    return nonce && SEAL + sealing.sealedText(place, text, key, nonce);
  }
}

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
