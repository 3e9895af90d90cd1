import { act, render } from '@testing-library/react';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import {
  useSyncMutation,
  type AnyRecord,
  type MethodOrOptions,
  type SyncMutation,
} from 'synchrone';
import { patientsEndpoint } from './subjects.js';
import type { TestPage } from './test_page.js';

type Rows = readonly AnyRecord[];

/** The value of the document's own context. */
export interface OwnValue {
  readonly patients: Rows;
  createPatient(data: AnyRecord): Promise<AnyRecord>;
  updatePatient(id: unknown, changes: AnyRecord): void;
  deletePatient(id: unknown): void;
  getPatientById(id: unknown): AnyRecord | undefined;
  getAll(): Promise<Rows>;
}

/** What a test sees of the document's application. */
export interface OwnApp {
  readonly hook: SyncMutation;
  readonly value: OwnValue;
  readonly rows: Rows;
  readonly shown: string[];
  /** The calls of the context, in order. */
  readonly calls: string[];
  /** The setter that the application keeps to itself. */
  set(rows: Rows): void;
  /** Runs a call of the hook and hands out its promise. */
  does<T>(call: (hook: SyncMutation) => T): T;
}

/** How the document leaves it open to write the context. */
export interface OwnOptions {
  /** The value has `setPatients`, too. */
  readonly sharesSetter?: boolean;
  readonly third?: MethodOrOptions;
}

/**
 * The context that the document describes (lines 81 to 85), to the letter: it makes a UUID of its own,
 * adds the patient with its setter, and has no line of the library.
 */
export async function ownApp(page: TestPage, options: OwnOptions = {}): Promise<OwnApp> {
  const PatientContext = createContext<OwnValue | null>(null);
  const calls: string[] = [];
  const seen: { hook?: SyncMutation; value?: OwnValue; set?: (rows: Rows) => void } = {};
  const list = (): Rows => page.api.lists[patientsEndpoint] ?? [];

  const PatientProvider = ({ children }: { children: ReactNode }): ReactNode => {
    const [patients, setPatients] = useState<Rows>([]);
    seen.set = setPatients;
    useEffect(() => setPatients(list().map((row) => ({ ...row }))), []);
    const createPatient = async (data: AnyRecord): Promise<AnyRecord> => {
      calls.push('create');
      const newPatient = { ...data, id: crypto.randomUUID() };
      setPatients((prev) => [...prev, newPatient]);
      return Promise.resolve(newPatient);
    };
    const updatePatient = (id: unknown, changes: AnyRecord): void => {
      calls.push(`update ${Object.keys(changes).toSorted().join()}`);
      setPatients((prev) => prev.map((p) => (p['id'] === id ? { ...p, ...changes } : p)));
    };
    const deletePatient = (id: unknown): void => {
      calls.push('delete');
      setPatients((prev) => prev.filter((p) => p['id'] !== id));
    };
    const getPatientById = (id: unknown): AnyRecord | undefined =>
      patients.find((p) => p['id'] === id);
    const getAll = (): Promise<Rows> => Promise.resolve(list().map((row) => ({ ...row })));
    const value = {
      ...{ patients, createPatient, updatePatient, deletePatient, getPatientById, getAll },
      ...(options.sharesSetter ? { setPatients } : {}),
    };
    return <PatientContext.Provider value={value}>{children}</PatientContext.Provider>;
  };

  const PatientsModule = (): ReactNode => {
    const patientContext = useContext(PatientContext);
    if (patientContext) seen.value = patientContext;
    seen.hook = useSyncMutation(patientContext, patientsEndpoint, options.third);
    return patientContext?.patients.map((p) => (
      <li key={String(p['id'])}>{String(p['first_name'])}</li>
    ));
  };

  const { container } = render(
    <PatientProvider>
      <PatientsModule />
    </PatientProvider>,
  );
  await page.settle();
  const rendered = <T,>(part: T | undefined): T => {
    if (part === undefined) throw new Error('nothing was rendered');
    return part;
  };
  return {
    calls,
    get hook() {
      return rendered(seen.hook);
    },
    get value() {
      return rendered(seen.value);
    },
    get rows() {
      return rendered(seen.value).patients;
    },
    get shown() {
      return [...container.querySelectorAll('li')].map((item) => item.textContent);
    },
    set: (rows) => act(() => seen.set?.(rows)),
    does: (call) => {
      const results: ReturnType<typeof call>[] = [];
      act(() => void results.push(call(rendered(seen.hook))));
      return results[0] as ReturnType<typeof call>;
    },
  };
}
