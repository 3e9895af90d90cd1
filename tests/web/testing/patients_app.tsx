import { useEffect, useState } from 'react';
import { configure, getMutationQueue, useRowState, useSyncMutation } from 'synchrone';
import { SyncStatus } from 'synchrone/ui';

interface Patient {
  id: string;
  last_name: string;
}

const endpoint = '/api/v1/patients';

// As applications do it: at module level, once.
configure({ language: 'en', headers: () => ({ 'X-Clinic': 'c1' }) });
export const queue = getMutationQueue();
export const refused: string[] = [];
queue.on('mutation:error', ({ error }) => refused.push(error.message));

function Line({ patient, rename }: { patient: Patient; rename: (name: string) => void }) {
  const state = useRowState(patient, endpoint);
  return (
    <li data-state={state}>
      {patient.last_name} <button onClick={() => rename('Durand')}>Rename</button>
    </li>
  );
}

export function PatientsApp() {
  const [patients, setPatients] = useState<readonly Patient[]>([]);
  const { create, mutate, error } = useSyncMutation<Patient>(null, endpoint, {
    adapter: { items: patients, setItems: setPatients },
  });
  useEffect(() => {
    const read = async (): Promise<void> => {
      const answer = await fetch(endpoint);
      setPatients((await answer.json()) as Patient[]);
    };
    read().catch(() => undefined);
  }, []);
  return (
    <>
      <button onClick={() => void create({ last_name: 'Martin' }).catch(() => undefined)}>
        New
      </button>
      <ul>
        {patients.map((patient) => (
          <Line
            key={patient.id}
            patient={patient}
            rename={(last_name) => void mutate(patient.id, { last_name }).catch(() => undefined)}
          />
        ))}
      </ul>
      {error !== null && <p role="alert">{error}</p>}
      <SyncStatus />
    </>
  );
}
