import { useSyncMutation, useSyncedRows } from 'synchrone';
import { useMemo } from 'react';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { added, changed, removed, useRows } from './rows.ts';

/** The list of one ward: a row belongs to it by its phone's first digit. */
function Ward({ digit, client }: { digit: string; client: Client }) {
  const belongs = useMemo(
    () => (row: Row) => String(row['phone'] ?? '').startsWith(digit),
    [digit],
  );
  const [all, setAll] = useRows(client.patients);
  const stored = useMemo(() => all.filter(belongs), [all, belongs]);
  const patients = useSyncedRows(stored, client.patients, { belongs });
  const context = {
    patients,
    createPatient: (data: Row) => setAll(added(data)),
    updatePatient: (id: string, changes: Row) => setAll(changed(id, changes)),
    deletePatient: (id: string) => setAll(removed(id)),
  };
  const operations = useSyncMutation(context, client.patients);
  return (
    <Panel
      name={`ward ${digit}`}
      rows={patients}
      operations={operations}
      error={operations.error}
    />
  );
}

/** Two lists of one endpoint that show different records. */
export function Filtered({ client }: { client: Client }) {
  return (
    <>
      <Ward digit="1" client={client} />
      <Ward digit="2" client={client} />
    </>
  );
}
