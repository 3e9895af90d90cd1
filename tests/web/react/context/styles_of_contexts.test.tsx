// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { configureStore, createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { produce } from 'immer';
import { StrictMode, useReducer, useState, useSyncExternalStore } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { probe, type Handle } from '../support/render.js';
import { patientsEndpoint } from '../support/subjects.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

type Rows = readonly AnyRecord[];

const kFirst: Rows = [
  { id: 'p1', name: 'Ana' },
  { id: 'p2', name: 'Luc' },
];

/** What a reducer of people does with its rows. */
type Change =
  | { type: 'add'; row: AnyRecord }
  | { type: 'update'; id: string; changes: AnyRecord }
  | { type: 'remove'; id: string }
  | { type: 'set'; rows: Rows | ((rows: Rows) => Rows) };

function changed(rows: Rows, change: Change): Rows {
  switch (change.type) {
    case 'add':
      return [...rows, change.row];
    case 'update':
      return rows.map((row) => (row['id'] === change.id ? { ...row, ...change.changes } : row));
    case 'remove':
      return rows.filter((row) => row['id'] !== change.id);
    case 'set':
      return typeof change.rows === 'function' ? change.rows(rows) : change.rows;
  }
}

/** Rows, and how they change: where the state of the context is. */
type State = () => readonly [Rows, (change: Change) => void];

/** With Immer: frozen rows, drafts that are changed in place. */
const drafted = produce((rows: AnyRecord[], change: Change) => {
  if (change.type === 'add') rows.push(change.row);
  else if (change.type === 'update')
    Object.assign(rows.find((row) => row['id'] === change.id) ?? {}, change.changes);
  else return changed(rows, change) as AnyRecord[];
});

function reduxState(): State {
  const slice = createSlice({
    name: 'patients',
    initialState: kFirst as AnyRecord[],
    reducers: { changed: (rows, { payload }: PayloadAction<Change>) => drafted(rows, payload) },
  });
  const store = configureStore({
    reducer: slice.reducer,
    middleware: (standard) => standard({ serializableCheck: false }),
  });
  return () => [
    useSyncExternalStore(store.subscribe, store.getState),
    (change) => void store.dispatch(slice.actions.changed(change)),
  ];
}

function zustandState(): State {
  const store = createStore<{ rows: Rows }>(() => ({ rows: kFirst }));
  return () => [
    useSyncExternalStore(store.subscribe, () => store.getState().rows),
    (change) => store.setState(({ rows }) => ({ rows: changed(rows, change) })),
  ];
}

const useStateOfRows: State = () => {
  const [rows, setRows] = useState(kFirst);
  return [rows, (change) => setRows((known) => changed(known, change))];
};
const useReducerOfRows: State = () => useReducer(changed, kFirst);
const useDraftsOfRows: State = () =>
  useReducer(
    drafted,
    produce(kFirst, () => undefined),
  );

const states: Record<string, () => State> = {
  useState: () => useStateOfRows,
  useReducer: () => useReducerOfRows,
  'useReducer with Immer': () => useDraftsOfRows,
  'Redux Toolkit': reduxState,
  Zustand: zustandState,
};

/** How the value of the context is made of it: another one in each render. */
const values: Record<string, (rows: Rows, change: (change: Change) => void) => object> = {
  'arrow functions': (patients, change) => ({
    patients,
    setPatients: (rows: Rows) => change({ type: 'set', rows }),
    createPatient: (row: AnyRecord) => change({ type: 'add', row }),
    updatePatient: (id: string, changes: AnyRecord) => change({ type: 'update', id, changes }),
    deletePatient: (id: string) => change({ type: 'remove', id }),
  }),
  'methods of a class that need this': (rows, change) => new PatientStore(rows, change),
  'async methods': (patients, change) => ({
    patients,
    setPatients: (rows: Rows) => change({ type: 'set', rows }),
    createPatient: async (row: AnyRecord) => {
      await Promise.resolve();
      change({ type: 'add', row });
      return row;
    },
    updatePatient: async (id: string, changes: AnyRecord) => {
      await Promise.resolve();
      change({ type: 'update', id, changes });
    },
    deletePatient: async (id: string) => {
      await Promise.resolve();
      change({ type: 'remove', id });
      return true;
    },
  }),
  'no setter, and actions as answers': (patients, change) => {
    const dispatch = <Action extends Change>(action: Action): Action => {
      change(action);
      return action;
    };
    return {
      patients,
      createPatient: (row: AnyRecord) => dispatch({ type: 'add', row }),
      updatePatient: (id: string, changes: AnyRecord) => dispatch({ type: 'update', id, changes }),
      deletePatient: (id: string) => dispatch({ type: 'remove', id }),
    };
  },
};

