import { createSyncStoragePersister } from '@tanstack/query-sync-storage-persister';
import { QueryClient } from '@tanstack/react-query';
import { PersistQueryClientProvider } from '@tanstack/react-query-persist-client';
import { useSyncMutation } from 'synchrone';
import { attachSynchrone, useSyncedQuery } from 'synchrone/query';
import { useMemo } from 'react';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { readAll } from './rows.ts';

const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });

function Patients({ client }: { client: Client }) {
  const operations = useSyncMutation(client.patients);
  const { data = [], error } = useSyncedQuery({
    queryKey: ['patients'],
    queryFn: () => readAll(client.patients),
  });
  return (
    <Panel
      name="patients"
      rows={data}
      operations={operations}
      error={operations.error ?? error?.message ?? null}
    />
  );
}

function Ward({ client, digit }: { client: Client; digit: string }) {
  const belongs = (row: Row) => String(row['phone'] ?? '').startsWith(digit);
  const operations = useSyncMutation(client.patients);
  const { data = [] } = useSyncedQuery({
    queryKey: ['patients', { digit }],
    queryFn: async () => (await readAll(client.patients)).filter(belongs),
    belongs,
  });
  return <Panel name={`ward ${digit}`} rows={data} operations={operations} />;
}

/** TanStack Query with a cache that is stored, and two lists of one endpoint. */
export function Query({ client }: { client: Client }) {
  // Not before it is shown: browsers that keep storage from a page throw at the name itself.
  const persister = useMemo(() => createSyncStoragePersister({ storage: localStorage }), []);
  useMemo(
    () =>
      attachSynchrone(queryClient, { resources: { [client.patients]: { queries: ['patients'] } } }),
    [client],
  );
  return (
    <PersistQueryClientProvider client={queryClient} persistOptions={{ persister }}>
      <Patients client={client} />
      <Ward client={client} digit="2" />
    </PersistQueryClientProvider>
  );
}
