import { useEffect } from 'react';
import useSWR from 'swr';
import { onSynced, readFor, useSyncMutation, useSyncedRows } from 'synchrone';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { readAll } from './rows.ts';

const NONE: readonly Row[] = [];
const read = (endpoint: string) => readFor(() => readAll(endpoint));

/** SWR, read again after each drain. */
export function Swr({ client }: { client: Client }) {
  const operations = useSyncMutation(client.patients);
  const { data = NONE, mutate } = useSWR(client.patients, read, { compare: Object.is });
  const rows = useSyncedRows(data, client.patients);
  useEffect(() => onSynced(client.patients, () => void mutate()), [client, mutate]);
  return <Panel name="patients" rows={rows} operations={operations} error={operations.error} />;
}
