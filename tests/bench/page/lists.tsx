import './commits.js';
import { type ReactElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createSyncContext } from 'synchrone';
import { type Patient, changesOf, kEndpoint, newPatient, patients } from '../support/patients.mjs';
import { Floor } from './floor.js';
import { type ListKind, PatientList } from './list.js';
import { type Operation, nextTask } from './subject.js';

const kLookEvery_ms = 50;

/** Shows the patients of the API by createSyncContext; ends when `rows` of them are on screen. */
export function showOurs(kind: ListKind, rows: number): Promise<void> {
  const { Provider, useResource } = createSyncContext<Patient, 'patient'>({
    endpoint: kEndpoint,
    name: 'patient',
  });
  function List(): ReactElement {
    const { patients: shown, createPatient, updatePatient, deletePatient, rowKey } = useResource();
    const newest = shown.at(-1)?.id ?? '';
    const run = (operation: Operation, variant: number): void => {
      if (operation === 'create') void createPatient(newPatient(variant));
      else if (operation === 'update') void updatePatient(newest, changesOf(variant));
      else void deletePatient(newest);
    };
    return <PatientList kind={kind} rows={shown} rowKey={rowKey} run={run} />;
  }
  return show(
    <Provider>
      <List />
    </Provider>,
    rows,
  );
}

/** Shows as many patients the floor's way: rows in React's state, a copy of the array for every change. */
export function showFloor(kind: ListKind, rows: number): Promise<void> {
  const floor = new Floor(patients(rows));
  function List(): ReactElement {
    const [shown, setShown] = useState(floor.read());
    const run = (operation: Operation, variant: number): void => {
      floor.run(operation, shown.length - 1, variant);
      setShown(floor.read());
    };
    return <PatientList kind={kind} rows={shown} rowKey={({ id }) => id} run={run} />;
  }
  return show(<List />, rows);
}

async function show(app: ReactElement, rows: number): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no root.');
  createRoot(root).render(app);
  while (document.getElementById('count')?.textContent !== String(rows))
    await nextTask(kLookEvery_ms);
}
