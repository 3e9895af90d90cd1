import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { utf8, utf8Text } from '../browser/sha256.js';
import type { Opened } from './vault.js';

/** Bytes of a nonce, behind the tag of the key: enough that random ones do not repeat. */
export const NONCE_BYTES = 24;
const TAG_BYTES = 4;

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
const bytesOf = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i) - FIRST_LETTER;
  return bytes;
};

const tags = new WeakMap<Uint8Array, Uint8Array>();

/** Names a key without giving anything of it away. */
function tagOf(key: Uint8Array): Uint8Array {
  let tag = tags.get(key);
  if (!tag) {
    tag = xchacha20poly1305(key, new Uint8Array(NONCE_BYTES)).encrypt(new Uint8Array());
    tags.set(key, tag);
  }
  return tag.subarray(0, TAG_BYTES);
}

function closed(place: string, bytes: Uint8Array, key: Uint8Array, random: Uint8Array): Uint8Array {
  const nonce = Uint8Array.from(random);
  nonce.set(tagOf(key));
  const sealed = xchacha20poly1305(key, nonce, utf8(place)).encrypt(bytes);
  const all = new Uint8Array(NONCE_BYTES + sealed.length);
  all.set(nonce);
  all.set(sealed, NONCE_BYTES);
  return all;
}

/** @throws Error where another key has sealed it, or it is damaged */
function opened(place: string, bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = xchacha20poly1305(key, bytes.subarray(0, NONCE_BYTES), utf8(place));
  return cipher.decrypt(bytes.subarray(NONCE_BYTES));
}

/** Seals a text, bound to its place: XChaCha20-Poly1305. */
export const sealedText = (
  place: string,
  text: string,
  key: Uint8Array,
  nonce: Uint8Array,
): string => textOf(closed(place, utf8(text), key, nonce));

/**
 * Opens what `sealedText` made for that place. Version 0.1.0 has written no tag: such a record is opened by trying,
 * and is not called damaged.
 */
export function openedText(place: string, sealed: string, key: Uint8Array): Opened {
  const bytes = bytesOf(sealed);
  try {
    return { text: utf8Text(opened(place, bytes, key)) };
  } catch {
    return tagOf(key).every((byte, index) => byte === bytes[index]) ? 'damaged' : 'other';
  }
}

/** As `sealedText`, for bytes in a database. */
export const sealedBytes = closed;

/** Opens what `sealedBytes` made for that place; null: it does not open. */
export function openedBytes(place: string, sealed: Uint8Array, key: Uint8Array): Uint8Array | null {
  try {
    return opened(place, sealed, key);
  } catch {
    return null;
  }
}
