import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import type { BrowserGlobals } from '../browser/browser_globals.js';
import type { PageStorage, StorageAnswer } from './local_storage.js';
import { utf8, utf8Text } from '../browser/sha256.js';

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
const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/** Whether records are sealed: not at all, with a key, or with one that is not there (7.4). */
type Seal = { mode: 'off' } | { mode: 'locked' } | { mode: 'open'; key: Uint8Array };

/**
 * Bytes as text of one letter each (U+0100 to U+01FF), which is shorter than base64; none of them is
 * a NUL or another control character, which would not survive everywhere.
 */
const FIRST_LETTER = 0x100;
const textOf = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(FIRST_LETTER + byte);
  return text;
};
const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0) - FIRST_LETTER);

/**
 * The journal's storage with its contents sealed (BEHAVIOUR 7.4): XChaCha20-Poly1305 (audited, by
 * @noble/ciphers) with a key that the application supplies and that is never stored. Each record is
 * bound to its place, which names user, company and entry, so that none can stand for another. What
 * stays clear is a list of what holds ids, times, counts, states and digests only; all else is sealed,
 * also what was set aside. The seed's array for readers carries `data: null, sealed: true`.
 *
 * Without the key sealed records are not there for the queue, only counted, and nothing with
 * contents is written. What a key does not open is handed on as it is, and set aside as damaged.
 */
export class EncryptedStorage {
  private seal: Seal = { mode: 'off' };

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly storage: PageStorage,
    /** Hears what was stored, as it is stored; null: removed. */
    private readonly stored: (key: string, value: string | null) => void,
  ) {}

  /**
   * @param key 32 bytes; null: there is one, but not here (any more)
   * @throws RangeError when it is not 32 bytes
   */
  useKey(key: Uint8Array | null): void {
    if (key !== null && key.length !== KEY_BYTES) throw new RangeError('key');
    this.seal = key === null ? { mode: 'locked' } : { mode: 'open', key: Uint8Array.from(key) };
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
    const sealed = this.seal.mode === 'open' ? this.sealed(key, value, this.seal.key) : null;
    return sealed === null ? 'denied' : this.store(key, sealed);
  }

  get(key: string): string {
    const stored = this.storage.get(key);
    if (!stored.startsWith(`=${SEAL}`)) return stored;
    if (this.seal.mode !== 'open') return '';
    const opened = opening(key, stored.slice(SEAL.length + 1), this.seal.key);
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
    return hasContents(key) && this.storage.get(key).startsWith(`=${SEAL}`);
  }

  private sealed(place: string, text: string, key: Uint8Array): string | null {
    const nonce = this.globals.randomBytes(NONCE_BYTES);
    if (!nonce) return null;
    const closed = xchacha20poly1305(key, nonce, utf8(place)).encrypt(utf8(text));
    return SEAL + textOf(nonce) + textOf(closed);
  }
}

function opening(place: string, sealed: string, key: Uint8Array): string | null {
  try {
    const bytes = bytesOf(sealed);
    const cipher = xchacha20poly1305(key, bytes.subarray(0, NONCE_BYTES), utf8(place));
    return utf8Text(cipher.decrypt(bytes.subarray(NONCE_BYTES)));
  } catch {
    return null;
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
