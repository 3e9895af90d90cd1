import { createSyncContext, getMutationQueue } from 'synchrone';
import { SyncNotices, SyncStatus } from 'synchrone/ui';
import 'synchrone/ui/styles.css';

interface Patient {
  id: string;
  last_name: string;
}

// At each sign-in; logout() at each sign-out.
getMutationQueue().setUser({ id: 'u1', companyId: 'clinic-123' });

const { Provider, useResource: usePatients } = createSyncContext<Patient, 'patient'>({
  endpoint: '/api/v1/patients',
  name: 'patient',
});

function Patients() {
  const { patients, createPatient, updatePatient, deletePatient, rowKey, syncState } =
    usePatients();
  return (
    <ul>
      {patients.map((patient) => (
        <li key={rowKey(patient)}>
          {patient.last_name} {syncState(patient.id) === 'pending' && '⏳'}
          <button onClick={() => updatePatient(patient.id, { last_name: 'Martin' })}>Rename</button>
          <button onClick={() => deletePatient(patient.id)}>Delete</button>
        </li>
      ))}
      <button onClick={() => createPatient({ last_name: 'Dupont' })}>New patient</button>
    </ul>
  );
}

export function App() {
  return (
    <Provider>
      <SyncStatus />
      <Patients />
      <SyncNotices />
    </Provider>
  );
}
