import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactElement, memo } from 'react';
import { createRoot } from 'react-dom/client';
import { getMutationQueue, syncActions, useRowState } from 'synchrone';
import { attachSynchrone, useSyncedQuery } from 'synchrone/query';
import { type Patient, changesOf, kEndpoint, patients } from '../support/patients.mjs';
import { nextTask } from './subject.js';

const kDrawn = 50; // rows of each list, as a virtual table draws them
let renders = 0;

const Row = memo(function Row({ row }: { row: Patient }): ReactElement {
  renders += 1;
  return <li data-state={useRowState(row, kEndpoint)}>{row.last_name}</li>;
});

function List({ name, rows }: { name: number; rows: number }): ReactElement {
  const { data = [], rowKey } = useSyncedQuery({
    queryKey: ['patients', name],
    queryFn: () => Promise.resolve(patients(rows)),
    staleTime: Infinity,
  });
  return (
    <ul>
      {data.slice(0, kDrawn).map((row) => (
        <Row key={rowKey(row)} row={row} />
      ))}
    </ul>
  );
}

/** Shows that many lists of one endpoint by TanStack Query, each with `rows` rows. */
export async function showQueryLists(lists: number, rows: number): Promise<void> {
  const queryClient = new QueryClient();
  attachSynchrone(queryClient, {
    resources: { [kEndpoint]: { queries: ['patients'], invalidate: false } },
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no root.');
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      {Array.from({ length: lists }, (_, name) => (
        <List key={name} name={name} rows={rows} />
      ))}
    </QueryClientProvider>,
  );
  while (document.querySelectorAll('li').length < lists * kDrawn) await nextTask(50);
}

/** Queues an edit of each of the first `count` rows, and sends none yet. */
export async function queueEdits(count: number): Promise<void> {
  getMutationQueue().setOfflineMode(true);
  for (let index = 0; index < count; index += 1) {
    void syncActions<Patient>(kEndpoint).mutate(`p-${index}`, changesOf(index));
    if (index % 50 === 0) await nextTask();
  }
  await nextTask(1_000);
}

/** Sends the edits. @returns how many rows were rendered meanwhile */
export async function drainEdits(): Promise<number> {
  renders = 0;
  const queue = getMutationQueue();
  queue.setOfflineMode(false);
  while (queue.getPendingCount() > 0) await nextTask(50);
  await nextTask(200);
  return renders;
}
