import { createContext, useContext, type PropsWithChildren } from 'react';
import { useSyncMutation } from 'synchrone';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { added, changed, removed, useRows } from './rows.ts';

interface Value {
  patients: Row[];
  setPatients: (change: Row[] | ((rows: Row[]) => Row[])) => void;
  createPatient(data: Row): void;
  updatePatient(id: string, changes: Row): void;
  deletePatient(id: string): void;
}
const PatientContext = createContext<Value | null>(null);

/** A new value, and new methods, in every render. */
function PatientProvider({ client, children }: PropsWithChildren<{ client: Client }>) {
  const [patients, setPatients] = useRows(client.patients);
  const value = {
    patients,
    setPatients,
    createPatient: (data: Row) => setPatients(added(data)),
    updatePatient: (id: string, changes: Row) => setPatients(changed(id, changes)),
    deletePatient: (id: string) => setPatients(removed(id)),
  };
  return <PatientContext value={value}>{children}</PatientContext>;
}

function Patients({ client }: { client: Client }) {
  const context = useContext(PatientContext)!;
  const operations = useSyncMutation(context, client.patients);
  return (
    <Panel
      name="patients"
      rows={context.patients}
      operations={operations}
      error={operations.error}
    />
  );
}

/** A context as tutorials write it: `useState`, methods by name, a setter in the value. */
export function PlainContext({ client }: { client: Client }) {
  return (
    <PatientProvider client={client}>
      <Patients client={client} />
    </PatientProvider>
  );
}
