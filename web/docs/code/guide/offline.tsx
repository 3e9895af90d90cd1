import { createSyncContext, getMutationQueue } from 'synchrone';

interface Patient {
  id: string;
  last_name: string;
}

// The person whom this device remembers, before the network says anything.
const remembered = localStorage.getItem('person');
if (remembered !== null) getMutationQueue().setUser({ id: remembered });

export const { Provider, useResource: usePatients } = createSyncContext<Patient, 'patient'>({
  endpoint: '/api/v1/patients',
  name: 'patient',
});

export function ListState() {
  const { patients, error, getAll } = usePatients();
  if (error === null) return <p>{patients.length} patients</p>;
  return <button onClick={() => void getAll().catch(() => undefined)}>{error}</button>;
}
