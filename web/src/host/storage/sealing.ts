import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { utf8, utf8Text } from '../browser/sha256.js';

/** Bytes of a nonce: so many that random ones do not repeat. */
export const NONCE_BYTES = 24;

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

/** Seals a text, bound to its place: XChaCha20-Poly1305. */
export function sealedText(
  place: string,
  text: string,
  key: Uint8Array,
  nonce: Uint8Array,
): string {
  const closed = xchacha20poly1305(key, nonce, utf8(place)).encrypt(utf8(text));
  return textOf(nonce) + textOf(closed);
}

/** The text again; null: that key does not open it at that place. */
export function openedText(place: string, sealed: string, key: Uint8Array): string | null {
  try {
    const bytes = bytesOf(sealed);
    const cipher = xchacha20poly1305(key, bytes.subarray(0, NONCE_BYTES), utf8(place));
    return utf8Text(cipher.decrypt(bytes.subarray(NONCE_BYTES)));
  } catch {
    return null;
  }
}
