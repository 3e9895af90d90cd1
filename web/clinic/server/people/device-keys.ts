import { createHmac } from 'node:crypto';

/**
 * The keys with which browsers seal what they keep for a person. A browser has its key in memory only, from the answer to
 * a sign-in or a refresh: without that person's sign-in, what was left on the device cannot be read.
 */
export class DeviceKeys {
  readonly #secret: Buffer;

  /** @param secret shared by all instances */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** 32 bytes in Base64, the same at each sign-in. */
  of(userId: string): string {
    return createHmac('sha256', this.#secret).update(userId).digest('base64');
  }
}
