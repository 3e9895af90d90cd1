import type { BrowserGlobals } from './globals.js';

/** Bytes for ids; where there is no good source (old jsdom), Math.random has to do. */
function bytesOf(globals: BrowserGlobals, count: number): Uint8Array {
  const bytes = globals.randomBytes(count);
  if (bytes) return bytes;
  return Uint8Array.from({ length: count }, () => Math.floor(globals.random() * 256));
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Id of one document: 128 random bits (BEHAVIOUR 6.2). */
export function newTabId(globals: BrowserGlobals): string {
  return hex(bytesOf(globals, 16));
}

/** A UUID of version 4 (RFC 9562), for records that were made here. */
export function newRecordId(globals: BrowserGlobals): string {
  const bytes = bytesOf(globals, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
