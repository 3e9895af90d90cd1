// A workstation's page of the soak: all five resources, and what people see of the queue.
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { createSyncContext, getMutationQueue, useSyncMutation } from 'synchrone';
import { SyncInspector, SyncNotices, SyncStatus } from 'synchrone/ui';
import 'synchrone/ui/styles.css';
import { useLayoutEffect, useState } from 'react';

type Row = Record<string, unknown>;
interface Made {
  mutation: string;
  id: string;
  /** Time that the call took, in milliseconds. */
  cost: number;
}
interface Operations {
  create(row: Row): { mutationId: string; record: unknown };
  mutate(id: string, changes: Row): { mutationId: string };
  delete(id: string): { mutationId: string };
}

const queue = getMutationQueue();
const rows = new Map<string, readonly Row[]>();
const operations = new Map<string, Operations>();
const reads = new Map<string, () => Promise<unknown>>();
/** What was done on this page. */
const mine = new Set<string>();
let token = '';
let inspect = (): void => undefined;
queue.configure({
  language: 'en',
  timeoutMs: 10_000,
  headers: (): Record<string, string> => (token === '' ? {} : { Authorization: `Bearer ${token}` }),
});

function timed(act: () => { mutationId: string; record?: unknown }): Made {
  const started = performance.now();
  const { mutationId, record } = act();
  mine.add(mutationId);
  const id = (record as Row | undefined)?.['id'];
  return { mutation: mutationId, id: String(id), cost: performance.now() - started };
}

/** What the day does to the page. */
const soak = {
  queue,
  signIn(user: { id: string; companyId: string }, fresh: string): void {
    token = fresh;
    queue.setUser(user);
    queue.resume();
  },
  rows: (resource: string): readonly Row[] => rows.get(resource) ?? [],
  create: (resource: string, row: Row) => timed(() => operations.get(resource)!.create(row)),
  mutate: (resource: string, id: string, changes: Row) =>
    timed(() => operations.get(resource)!.mutate(id, changes)),
  remove: (resource: string, id: string) => timed(() => operations.get(resource)!.delete(id)),
  readAgain: (): Promise<unknown> => Promise.allSettled([...reads.values()].map((read) => read())),
  /** Fills the storage to the last character, as another part of the application might. */
  fill(): void {
    for (let size = 1 << 20; size >= 1;) {
      try {
        localStorage.setItem(`filler ${size} ${performance.now()}`, 'x'.repeat(size));
      } catch {
        size >>= 1;
      }
    }
  },
  free(): void {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('filler ')) localStorage.removeItem(key);
    }
  },
  /** Changes that end with this page, which says so itself: storage had no room for them (5.4). */
  inMemory(): string[] {
    if (queue.getSnapshot().storage.durable) return [];
    const stored = Object.keys(localStorage);
    return queue
      .getPending()
      .filter(({ id }) => mine.has(id))
      .filter(({ sequence: [counter, tab] }) => {
        const ending = `:m:${tab}:${counter}`;
        return !stored.some((key) => key.endsWith(ending));
      })
      .map(({ id }) => id);
  },
  /** Draws the queue, for the picture of a failure. */
  inspect: (): void => inspect(),
  state: () => ({
    snapshot: queue.getSnapshot(),
    entries: queue.getAll().map((entry) => ({ ...entry, explain: queue.explain(entry.id) })),
    text: document.body.innerText,
  }),
  storedCharacters: (): number =>
    Object.entries(localStorage)
      .filter(([key]) => !key.startsWith('filler '))
      .reduce((sum, [key, value]) => sum + key.length + String(value).length, 0),
};
export type Soak = typeof soak;
declare global {
  interface Window {
    soak: Soak;
    /** The outcome of a change, for the ledger. */
    heard(mutation: string, status: 'synced' | 'rolled-back'): Promise<void>;
  }
}
window.soak = soak;
queue.on('mutation:synced', ({ mutation }) => void window.heard(mutation.id, 'synced'));
queue.on('mutation:discarded', ({ mutation }) => void window.heard(mutation.id, 'rolled-back'));

const names = ['practitioners', 'patients', 'appointments', 'medical-records', 'consents'] as const;
const contexts = names.map((resource) => ({
  resource,
  endpoint: `/api/v1/${resource}`,
  ...createSyncContext({
    endpoint: `/api/v1/${resource}`,
    name: 'record',
    references: ['patient_id', 'practitioner_id'],
  }),
}));

function Resource({ resource, endpoint, useResource }: (typeof contexts)[number]) {
  const context = useResource();
  const mine = useSyncMutation(context, endpoint);
  useLayoutEffect(() => {
    rows.set(resource, context.records);
    operations.set(resource, mine as unknown as Operations);
    reads.set(resource, context.getAll);
  });
  return (
    <p>
      {resource}: {context.records.length} {context.error}
    </p>
  );
}

function Inspector() {
  const [isShown, setShown] = useState(false);
  useLayoutEffect(() => {
    inspect = () => flushSync(() => setShown(true));
  }, []);
  return isShown && <SyncInspector />;
}

createRoot(document.getElementById('root')!).render(
  <>
    <SyncStatus />
    <SyncNotices />
    <Inspector />
    {contexts.map((context) => (
      <context.Provider key={context.resource}>
        <Resource {...context} />
      </context.Provider>
    ))}
  </>,
);
