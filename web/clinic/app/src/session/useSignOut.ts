import { useSyncStatus } from 'synchrone/streaming';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { useFreshness } from '../resources/freshness.ts';
import { session } from './session.ts';

/** The server does not answer: who signs out now cannot sign in again before it does. */
export function useIsServerAway(): boolean {
  const { online, waiting } = useSyncStatus();
  const { isOld } = useFreshness();
  return !online || waiting === 'unreachable' || isOld;
}

/** "Se déconnecter": at once, or with a question where work is not saved yet or the server does not answer. */
export function useSignOut(): () => void {
  const { open } = useDialogs();
  const { pending, attention } = useSyncStatus();
  const isAway = useIsServerAway();
  return () => {
    if (pending + attention > 0 || isAway) open({ kind: 'sign-out' });
    else void session.signOut();
  };
}
