import { sha256Bytes } from './sha256_bytes.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The UTF-8 bytes of a text. By hand: old jsdom has no TextEncoder. */
export function utf8(text: string): Uint8Array {
  const ascii = new Uint8Array(text.length);
  let plain = 0;
  while (plain < text.length && text.charCodeAt(plain) < 0x80) {
    ascii[plain] = text.charCodeAt(plain);
    plain += 1;
  }
  return plain === text.length ? ascii : utf8OfAny(text);
}

function utf8OfAny(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      );
  }
  return Uint8Array.from(bytes);
}

/** The text of UTF-8 bytes that `utf8` made. By hand: old jsdom has no TextDecoder. */
export function utf8Text(bytes: Uint8Array): string {
  let escaped = '';
  for (const byte of bytes) {
    const isItself = byte < 0x80 && byte !== 0x25;
    escaped += isItself ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return decodeURIComponent(escaped);
}

/** The bytes in base64url without padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let digit = 0; digit < Math.min(4, left + 1); digit += 1)
      text += ALPHABET[(group >> (18 - 6 * digit)) & 0x3f] ?? '';
  }
  return text;
}

/** SHA-256 of a text's UTF-8 bytes, in base64url. */
export function sha256(text: string): string {
  return base64url(sha256Bytes(utf8(text)));
}