class PatientStore {
  readonly #change: (change: Change) => void;
  constructor(
    readonly patients: Rows,
    change: (change: Change) => void,
  ) {
    this.#change = change;
  }
  get setPatients() {
    return (rows: Rows): void => this.#change({ type: 'set', rows });
  }
  createPatient(row: AnyRecord): number {
    this.#change({ type: 'add', row });
    return this.patients.length;
  }
  updatePatient(id: string, changes: AnyRecord): this {
    this.#change({ type: 'update', id, changes });
    return this;
  }
  deletePatient(id: string): this {
    this.#change({ type: 'remove', id });
    return this;
  }
}

interface Seen {
  readonly rows: Rows;
  readonly hook: SyncMutation;
}

function pageWith(state: State, valueOf: (typeof values)[string]) {
  const page = new TestPage();
  const { Probe, handle } = probe((): Seen => {
    const [rows, change] = state();
    return { rows, hook: useSyncMutation(valueOf(rows, change), patientsEndpoint) };
  });
  render(<StrictMode>{<Probe />}</StrictMode>);
  return { page, seen: handle };
}

async function call(
  { page, seen }: { page: TestPage; seen: Handle<Seen> },
  run: (hook: SyncMutation) => Promise<unknown>,
): Promise<void> {
  act(() => void run(seen.current.hook).catch(() => undefined));
  await page.settle();
  await act(() => page.advance(100));
}

const names = ({ current }: Handle<Seen>): unknown[] => current.rows.map(({ name }) => name).sort();

const cases = [
  ...Object.keys(states).map((state) => [state, 'arrow functions'] as const),
  ...Object.keys(values).map((value) => ['useReducer with Immer', value] as const),
];

describe('2.5: contexts as people write them, in StrictMode', () => {
  it.each(cases)('what is saved shows once: %s, %s', async (state, value) => {
    const one = pageWith(states[state]!(), values[value]!);
    const { page, seen } = one;
    await call(one, (hook) => hook.create({ name: 'Eva' }));
    expect(names(seen)).toEqual(['Ana', 'Eva', 'Luc']);
    page.api.last.answer(201, { id: 's1', name: 'Eva' });
    await page.settle();
    await call(one, (hook) => hook.mutate('p1', { name: 'Anna' }));
    expect(names(seen)).toEqual(['Anna', 'Eva', 'Luc']);
    page.api.last.answer(200, { id: 'p1', name: 'Anna' });
    await page.settle();
    await call(one, (hook) => hook.mutate('s1', { name: 'Evi' }));
    page.api.last.answer(200, { id: 's1', name: 'Evi' });
    await page.settle();
    await call(one, (hook) => hook.delete('p2'));
    expect(names(seen)).toEqual(['Anna', 'Evi']);
    page.api.last.answer(204);
    await page.settle();
    expect(names(seen)).toEqual(['Anna', 'Evi']);
    expect(page.api.writes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${patientsEndpoint}`,
      `PATCH ${patientsEndpoint}/p1`,
      `PATCH ${patientsEndpoint}/s1`,
      `DELETE ${patientsEndpoint}/p2`,
    ]);
  });

  it.each(cases)('what is refused shows as it was: %s, %s', async (state, value) => {
    const one = pageWith(states[state]!(), values[value]!);
    const { page, seen } = one;
    const refuse = async (): Promise<void> => {
      page.api.last.answer(403, { code: 'NO', message: 'no' });
      await page.settle();
      await act(() => page.advance(100));
    };
    await call(one, (hook) => hook.create({ name: 'Eva' }));
    await refuse();
    expect(names(seen)).toEqual(['Ana', 'Luc']);
    await call(one, (hook) => hook.mutate('p1', { name: 'Anna' }));
    await refuse();
    expect(names(seen)).toEqual(['Ana', 'Luc']);
    await call(one, (hook) => hook.delete('p2'));
    await refuse();
    expect(names(seen)).toEqual(['Ana', 'Luc']);
    expect(page.api.writes.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'DELETE']);
  });
});
