import type { BrowserGlobals } from '../browser/browser_globals.js';
import { type Sealing, withSealing } from './with_sealing.js';

const KEY_BYTES = 32;

/** Whether contents are sealed: not at all, with a key, or with one that is not usable yet (7.4). */
type State =
  | { mode: 'off' }
  /** null: the key is missing; else the cipher is not loaded yet. */
  | { mode: 'locked'; key: Uint8Array | null }
  | { mode: 'open'; key: Uint8Array; sealing: Sealing };

/** What opening gave: the text, 'other' where another key has sealed it, 'damaged' where none has. */
export type Opened = { text: string } | 'other' | 'damaged';

/**
 * The key that contents on the device are sealed with (BEHAVIOUR 7.4): XChaCha20-Poly1305 (audited, by
 * @noble/ciphers). It is in memory only. What is sealed is bound to its place, so that no text can replace
 *   another, and its nonce begins with the tag of its key: on a shared workstation each person has a key of
 *   their own, and what another person has sealed is not taken for damaged.
 */
export class Vault {
  private state: State = { mode: 'off' };
  private turns = 0;
  /** What was opened and not asked for again: a start reads all that is stored twice, with its key and to send it. */
  private readonly openedOnce = new Map<string, { sealed: string; text: string }>();

  constructor(private readonly globals: BrowserGlobals) {}

  /**
   * @param key 32 bytes; null: there is one, but not here (any more)
   * @param opened called where it is locked until later than this call: what seals had to be loaded first
   * @returns whether anything has changed
   * @throws RangeError when it is not 32 bytes
   */
  use(key: Uint8Array | null, opened: () => void): boolean {
    if (key !== null && key.length !== KEY_BYTES) throw new RangeError('key');
    const { state } = this;
    if (state.mode !== 'off' && isSame(state.key, key)) return false;
    const locked = { mode: 'locked', key: key && Uint8Array.from(key) } as const;
    this.state = locked;
    this.turns += 1;
    this.openedOnce.clear();
    let isLater = false;
    withSealing((sealing) => {
      if (!locked.key || this.state !== locked) return;
      this.state = { mode: 'open', key: locked.key, sealing };
      if (isLater) opened();
    });
    isLater = true;
    return true;
  }

  /** Contents are sealed, whether the key is available or not. */
  get isSealed(): boolean {
    return this.state.mode !== 'off';
  }
  /** Contents are sealed, and cannot be opened now. */
  get isLocked(): boolean {
    return this.state.mode === 'locked';
  }
  /** Contents are sealed, and the key is available. */
  get isOpen(): boolean {
    return this.state.mode === 'open';
  }
  /** Another number after each change of the key. */
  get turn(): number {
    return this.turns;
  }

  /** null: the key is missing, or there is no source of random bytes. */
  sealed(place: string, text: string): string | null {
    return this.sealedWith((sealing, key, nonce) => sealing.sealedText(place, text, key, nonce));
  }

  /** As `sealed`, for a database. */
  sealedBytes(place: string, bytes: Uint8Array): Uint8Array | null {
    return this.sealedWith((sealing, key, nonce) => sealing.sealedBytes(place, bytes, key, nonce));
  }

  opened(place: string, sealed: string): Opened {
    const known = this.openedOnce.get(place);
    this.openedOnce.delete(place);
    if (known?.sealed === sealed) return known;
    const { state } = this;
    if (state.mode !== 'open') return 'other';
    const opened = state.sealing.openedText(place, sealed, state.key);
    if (typeof opened === 'object') this.openedOnce.set(place, { sealed, text: opened.text });
    return opened;
  }

  /** What `sealedBytes` was given; null: it does not open. */
  openedBytes(place: string, sealed: Uint8Array): Uint8Array | null {
    const { state } = this;
    return state.mode === 'open' ? state.sealing.openedBytes(place, sealed, state.key) : null;
  }

  private sealedWith<T>(
    seal: (sealing: Sealing, key: Uint8Array, nonce: Uint8Array) => T,
  ): T | null {
    if (this.state.mode !== 'open') return null;
    const { sealing, key } = this.state;
    const nonce = this.globals.randomBytes(sealing.NONCE_BYTES);
    return nonce && seal(sealing, key, nonce);
  }
}

const isSame = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : a.every((byte, index) => byte === b[index]);
