// The application of one layer: ?layer= says which, ?id= whose page it shows; ?screens asks for the
// screens of that layer whose lines the guide counts, ?forms for a router with forms.
import { startTransition, StrictMode, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { createHashRouter } from 'react-router';
import { getMutationQueue, onSynced, syncActions, useAttention } from 'synchrone';
import { SyncInspector } from 'synchrone/ui';
import { keptInIndexedDb } from './applications/indexed_db.ts';
import { applications } from './applications/index.ts';
import type { LayerName } from './applications/names.ts';
import { routesWithForms, WithForms } from './applications/router_forms.tsx';
import { endpoint, renders, type Patient, type Surroundings } from './applications/shared.tsx';
import { notices, queryApplication } from './applications/tanstack_query.tsx';
import { loadScreens } from './screens/index.tsx';

const asked = new URLSearchParams(location.search);
const queue = getMutationQueue();
queue.configure({ language: 'en' });

async function read(path: string): Promise<unknown> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return (await answer.json()) as unknown;
}

const surroundings: Surroundings = { read, storage: localStorage, isRead: !asked.has('unread') };
const name = (asked.get('layer') ?? 'query') as LayerName;
const path = asked.has('screens') ? '/patients' : endpoint;
const hasOwnScreens = asked.has('screens') || asked.has('forms');
const application = hasOwnScreens
  ? undefined
  : asked.has('indexeddb')
    ? queryApplication(surroundings, keptInIndexedDb)
    : applications[name](surroundings);

let drains = 0;
onSynced(path, () => (drains += 1));
let refusals = 0;
queue.on('mutation:error', () => (refusals += 1));
let show: (id: string) => void = () => undefined;

function Attention(): ReactNode {
  const { items } = useAttention();
  return (
    <ul data-screen="attention">
      {items.map((item) => (
        <li key={item.mutation.id}>
          {item.mutation.entity}
          <button onClick={() => void item.discard()}>Give up</button>
        </li>
      ))}
    </ul>
  );
}

function App(): ReactNode {
  const [id, setId] = useState(asked.get('id') ?? 'p1');
  show = setId;
  return (
    <>
      {application?.screens(id)}
      {asked.has('suspended') && application?.suspended?.(id)}
      <Attention />
    </>
  );
}

/** The tests' hands and eyes in the page. */
const clinic = {
  queue,
  application,
  /** As in an event of a form's action. */
  change: (run: (patients: ReturnType<typeof syncActions<Patient>>) => unknown): void =>
    startTransition(() => void run(syncActions<Patient>(path))),
  show: (id: string): void => show(id),
  /** Draws the queue, for the picture of a failure. */
  inspect: (): void => {
    const place = document.body.appendChild(document.createElement('div'));
    flushSync(() => createRoot(place).render(<SyncInspector />));
  },
  seen: () => ({ drains, refusals, renders: Object.fromEntries(renders), notices }),
};

declare global {
  interface Window {
    clinic: typeof clinic;
  }
}

export async function start(): Promise<void> {
  window.clinic = clinic;
  const root = createRoot(document.getElementById('root') as HTMLElement);
  if (asked.has('forms')) {
    const router = createHashRouter(routesWithForms(surroundings));
    onSynced(endpoint, () => void router.revalidate());
    return root.render(<WithForms router={router} />);
  }
  const Screens = asked.has('screens') ? await loadScreens(name) : App;
  root.render(
    <StrictMode>
      <Screens />
    </StrictMode>,
  );
}
