import { useEffect, useMemo } from 'react';
import { createMemoryRouter, RouterProvider, useLoaderData } from 'react-router';
import { onSynced, readFor, useSyncMutation, useSyncedRows } from 'synchrone';
import type { Row } from '../bench.ts';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';
import { readAll } from './rows.ts';

const last: { rows: readonly Row[] } = { rows: [] };

function Patients({ client }: { client: Client }) {
  const operations = useSyncMutation(client.patients);
  const rows = useSyncedRows(useLoaderData<readonly Row[]>(), client.patients);
  return <Panel name="patients" rows={rows} operations={operations} error={operations.error} />;
}

/** A router whose loader reads the list, again after each drain. */
export function ReactRouter({ client }: { client: Client }) {
  const router = useMemo(
    () =>
      createMemoryRouter([
        {
          path: '/',
          // It runs after each action, offline too: it gives what was read last.
          loader: () =>
            readFor(() => readAll(client.patients)).then(
              (rows) => (last.rows = rows),
              () => last.rows,
            ),
          element: <Patients client={client} />,
          hydrateFallbackElement: <p>…</p>,
        },
      ]),
    [client],
  );
  useEffect(() => onSynced(client.patients, () => void router.revalidate()), [client, router]);
  return <RouterProvider router={router} />;
}
