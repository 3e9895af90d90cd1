import { createContext, useContext, type PropsWithChildren } from 'react';
import { useSyncMutation, type SyncMutation } from 'synchrone';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { useRows } from './rows.ts';

interface Value {
  patients: Row[];
  createPatient: SyncMutation['create'];
  updatePatient: SyncMutation['mutate'];
  deletePatient: SyncMutation['delete'];
}
const PatientContext = createContext<Value | null>(null);

/** The hook inside the provider: its operations are the context's methods. */
function PatientProvider({ client, children }: PropsWithChildren<{ client: Client }>) {
  const [patients, setPatients] = useRows(client.patients);
  const setItems = (change: (rows: readonly Row[]) => readonly Row[]): void =>
    setPatients((rows) => [...change(rows)]);
  const {
    create: createPatient,
    mutate: updatePatient,
    delete: deletePatient,
  } = useSyncMutation(null, client.patients, { adapter: { setItems, items: patients } });
  return (
    <PatientContext value={{ patients, createPatient, updatePatient, deletePatient }}>
      {children}
    </PatientContext>
  );
}

/** A caller that was not changed: it knows the context only. */
function Patients() {
  const { patients, createPatient, updatePatient, deletePatient } = useContext(PatientContext)!;
  const operations = { create: createPatient, mutate: updatePatient, delete: deletePatient };
  return <Panel name="patients" rows={patients} operations={operations} />;
}

/** A form that uses the hook over the same context, as the guide shows elsewhere. */
function Form({ client }: { client: Client }) {
  const context = useContext(PatientContext)!;
  const operations = useSyncMutation(context, client.patients);
  return <Panel name="form" rows={context.patients} operations={operations} />;
}

export function FormB({ client }: { client: Client }) {
  return (
    <PatientProvider client={client}>
      <Patients />
      <Form client={client} />
    </PatientProvider>
  );
}
