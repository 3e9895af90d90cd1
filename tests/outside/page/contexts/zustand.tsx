import { useEffect } from 'react';
import { onSynced, readFor, useSyncMutation, useSyncedRows } from 'synchrone';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { readAll } from './rows.ts';

interface Patients {
  rows: readonly Row[];
  load(endpoint: string): Promise<void>;
}

const usePatients = create<Patients>()(
  persist(
    (set) => ({
      rows: [],
      load: async (endpoint) => {
        const rows = await readFor(() => readAll(endpoint));
        set({ rows });
      },
    }),
    { name: 'patients' },
  ),
);

/** A store that is kept in localStorage, and holds the server's rows alone. */
export function Zustand({ client }: { client: Client }) {
  const operations = useSyncMutation(client.patients);
  const load = usePatients(({ load }) => load);
  const rows = useSyncedRows(
    usePatients(({ rows }) => rows),
    client.patients,
  );
  useEffect(() => {
    const again = () => void load(client.patients).catch(() => undefined); // offline: the rows stay
    again();
    return onSynced(client.patients, again);
  }, [client, load]);
  return <Panel name="patients" rows={rows} operations={operations} error={operations.error} />;
}
