// One page for all tests: ?api= says whose API it talks to, ?context= how its contexts are written,
// ?base= on which other origin the API is.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { getMutationQueue } from 'synchrone';
import { SyncInspector, SyncNotices, SyncStatus } from 'synchrone/ui';
import 'synchrone/ui/styles.css';
import { clients, type Client, type ClientName } from './clients.ts';
import { contexts, type ContextName } from './contexts/index.ts';

export function start(): void {
  const asked = new URLSearchParams(location.search);
  const client: Client = clients[(asked.get('api') ?? 'plain') as ClientName];
  const Screen = contexts[(asked.get('context') ?? 'own') as ContextName];

  const base = asked.get('base');
  const elsewhere = base === null ? {} : { baseUrl: base, origins: [base] };
  getMutationQueue().configure({
    language: 'en',
    timeoutMs: 8_000,
    ...client.configure,
    ...elsewhere,
  });

  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <SyncStatus />
      <Screen client={client} />
      <SyncNotices />
      <SyncInspector />
    </StrictMode>,
  );
}
