import { getMutationQueue, type MutationPromise, type SyncMutationError } from 'synchrone';

/** A row as a list shows it. */
export type Row = Record<string, unknown>;

/** What one component lets the tests do. */
export interface Operations {
  create(data: Row): MutationPromise<Row>;
  mutate(id: string | number, changes: Row, options?: object): MutationPromise<Row>;
  delete(id: string | number): MutationPromise<unknown>;
}

/** What became of a call that was awaited plainly. */
export interface Outcome {
  call: string;
  resolved?: unknown;
  code?: string;
  message?: string;
}

const lists = new Map<string, readonly Row[]>();
const reads = new Map<string, () => Promise<unknown>>();
const panels = new Map<string, Operations>();
const outcomes: Outcome[] = [];
const events: string[] = [];
const switches = new Map<string, () => void>();
const queue = getMutationQueue();

for (const name of [
  'mutation:queued',
  'mutation:synced',
  'mutation:error',
  'mutation:conflict',
  'mutation:discarded',
  'sync:auth-required',
  'sync:stopped',
] as const) {
  queue.on(name, () => void events.push(name));
}

function follow(call: string, promise: MutationPromise<unknown>): string {
  promise.then(
    (resolved) => outcomes.push({ call, resolved }),
    ({ code, message }: SyncMutationError) => outcomes.push({ call, code, message }),
  );
  return promise.mutationId;
}

/** The tests' hands and eyes in the page. */
export const bench = {
  queue,
  events,
  outcomes,
  /** A person presses a button of that panel. @returns the entry's id and the optimistic record */
  create(panel: string, data: Row): { mutation: string; id: string } {
    const promise = panels.get(panel)!.create(data);
    return { mutation: follow('create', promise), id: String(promise.record?.['id']) };
  },
  mutate(panel: string, id: string, changes: Row): string {
    return follow('mutate', panels.get(panel)!.mutate(idIn(panel, id), changes));
  },
  remove(panel: string, id: string): string {
    return follow('delete', panels.get(panel)!.delete(idIn(panel, id)));
  },
  rows: (panel: string): readonly Row[] | undefined => lists.get(panel),
  /** Reads the panel's list again, as a button of the page would. */
  readAgain: (panel: string): Promise<unknown> => reads.get(panel)!(),
  /** Presses a switch of the page, such as the one that unmounts its form. */
  press: (name: string): void => switches.get(name)!(),
  state: () => ({
    snapshot: queue.getSnapshot(),
    entries: queue.getAll().map((entry) => ({ ...entry, explain: queue.explain(entry.id) })),
    outcomes,
    events,
    text: document.body.innerText,
  }),
  // For the components.
  shows: (panel: string, rows: readonly Row[]): void => void lists.set(panel, rows),
  offers: (panel: string, operations: Operations): void => void panels.set(panel, operations),
  canRead: (panel: string, read: () => Promise<unknown>): void => void reads.set(panel, read),
  hasSwitch: (name: string, press: () => void): void => void switches.set(name, press),
};
export type Bench = typeof bench;

/** The id as the list has it: an API's numbers stay numbers, as in a handler of a row. */
function idIn(panel: string, id: string): string | number {
  const row = lists.get(panel)?.find((candidate) => String(candidate['id']) === id);
  return (row?.['id'] as string | number | undefined) ?? id;
}

declare global {
  interface Window {
    bench: Bench;
  }
}
window.bench = bench;
