import { useSyncMutation } from 'synchrone';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { added, changed, removed, useRows } from './rows.ts';
import { useState } from 'react';

/** One panel with rows of its own: those of one patient, or all. */
function Side({ name, client, reads }: { name: string; client: Client; reads: boolean }) {
  const [read, setRead] = useRows(client.patients);
  const [own, setOwn] = useState<Row[]>([]);
  const [patients, setPatients] = reads ? [read, setRead] : [own, setOwn];
  const context = {
    patients,
    createPatient: (data: Row) => setPatients(added(data)),
    updatePatient: (id: string, changes: Row) => setPatients(changed(id, changes)),
    deletePatient: (id: string) => setPatients(removed(id)),
  };
  const operations = useSyncMutation(context, client.patients);
  return <Panel name={name} rows={patients} operations={operations} error={operations.error} />;
}

/** Two panels over one endpoint, each with its own context. */
export function TwoPanels({ client }: { client: Client }) {
  return (
    <>
      <Side name="left" client={client} reads />
      <Side name="right" client={client} reads={false} />
    </>
  );
}
