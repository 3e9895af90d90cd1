import {
  createContext,
  memo,
  useCallback,
  useContext,
  useMemo,
  useReducer,
  type PropsWithChildren,
} from 'react';
import { useSyncMutation, useSyncedRows } from 'synchrone';
import { useEffect } from 'react';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { added, changed, readAll, removed } from './rows.ts';

type Change = (rows: Row[]) => Row[];
interface Value {
  patients: readonly Row[];
  createPatient(data: Row): void;
  updatePatient(id: string, changes: Row): void;
  archivePatient(id: string): void;
}
const PatientContext = createContext<Value | null>(null);

/** Stable methods, a value that changes with the rows only, and no setter in it. */
function PatientProvider({ client, children }: PropsWithChildren<{ client: Client }>) {
  const [stored, change] = useReducer((rows: Row[], step: Change) => step(rows), []);
  useEffect(() => {
    void readAll(client.patients).then((read) => change(() => read));
  }, [client.patients]);
  const patients = useSyncedRows(stored, client.patients);
  const createPatient = useCallback((data: Row) => change(added(data)), []);
  const updatePatient = useCallback((id: string, some: Row) => change(changed(id, some)), []);
  const archivePatient = useCallback((id: string) => change(removed(id)), []);
  const value = useMemo(
    () => ({ patients, createPatient, updatePatient, archivePatient }),
    [patients, createPatient, updatePatient, archivePatient],
  );
  return <PatientContext value={value}>{children}</PatientContext>;
}

const Patients = memo(function Patients({ client }: { client: Client }) {
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
});

/** A context tuned for few renders: `useReducer`, `useMemo`, `useCallback`, `memo`. */
export function Memoised({ client }: { client: Client }) {
  return (
    <PatientProvider client={client}>
      <Patients client={client} />
    </PatientProvider>
  );
}
