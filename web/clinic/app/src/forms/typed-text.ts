import type { Dialog } from '../dialogs/dialogs.tsx';

/**
 * Forms over which a session ended, by person: in the memory of this page, for the same person only. Nothing of it is
 * written to the device.
 */
const kept = new Map<string, Dialog>();

/** Keeps a form with what is typed in it for when this person comes back. */
export function keepTyped(personId: string, form: Dialog): void {
  kept.set(personId, form);
}

/** The form to open again; null: none. It is given once. */
export function takeTyped(personId: string): Dialog | null {
  const form = kept.get(personId) ?? null;
  kept.delete(personId);
  return form;
}
