import { tabTexts } from './stored-texts.ts';

const { read, write } = tabTexts;

/**
 * The form that a person is filling in, through a reload of this tab: encrypted with the key that their sign-in brings, which
 * is in the memory of the page only. Without a key (plain http, or no answer yet) nothing is written.
 */
const keyOf = (personId: string): string => `clinic_draft_${personId}`;

const ivBytes = 12;

/** Only the newest state is written, and none after `drop`. */
let turn = 0;

/** Keeps `form`; a state that comes while it is being encrypted replaces it. */
export async function keepDraft(
  personId: string,
  key: Promise<CryptoKey | null>,
  form: object,
): Promise<void> {
  const own = ++turn;
  const usable = await key.catch(() => null);
  if (usable === null || own !== turn) return;
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const text = new TextEncoder().encode(JSON.stringify(form));
  const sealed = await crypto.subtle.encrypt(cipher(iv, personId), usable, text);
  if (own === turn) write(keyOf(personId), toText(iv, new Uint8Array(sealed)));
}

/** Forgets the form: it was saved, or given up. */
export function dropDraft(personId: string): void {
  turn += 1;
  write(keyOf(personId), null);
}

/** The form that was open before the reload; null: none, or none of this person. */
export async function draftOf(personId: string, key: Promise<CryptoKey | null>): Promise<unknown> {
  const kept = read(keyOf(personId));
  const usable = kept === null ? null : await key.catch(() => null);
  if (kept === null || usable === null) return null;
  try {
    const bytes = Uint8Array.from(atob(kept), (char) => char.charCodeAt(0));
    const [iv, sealed] = [bytes.slice(0, ivBytes), bytes.slice(ivBytes)];
    const text = await crypto.subtle.decrypt(cipher(iv, personId), usable, sealed);
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null; // of another key, or written by something else
  }
}

/** Whether there is a form to wait for. */
export function hasDraft(personId: string): boolean {
  return read(keyOf(personId)) !== null;
}

/** The device's key as drafts are sealed with it; null where the browser encrypts nothing. */
export async function draftKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  if (subtle === undefined) return null;
  return subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
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
