import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Person } from './person.ts';
import { session, type SessionState } from './session.ts';

/** The signed-in person; null: none. */
export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.getState);
}

/** The person for whom everything below is shown. */
export const PersonContext = createContext<Person | null>(null);

/** Who is signed in, anywhere but on the sign-in page. */
export function usePerson(): Person {
  const person = useContext(PersonContext);
  if (person === null) throw new Error('usePerson needs a signed-in person.');
  return person;
}
