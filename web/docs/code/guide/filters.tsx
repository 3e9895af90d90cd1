import { useMemo } from 'react';
import { createSyncContext } from 'synchrone';

interface Patient {
  id: string;
  last_name: string;
  city: string;
}

const { useResource: usePatients } = createSyncContext<Patient, 'patient'>({
  endpoint: '/api/v1/patients',
  name: 'patient',
});

export function PatientsOf({ city }: { city: string }) {
  const { patients, rowKey, syncState, isLoading, error, getAll } = usePatients();
  const shown = useMemo(
    () => patients.filter((patient) => patient.city === city),
    [patients, city],
  );
  return (
    <>
      {isLoading && <p>Loading…</p>}
      {error !== null && <button onClick={() => void getAll()}>{error} Read again</button>}
      <ul>
        {shown.map((patient) => (
          <li key={rowKey(patient)} data-state={syncState(patient.id)}>
            {patient.last_name}
          </li>
        ))}
      </ul>
    </>
  );
}
