import { useCallback, useSyncExternalStore } from 'react';
import { usePerson } from './useSession.ts';

/** How close together the agenda's hours lie. */
export const densities = ['compact', 'normal', 'roomy'] as const;
export type Density = (typeof densities)[number];

/** For how many seconds what was done can be taken back; 0: it is sent at once. */
export const undoSeconds = [0, 7, 15] as const;
export type UndoSeconds = (typeof undoSeconds)[number];

/** What a person has chosen for themselves on this device. Nothing of it is about patients. */
export interface Preferences {
  readonly density: Density;
  readonly undoSeconds: UndoSeconds;
}

const usual: Preferences = { density: 'normal', undoSeconds: 7 };
const listeners = new Set<() => void>();
const known = new Map<string, Preferences>();

const keyOf = (personId: string): string => `clinic_preferences_${personId}`;

/** The choices of a person; the usual ones where storage is denied or was written by something else. */
export function preferencesOf(personId: string): Preferences {
  const cached = known.get(personId);
  if (cached !== undefined) return cached;
  const read = readPreferences(keyOf(personId));
  known.set(personId, read);
  return read;
}

function readPreferences(key: string): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
    return {
      density: densities.find((one) => one === kept.density) ?? usual.density,
      undoSeconds: undoSeconds.find((one) => one === kept.undoSeconds) ?? usual.undoSeconds,
    };
  } catch {
    return usual;
  }
}

function change(personId: string, changes: Partial<Preferences>): void {
  const next = { ...preferencesOf(personId), ...changes };
  known.set(personId, next);
  try {
    localStorage.setItem(keyOf(personId), JSON.stringify(next));
  } catch {
    // Denied: they hold until the page is closed.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// What the same person chooses in another tab holds here as well.
window.addEventListener('storage', () => {
  known.clear();
  for (const listener of listeners) listener();
});

/** The choices of the signed-in person, and how to change them. */
export function usePreferences(): Preferences & { choose(changes: Partial<Preferences>): void } {
  const { id } = usePerson();
  const preferences = useSyncExternalStore(subscribe, () => preferencesOf(id));
  const choose = useCallback((changes: Partial<Preferences>) => change(id, changes), [id]);
  return { ...preferences, choose };
}
