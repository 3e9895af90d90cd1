import type { BrowserContext } from '@playwright/test';
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
  const { data } = (await answer.json()) as { data: { user: Record<string, unknown> } };
  await context.addInitScript((person) => {
    if (localStorage.getItem('e2e_signed_in') !== null) return;
    localStorage.setItem('e2e_signed_in', '1');
    localStorage.setItem('clinic_person', JSON.stringify(person));
    // Sent at once: the time to undo has its own tests (undo.spec.ts).
    const preferences = JSON.stringify({ undoSeconds: 0 });
    localStorage.setItem(`clinic_preferences_${String(person['id'])}`, preferences);
  }, data.user);
}
