import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  type Context,
  type FunctionComponent,
  type PropsWithChildren,
} from 'react';
import { fireEvent } from '@testing-library/react';
import {
  createSyncContext,
  useSyncMutation,
  type AnyRecord,
  type MethodOrOptions,
  type SyncMutation,
} from 'synchrone';
import { PatientContext, PatientProvider } from '../../fixtures/seed-app/src/PatientContext.jsx';
import { renderCounted, type Counted } from './render.js';
import type { TestPage } from './test_page.js';

export const patientsEndpoint = '/api/v1/patients';

/** What the tests look at of any PatientContext value. */
export interface PatientsValue {
  readonly patients: readonly AnyRecord[];
}

/** A PatientContext and who provides it. */
export interface Subject {
  readonly Provider: FunctionComponent<PropsWithChildren>;
  readonly Context: Context<PatientsValue>;
  /** What the application gives as third argument, from the context's value. */
  readonly options?: (value: PatientsValue) => MethodOrOptions;
}

/** The seed's own context: React owns the rows, with `useSyncedRows` around them. */
export function existingContext(page: TestPage): Subject {
  const load = (): Promise<readonly AnyRecord[]> =>
    Promise.resolve(page.api.lists[patientsEndpoint] ?? []);
  const Provider = ({ children }: PropsWithChildren) => (
    <PatientProvider load={load}>{children}</PatientProvider>
  );
  return { Provider, Context: PatientContext as unknown as Context<PatientsValue> };
}

/** The same resource by `createSyncContext`: we own the rows. */
export function syncedContext(_page: TestPage): Subject {
  const { Provider, Context } = createSyncContext({ endpoint: patientsEndpoint, name: 'patient' });
  return { Provider, Context: Context as unknown as Subject['Context'] };
}

interface Listing extends PatientsValue {
  readonly setListing: (change: (rows: readonly AnyRecord[]) => readonly AnyRecord[]) => void;
}

/** A context without any method that could be found by name: the hook gets an adapter with `setItems`. */
export function adaptedContext(page: TestPage): Subject {
  const Listed = createContext<Listing>({ patients: [], setListing: () => undefined });
  const Provider = ({ children }: PropsWithChildren) => {
    const [patients, setListing] = useState<readonly AnyRecord[]>([]);
    useEffect(() => setListing(page.api.lists[patientsEndpoint] ?? []), []);
    const value = useMemo(() => ({ patients, setListing }), [patients]);
    return <Listed.Provider value={value}>{children}</Listed.Provider>;
  };
  return {
    Provider,
    Context: Listed as unknown as Context<PatientsValue>,
    options: (value) => ({
      adapter: { setItems: (value as Listing).setListing, items: value.patients },
    }),
  };
}

/** The kinds of context that 2.5 knows, for describe.each. */
export const subjects = [
  ['an existing context', existingContext],
  ['an adapter with setItems', adaptedContext],
  ['createSyncContext', syncedContext],
] as const;

/** A rendered component that uses `useSyncMutation` with a subject. */
export interface Mounted extends Counted {
  readonly page: TestPage;
  /** What the component saw in its last render. */
  readonly rows: readonly AnyRecord[];
  readonly hook: SyncMutation;
  /** Runs a call of the hook in an event handler of React. */
  during<T>(call: (hook: SyncMutation) => T): T;
}

/** Mounts a subject with rows that have been read. */
export async function mount(
  page: TestPage,
  subject: Subject,
  options?: MethodOrOptions,
  strict = true,
): Promise<Mounted> {
  let seen: { rows: readonly AnyRecord[]; hook: SyncMutation } | undefined;
  let run: () => void = () => undefined;
  const Caller = () => {
    const value = useContext(subject.Context);
    const hook = useSyncMutation(value, patientsEndpoint, options ?? subject.options?.(value));
    seen = { rows: value.patients, hook };
    return <button type="button" onClick={() => run()} />;
  };
  const rendered = renderCounted(
    <subject.Provider>
      <Caller />
    </subject.Provider>,
    strict,
  );
  await page.settle();
  rendered.commits();
  const now = (): { rows: readonly AnyRecord[]; hook: SyncMutation } => {
    if (seen === undefined) throw new Error('nothing was rendered');
    return seen;
  };
  return {
    ...rendered,
    page,
    get rows() {
      return now().rows;
    },
    get hook() {
      return now().hook;
    },
    during: (call) => {
      const results: ReturnType<typeof call>[] = [];
      run = () => {
        results.push(call(now().hook));
      };
      fireEvent.click(rendered.getByRole('button'));
      if (results.length === 0) throw new Error('the call threw');
      return results[0] as ReturnType<typeof call>;
    },
  };
}

/** Last names in the order of the rows. */
export const names = (rows: readonly AnyRecord[]): unknown[] => rows.map((row) => row['last_name']);
