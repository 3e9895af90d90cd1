import { useEffect, useState } from 'react';
import { useSyncMutation, useSyncedRows } from 'synchrone';
import { bench, type Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { added, changed, removed, useRows } from './rows.ts';

/** A module of the application: context and form come and go with it. */
function Module({ client }: { client: Client }) {
  const [stored, setPatients] = useRows(client.patients);
  const patients = useSyncedRows(stored, client.patients);
  const context = {
    patients,
    createPatient: (data: Row) => setPatients(added(data)),
    updatePatient: (id: string, changes: Row) => setPatients(changed(id, changes)),
    deletePatient: (id: string) => setPatients(removed(id)),
  };
  const operations = useSyncMutation(context, client.patients);
  return <Panel name="patients" rows={patients} operations={operations} error={operations.error} />;
}

/** The switch "module" shows and unmounts the module. */
export function Unmounting({ client }: { client: Client }) {
  const [isShown, setShown] = useState(true);
  useEffect(() => bench.hasSwitch('module', () => setShown((shown) => !shown)), []);
  return isShown ? <Module client={client} /> : <p>Another module</p>;
}
