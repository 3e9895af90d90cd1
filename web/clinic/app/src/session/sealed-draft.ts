import { tabTexts } from './stored-texts.ts';

const { read, write } = tabTexts;

/**
 * The form that a person is filling in, through a reload of this tab: encrypted with a key that follows from the one that
 * their sign-in brings, in the memory of the page only. Without a key (plain http, or no answer yet) nothing is written.
 */
const keyOf = (personId: string): string => `clinic_draft_${personId}`;

const ivBytes = 12;

/** Only the newest state is written, and none after `drop`. */
let turn = 0;

/** Keeps `form`; a state that comes while it is being encrypted replaces it. */
export async function keepDraft(
  personId: string,
  keys: Promise<DraftKeys | null>,
  form: object,
): Promise<void> {
  const own = ++turn;
  const usable = await keys.catch(() => null);
  if (usable === null || own !== turn) return;
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const text = new TextEncoder().encode(JSON.stringify(form));
  const sealed = await crypto.subtle.encrypt(cipher(iv, personId), usable.own, text);
  if (own === turn) write(keyOf(personId), toText(iv, new Uint8Array(sealed)));
}

/** Forgets the form: it was saved, or given up. */
export function dropDraft(personId: string): void {
  turn += 1;
  write(keyOf(personId), null);
}

/** The form that was open before the reload; null: none, or none of this person. */
export async function draftOf(personId: string, keys: Promise<DraftKeys | null>): Promise<unknown> {
  const kept = read(keyOf(personId));
  const usable = kept === null ? null : await keys.catch(() => null);
  if (kept === null || usable === null) return null;
  try {
    const bytes = Uint8Array.from(atob(kept), (char) => char.charCodeAt(0));
    const [iv, sealed] = [bytes.slice(0, ivBytes), bytes.slice(ivBytes)];
    const opened = (key: CryptoKey) => crypto.subtle.decrypt(cipher(iv, personId), key, sealed);
    const text = await opened(usable.own).catch(() => opened(usable.former));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null; // of another key, or written by something else
  }
}

/** Whether there is a form to wait for. */
export function hasDraft(personId: string): boolean {
  return read(keyOf(personId)) !== null;
}

/** What drafts are sealed with. */
export interface DraftKeys {
  readonly own: CryptoKey;
  /** The device's key itself, which the version before has sealed drafts with. Opens, never seals. */
  readonly former: CryptoKey;
}

/**
 * Derives the keys of drafts from the device key. The queue uses the device key directly, with XChaCha20-Poly1305 and
 * nonces with 160 random bits, which do not repeat in practice. HKDF (RFC 5869) is one-way, so the derived key reveals
 * nothing about the device key. AES-GCM has random 96-bit nonces, which are safe for 2^32 messages per key
 * (NIST SP 800-38D, 8.3); therefore drafts have a key of their own.
 *
 * @returns null where the browser encrypts nothing
 */
export async function draftKeys(deviceKey: Uint8Array<ArrayBuffer>): Promise<DraftKeys | null> {
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

/** The person is part of what is sealed: a draft that is moved under another name does not open. */
function cipher(iv: Uint8Array<ArrayBuffer>, personId: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(personId) };
}

function toText(...parts: Uint8Array[]): string {
  return btoa(
    parts.map((part) => Array.from(part, (b) => String.fromCharCode(b)).join('')).join(''),
  );
}
