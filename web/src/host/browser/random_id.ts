import type { BrowserGlobals } from './browser_globals.js';
import { base64url } from './sha256.js';

/** Bytes fetched at once: one call for many ids. */
const POOL_BYTES = 1024;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Makes ids that are unguessable and unique, as far as the platform has such a source. */
export class RandomIds {
  private pool: Uint8Array = new Uint8Array(0);
  private used = 0;

  constructor(private readonly globals: BrowserGlobals) {}

  /**
   * Id of one page: 128 random bits (BEHAVIOUR 6.2). Ids of 0.1.0 have no letter before
   * them (FORMAT.md, K8).
   */
  tabId(): string {
    return `t${this.hex(16)}`;
  }

  /** 96 random bits. */
  salt(): string {
    return base64url(Uint8Array.from({ length: 12 }, () => this.byte()));
  }

  /** A UUID of version 4 (RFC 9562), for records that are made here. */
  recordId(): string {
    const digits = this.hex(16);
    const variant = HEX[(parseInt(digits.slice(16, 18), 16) & 0x3f) | 0x80] ?? '80';
    const groups = [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `${variant}${digits.slice(18, 20)}`,
      digits.slice(20),
    ];
    return groups.join('-');
  }

  private hex(bytes: number): string {
    let text = '';
    for (let i = 0; i < bytes; i += 1) text += HEX[this.byte()] ?? '';
    return text;
  }

  private byte(): number {
    if (this.used === this.pool.length) {
      this.pool = this.globals.randomBytes(POOL_BYTES) ?? this.guessableBytes();
      this.used = 0;
    }
    return this.pool[this.used++] ?? 0;
  }

  /** Where there is no good source (old jsdom), Math.random has to do. */
  private guessableBytes(): Uint8Array {
    return Uint8Array.from({ length: POOL_BYTES }, () => Math.floor(this.globals.random() * 256));
  }
}
