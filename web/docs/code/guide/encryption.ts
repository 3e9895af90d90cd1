import { configure, getMutationQueue } from 'synchrone';

// Before the first use: there will be a key, but it is not here yet.
configure({ encryption: { key: null } });

/** The key comes from the sign-in, here by the password; it is never stored. */
export async function unlock(password: string, salt: BufferSource): Promise<void> {
  const text = new TextEncoder().encode(password);
  const material = await crypto.subtle.importKey('raw', text, 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: 600_000 };
  const key = new Uint8Array(await crypto.subtle.deriveBits(how, material, 256));
  configure({ encryption: { key } });
}

/** The screen is locked: nothing of the work stays in memory. */
export function lock(): void {
  getMutationQueue().lock();
}
