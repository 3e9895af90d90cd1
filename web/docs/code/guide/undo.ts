import { getMutationQueue, syncActions } from 'synchrone';

const patients = syncActions('/api/v1/patients');

/** Deletes on the screen now, on the server in seven seconds. Returns the undo. */
export function remove(id: string): () => void {
  const { mutationId } = patients.delete(id, { holdMs: 7_000, reason: 'duplicate' });
  return () => void getMutationQueue().discard(mutationId);
}
