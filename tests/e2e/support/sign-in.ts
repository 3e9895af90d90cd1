import type { BrowserContext } from '@playwright/test';
import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Role } from '../../../web/clinic/server/people/session.ts';
import { demoSignIns } from '../../../web/clinic/server/seed/company.ts';

/** The demonstration's person of this role: name, address and password. */
export function demoPerson(role: Role): (typeof demoSignIns)[number] {
  const person = demoSignIns.find((one) => one.role === role);
  if (person === undefined) throw new Error(`The demonstration has no ${role}.`);
  return person;
}

/**
 * Signs a person in to the clinic in every page that this browser opens from now on, as if they had typed their
 * password here before: the refresh cookie, and who is remembered. What the pages do about it later counts.
 */
export async function signInto(context: BrowserContext, url: string, role: Role): Promise<void> {
  const { email, password } = demoPerson(role);
  const answer = await context.request.post(`${url}/api/v1/auth/sign-in`, {
    data: { email, password },
  });
  const { data } = (await answer.json()) as {
    data: { device_key: string; user: { id: string } };
  };
  const wrapped = wrappedKey(data.user.id, password, data.device_key);
  await context.addInitScript(
    ([person, key]) => {
      if (localStorage.getItem('e2e_signed_in') !== null) return;
      localStorage.setItem('e2e_signed_in', '1');
      localStorage.setItem('clinic_person', JSON.stringify(person));
      localStorage.setItem(`clinic_wrapped_key_${person.id}`, key);
      // Sent at once: the time to undo has its own tests (queue/undo.spec.ts).
      const preferences = JSON.stringify({ undoSeconds: 0 });
      localStorage.setItem(`clinic_preferences_${person.id}`, preferences);
    },
    [data.user, wrapped] as const,
  );
}

const salt = randomBytes(16);
/** By password: deriving one takes a quarter of a second of a processor. */
const wrappingKeys = new Map<string, Buffer>();

/** As the page keeps it after a sign-in (web/clinic/app/src/session/wrapped-key.ts). */
function wrappedKey(personId: string, password: string, deviceKey: string): string {
  const wrapping = wrappingKeys.get(password) ?? pbkdf2Sync(password, salt, 600_000, 32, 'sha256');
  wrappingKeys.set(password, wrapping);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv).setAAD(Buffer.from(personId));
  const parts = [cipher.update(deviceKey, 'base64'), cipher.final(), cipher.getAuthTag()];
  return [salt, iv, Buffer.concat(parts)].map((bytes) => bytes.toString('base64')).join(' ');
}
