import type { FormEvent } from 'react';
import { useSyncMutation } from 'synchrone';

interface Patient {
  id: string;
  last_name: string;
}

export function PatientForm({ onDone }: { onDone: (id: string) => void }) {
  const { create, isSending, error, clearError } = useSyncMutation<Patient>('/api/v1/patients');

  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const { record } = create({ last_name: String(form.get('last_name')) });
    onDone(record.id); // at once: the change is on the screen and stored
  };

  return (
    <form onSubmit={save} onChange={clearError}>
      <input name="last_name" required />
      <button>{isSending ? 'Saving…' : 'Save'}</button>
      {error !== null && <p role="alert">{error}</p>}
    </form>
  );
}
