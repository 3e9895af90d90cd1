import { deviceTexts } from './stored-texts.ts';

const { read, write } = deviceTexts;

/**
 * The key that seals what this device keeps for a person, wrapped by a key that their password gives: it opens the device
 * while the server cannot be reached (BEHAVIOUR 7.4). Neither key nor password is stored. A sign-in with the password
 * replaces it, a sign-out removes it.
 */
const keyOf = (personId: string): string => `clinic_wrapped_key_${personId}`;

const iterations = 600_000;
const saltBytes = 16;
const ivBytes = 12;

/** @param mayKeep asked when it is ready: the person may have left meanwhile */
export async function keepWrapped(
  personId: string,
  password: string,
  key: Uint8Array<ArrayBuffer>,
  mayKeep: () => boolean,
): Promise<void> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (subtle === undefined) return; // plain http: this device opens with the network only
  const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const wrapping = await wrappingKey(subtle, password, salt);
  const wrapped = await subtle.encrypt(cipher(iv, personId), wrapping, key);
  const parts = [salt, iv, new Uint8Array(wrapped)].map(toText);
  if (mayKeep()) write(keyOf(personId), parts.join(' '));
}

/** @returns the key; null: that is not the password of the last sign-in here */
export async function unwrapped(
  personId: string,
  password: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const [salt, iv, wrapped] = (read(keyOf(personId)) ?? '').split(' ').map(toBytes);
    if (salt === undefined || iv === undefined || wrapped === undefined) return null;
    const wrapping = await wrappingKey(crypto.subtle, password, salt);
    return new Uint8Array(await crypto.subtle.decrypt(cipher(iv, personId), wrapping, wrapped));
  } catch {
    return null; // another password, or other code wrote it
  }
}

export const hasWrapped = (personId: string): boolean => read(keyOf(personId)) !== null;
export const dropWrapped = (personId: string): void => write(keyOf(personId), null);

/** 32 bytes in Base64; null: they are none. */
export function deviceKey(base64: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof base64 !== 'string' || !/^[\w+/]{43}=$/.test(base64)) return null;
  return toBytes(base64);
}

async function wrappingKey(
  subtle: SubtleCrypto,
  password: string,
  salt: Uint8Array<ArrayBuffer>,
): Promise<CryptoKey> {
  const text = new TextEncoder().encode(password);
  const material = await subtle.importKey('raw', text, 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  const kind = { name: 'AES-GCM', length: 256 };
  return subtle.deriveKey(how, material, kind, false, ['encrypt', 'decrypt']);
}

/** The person is part of what is sealed: under another name it does not open. */
function cipher(iv: Uint8Array<ArrayBuffer>, personId: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(personId) };
}

const toText = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
