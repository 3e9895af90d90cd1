import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
/** The first characters of what is sealed, for the day on which another cipher follows. */
const version = 'v1.';
const ivBytes = 12;
const tagBytes = 16;

const keyAdvice = 'make one with `openssl rand -base64 32` and keep it apart from the database';

/** A value is sealed with a key that this server was not given. */
export class UnknownKeyError extends Error {
  constructor() {
    super(
      'The secrets in this database are encrypted with another CLINIC_SECRET_KEY: start with that key, or give it up with `clinic:admin -- forget-secrets`.',
    );
    this.name = 'UnknownKeyError';
  }
}

/**
 * Encrypts the secrets that the server keeps in its database, so that a copy of the database alone gives away no second
 * factor or a token: AES-256-GCM (NIST SP 800-38D), a random nonce each, bound to the purpose of the value. Without a key
 * it leaves them readable: for demonstrations.
 */
export class Vault {
  readonly #keys: readonly Buffer[];

  /** @param keys of 32 bytes: the first one seals, each one opens. */
  constructor(keys: readonly Buffer[] = []) {
    this.#keys = keys;
  }

  /** @param purpose what the value is for and whose it is: under another purpose it does not open. */
  seal(value: string, purpose: string): string {
    const [key] = this.#keys;
    if (key === undefined) return value;
    const iv = randomBytes(ivBytes);
    const sealing = createCipheriv(cipher, key, iv).setAAD(Buffer.from(purpose));
    const body = Buffer.concat([sealing.update(value, 'utf8'), sealing.final()]);
    return version + Buffer.concat([iv, sealing.getAuthTag(), body]).toString('base64url');
  }

  /** @throws UnknownKeyError when it is not sealed for that purpose with one of the keys. */
  open(sealed: string, purpose: string): string {
    if (this.#keys.length === 0 && !sealed.startsWith(version)) return sealed;
    for (const key of this.#keys) {
      const value = opened(sealed, purpose, key);
      if (value !== null) return value;
    }
    throw new UnknownKeyError();
  }

  /**
   * The value as it is to be stored from now on: readable values and those of an older key are sealed with the first one.
   * @returns null: it is sealed with the first key already.
   */
  renewed(stored: string, purpose: string): string | null {
    const [key] = this.#keys;
    if (key === undefined || opened(stored, purpose, key) !== null) return null;
    return this.seal(stored.startsWith(version) ? this.open(stored, purpose) : stored, purpose);
  }
}

function opened(sealed: string, purpose: string, key: Buffer): string | null {
  if (!sealed.startsWith(version)) return null;
  const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
  if (bytes.length < ivBytes + tagBytes) return null;
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  opening.setAAD(Buffer.from(purpose));
  opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    const body = opening.update(bytes.subarray(ivBytes + tagBytes));
    return Buffer.concat([body, opening.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/**
 * Reads CLINIC_SECRET_KEY: keys in Base64, the newest first, separated by commas.
 * @throws an Error with one sentence when one is no 32 random bytes.
 */
export function secretKeysOf(text: string): readonly Buffer[] {
  return text.split(',').map((word) => {
    const key = Buffer.from(word.trim(), 'base64');
    // Among 32 random bytes about 30 differ; fewer than 16 in none of many billions.
    if (key.length !== 32 || new Set(key).size < 16)
      throw new Error(`CLINIC_SECRET_KEY must be 32 random bytes in Base64: ${keyAdvice}.`);
    return key;
  });
}

/** Why a server that is not a demonstration does not start without a key. */
export const missingKey = `CLINIC_SECRET_KEY is missing, the key that encrypts second factors and the server's secrets in the database: ${keyAdvice}.`;
