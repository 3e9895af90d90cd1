import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactElement, memo } from 'react';
import { createRoot } from 'react-dom/client';
import { getMutationQueue, syncActions, useRowState } from 'synchrone';
import { attachSynchrone, useSyncedQuery } from 'synchrone/query';
import { type Patient, changesOf, kEndpoint, newPatient, patients } from '../support/patients.mjs';
import { nextTask } from './subject.js';

/** How often each row was rendered, by its key in its list. */
const renders = new Map<string, number>();

const Row = memo(function Row({ row, name }: { row: Patient; name: string }): ReactElement {
  renders.set(name, (renders.get(name) ?? 0) + 1);
  return <li data-state={useRowState(row, kEndpoint)}>{row.last_name}</li>;
});

interface ListProps {
  name: number;
  rows: number;
  drawn: number;
}

function List({ name, rows, drawn }: ListProps): ReactElement {
  const { data = [], rowKey } = useSyncedQuery({
    queryKey: ['patients', name],
    queryFn: () => Promise.resolve(patients(rows)),
    staleTime: Infinity,
  });
  return (
    <ul>
      {data.slice(0, drawn).map((row) => {
        const key = rowKey(row);
        return <Row key={key} row={row} name={`${name} ${key}`} />;
      })}
    </ul>
  );
}

/**
 * Shows that many lists of one endpoint by TanStack Query, each with `rows` rows. drawn: rows of each
 * that are components, as a virtual table draws them.
 */
export async function showQueryLists(lists: number, rows: number, drawn: number): Promise<void> {
  const queryClient = new QueryClient();
  attachSynchrone(queryClient, {
    resources: { [kEndpoint]: { queries: ['patients'], invalidate: false } },
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no root.');
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      {Array.from({ length: lists }, (_, name) => (
        <List key={name} name={name} rows={rows} drawn={drawn} />
      ))}
    </QueryClientProvider>,
  );
  while (document.querySelectorAll('li').length < lists * Math.min(rows, drawn)) await nextTask(50);
}

/** Queues an edit of each of the first `count` rows, or as many new records, and sends none yet. */
export async function queueChanges(count: number, operation: 'edit' | 'create'): Promise<void> {
  getMutationQueue().setOfflineMode(true);
  const actions = syncActions<Patient>(kEndpoint);
  for (let index = 0; index < count; index += 1) {
    if (operation === 'edit') void actions.mutate(`p-${index}`, changesOf(index));
    else void actions.create(newPatient(index));
    if (index % 50 === 0) await nextTask();
  }
  await nextTask(1_000);
}

/** Sends them. @returns how many rows were rendered meanwhile, and one of them at most */
export async function drainChanges(): Promise<{ all: number; most: number }> {
  renders.clear();
  const queue = getMutationQueue();
  queue.setOfflineMode(false);
  while (queue.getPendingCount() > 0) await nextTask(50);
  await nextTask(200);
  const counts = [...renders.values()];
  return { all: counts.reduce((sum, one) => sum + one, 0), most: Math.max(0, ...counts) };
}
