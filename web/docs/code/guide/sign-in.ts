import { configure, getMutationQueue } from 'synchrone';

interface Person {
  id: string;
  companyId: string;
  token: string;
}

declare function signInAtTheApi(email: string, password: string): Promise<Person>;
declare function renewToken(): Promise<Person>;

let person: Person | null = null;
const queue = getMutationQueue();

configure({
  app: 'clinic',
  headers: () => ({ Authorization: person === null ? undefined : `Bearer ${person.token}` }),
});

export async function signIn(email: string, password: string): Promise<void> {
  person = await signInAtTheApi(email, password);
  queue.setUser({ id: person.id, companyId: person.companyId });
}

// The API answered 401: everything waits, and nothing is lost.
queue.on('sync:auth-required', () => {
  void renewToken().then((renewed) => {
    person = renewed;
    queue.resume();
  });
});

export async function signOut(): Promise<string> {
  const { unsynced } = await queue.logout({ unsynced: 'sync', timeoutMs: 5_000 });
  person = null;
  return unsynced === 0 ? 'Signed out.' : `${unsynced} changes wait for you on this device.`;
}
