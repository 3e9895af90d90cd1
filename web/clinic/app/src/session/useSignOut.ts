import { useSyncStatus } from 'synchrone/streaming';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { session } from './session.ts';

/** "Se déconnecter": at once, or with a question where work is not saved yet. */
export function useSignOut(): () => void {
  const { open } = useDialogs();
  const { pending, attention } = useSyncStatus();
  return () => {
    if (pending + attention > 0) open({ kind: 'sign-out' });
    else void session.signOut();
  };
}
