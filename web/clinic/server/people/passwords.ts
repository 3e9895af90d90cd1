import { hash, verify } from '@node-rs/argon2';

/** Passwords are kept as argon2id digests with the library's parameters (OWASP: 19 MiB, two passes). */

/** The digest to store. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** A digest of nothing, so that an unknown address costs as much time as a wrong password. */
const decoy = hash('nobody has this password');

/** True when the password belongs to the digest; without a digest it is false, after the same effort. */
export async function passwordMatches(digest: string | null, password: string): Promise<boolean> {
  const matches = await verify(digest ?? (await decoy), password);
  return digest !== null && matches;
}
