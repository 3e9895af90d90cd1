import { useSyncMutation } from 'synchrone';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { added, changed, removed, useRows } from './rows.ts';

async function send(method: string, path: string, body?: Row): Promise<Row> {
  const answer = await fetch(path, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.status === 204 ? {} : ((await answer.json()) as { data: Row }).data;
}

/** A context as it was before: its methods send, and the hook was put over them by mistake. */
export function SendsByItself({ client }: { client: Client }) {
  const [patients, setPatients] = useRows(client.patients);
  const context = {
    patients,
    setPatients,
    createPatient: async (data: Row) => {
      const made = await send('POST', client.patients, data);
      setPatients(added(made));
      return made;
    },
    updatePatient: async (id: string, changes: Row) => {
      const saved = await send('PUT', `${client.patients}/${id}`, changes);
      setPatients(changed(id, saved));
    },
    deletePatient: async (id: string) => {
      await send('DELETE', `${client.patients}/${id}`);
      setPatients(removed(id));
    },
  };
  const operations = useSyncMutation(context, client.patients);
  return <Panel name="patients" rows={patients} operations={operations} error={operations.error} />;
}
