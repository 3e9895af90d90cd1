import { tabTexts } from './stored-texts.ts';

const { read, write } = tabTexts;

const ivBytes = 12;

/**
 * Something of a person's page through a reload of this tab: encrypted with a key that follows from the one that their
 * sign-in brings, in the memory of the page only. Without a key (plain http, or no answer yet) nothing is written.
 */
export class SealedText {
  /** Only the newest state is written, and none after `drop`. */
  private turn = 0;

  /**
   * @param name part of the key in the storage
   * @param place is sealed with the person: a text that is moved to another place does not open
   */
  constructor(
    private readonly name: string,
    private readonly place: string,
  ) {}

  /** Keeps `value`; a state that comes while it is being encrypted replaces it. */
  async keep(personId: string, keys: Promise<SealingKeys | null>, value: object): Promise<void> {
    const own = ++this.turn;
    const usable = await keys.catch(() => null);
    if (usable === null || own !== this.turn) return;
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
    const text = new TextEncoder().encode(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt(this.cipher(iv, personId), usable.own, text);
    if (own === this.turn) write(this.keyOf(personId), toText(iv, new Uint8Array(sealed)));
  }

  /** Forgets it. */
  drop(personId: string): void {
    this.turn += 1;
    write(this.keyOf(personId), null);
  }

  /** What was kept before the reload; null: nothing, or nothing of this person. */
  async open(personId: string, keys: Promise<SealingKeys | null>): Promise<unknown> {
    const kept = read(this.keyOf(personId));
    const usable = kept === null ? null : await keys.catch(() => null);
    if (kept === null || usable === null) return null;
    try {
      const bytes = Uint8Array.from(atob(kept), (char) => char.charCodeAt(0));
      const [iv, sealed] = [bytes.slice(0, ivBytes), bytes.slice(ivBytes)];
      const cipher = this.cipher(iv, personId);
      const opened = (key: CryptoKey) => crypto.subtle.decrypt(cipher, key, sealed);
      const text = await opened(usable.own).catch(() => opened(usable.former));
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null; // of another key, or written by something else
    }
  }

  /** Whether there is something to wait for. */
  has(personId: string): boolean {
    return read(this.keyOf(personId)) !== null;
  }

  private keyOf(personId: string): string {
    return `clinic_${this.name}_${personId}`;
  }

  /** The person is part of what is sealed: a text that is moved under another name does not open. */
  private cipher(iv: Uint8Array<ArrayBuffer>, personId: string): AesGcmParams {
    const additionalData = new TextEncoder().encode(this.place + personId);
    return { name: 'AES-GCM', iv, additionalData };
  }
}

/** The form that a person is filling in. */
export const sealedDraft = new SealedText('draft', '');
/** The day that the agenda shows. */
export const sealedDay = new SealedText('day', 'day ');

/** What texts of a tab are sealed with. */
export interface SealingKeys {
  readonly own: CryptoKey;
  /** The device's key itself, which the version before has sealed drafts with. Opens, never seals. */
  readonly former: CryptoKey;
}

/**
 * Derives the keys of a tab's texts from the device key. The queue uses the device key directly, with XChaCha20-Poly1305
 * and nonces with 160 random bits, which do not repeat in practice. HKDF (RFC 5869) is one-way, so the derived key reveals
 * nothing about the device key. AES-GCM has random 96-bit nonces, which are safe for 2^32 messages per key
 * (NIST SP 800-38D, 8.3); therefore these texts have a key of their own.
 *
 * @returns null where the browser encrypts nothing
 */
export async function sealingKeys(deviceKey: Uint8Array<ArrayBuffer>): Promise<SealingKeys | null> {
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  if (subtle === undefined) return null;
  const material = await subtle.importKey('raw', deviceKey, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode('clinic draft');
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const kind = { name: 'AES-GCM', length: 256 };
  return {
    own: await subtle.deriveKey(how, material, kind, false, ['encrypt', 'decrypt']),
    former: await subtle.importKey('raw', deviceKey, 'AES-GCM', false, ['decrypt']),
  };
}

function toText(...parts: Uint8Array[]): string {
  return btoa(
    parts.map((part) => Array.from(part, (b) => String.fromCharCode(b)).join('')).join(''),
  );
}
