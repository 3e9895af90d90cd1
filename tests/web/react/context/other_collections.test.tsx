// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncedRows, useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { probe, type Handle } from '../support/render.js';
import { patientsEndpoint } from '../support/subjects.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

const kAna = { id: 'p1', name: 'Ana' };
const kLuc = { id: 'p2', name: 'Luc' };

interface Seen {
  readonly rows: readonly AnyRecord[];
  readonly hook: SyncMutation;
}

/** A page over a context that a component makes. */
function pageOver(useSeen: () => Seen) {
  const page = new TestPage();
  const { Probe, handle } = probe(useSeen);
  render(<Probe />, { wrapper: StrictMode });
  return { page, seen: handle };
}

async function call(
  { page, seen }: { page: TestPage; seen: Handle<Seen> },
  run: (hook: SyncMutation) => Promise<unknown>,
): Promise<void> {
  act(() => void run(seen.current.hook).catch(() => undefined));
  await page.settle();
}

async function answer(page: TestPage, status: number, body?: object): Promise<void> {
  page.api.last.answer(status, body);
  await page.settle();
}

/** A state that is not a list, with methods by name over it and its setter beside them. */
interface Collection<State> {
  first: State;
  rows(state: State): readonly AnyRecord[];
  put(state: State, id: string, row: AnyRecord): State;
  drop(state: State, id: string): State;
  get(state: State, id: string): AnyRecord | undefined;
}

const kMap: Collection<ReadonlyMap<string, AnyRecord>> = {
  first: new Map([kAna, kLuc].map((row) => [row.id, row])),
  rows: (state) => [...state.values()],
  put: (state, id, row) => new Map(state).set(id, row),
  drop: (state, id) => new Map([...state].filter(([key]) => key !== id)),
  get: (state, id) => state.get(id),
};

const kById: Collection<Readonly<Record<string, AnyRecord>>> = {
  first: { p1: kAna, p2: kLuc },
  rows: (state) => Object.values(state),
  put: (state, id, row) => ({ ...state, [id]: row }),
  drop: (state, id) => Object.fromEntries(Object.entries(state).filter(([key]) => key !== id)),
  get: (state, id) => state[id],
};

const kPaged: Collection<{ items: readonly AnyRecord[]; total: number }> = {
  first: { items: [kAna, kLuc], total: 2 },
  rows: ({ items }) => items,
  put: ({ items }, id, row) => {
    const isThere = items.some((one) => one['id'] === id);
    const next = isThere ? items.map((one) => (one['id'] === id ? row : one)) : [...items, row];
    return { items: next, total: next.length };
  },
  drop: ({ items }, id) => {
    const next = items.filter((one) => one['id'] !== id);
    return { items: next, total: next.length };
  },
  get: ({ items }, id) => items.find((one) => one['id'] === id),
};

function useCollection<State>({ first, rows, put, drop, get }: Collection<State>): Seen {
  const [patients, setPatients] = useState(first);
  const value = {
    patients,
    setPatients,
    createPatient: (row: AnyRecord) => setPatients((now) => put(now, row['id'] as string, row)),
    updatePatient: (id: string, changes: AnyRecord) =>
      setPatients((now) => put(now, id, { ...get(now, id), ...changes })),
    deletePatient: (id: string) => setPatients((now) => drop(now, id)),
  };
  return { rows: rows(patients), hook: useSyncMutation(value, patientsEndpoint) };
}

describe.each([
  ['a Map', () => useCollection(kMap)],
  ['an object by id', () => useCollection(kById)],
  ['a page of rows', () => useCollection(kPaged)],
])('2.5: a context whose state is %s is driven by its methods', (_, useSeen) => {
  it('a create has the id of the server, by which it is edited and deleted', async () => {
    const open = pageOver(useSeen);
    await call(open, (hook) => hook.create({ name: 'Eva' }));
    await answer(open.page, 201, { id: 's1', name: 'Eva' });
    expect(open.seen.current.rows).toEqual([kAna, kLuc, { id: 's1', name: 'Eva' }]);
    await call(open, (hook) => hook.mutate('s1', { name: 'Eve' }));
    expect(open.seen.current.rows).toEqual([kAna, kLuc, { id: 's1', name: 'Eve' }]);
    await answer(open.page, 200, { id: 's1', name: 'Eve' });
    await call(open, (hook) => hook.delete('s1'));
    expect(open.seen.current.rows).toEqual([kAna, kLuc]);
  });

  it('a refusal shows what was there', async () => {
    const open = pageOver(useSeen);
    open.page.api.lists[`${patientsEndpoint}/p1`] = [];
    await call(open, (hook) => hook.mutate('p1', { name: 'Anna' }, { previousState: kAna }));
    await answer(open.page, 422, { code: 'E', message: 'no' });
    expect(open.seen.current.rows).toEqual([kAna, kLuc]);
    await call(open, (hook) => hook.create({ name: 'Eva' }));
    await answer(open.page, 422, { code: 'E', message: 'no' });
    expect(open.seen.current.rows).toEqual([kAna, kLuc]);
  });
});

describe('2.5: a state that holds no list', () => {
  it('is left to the application until there is one', async () => {
    let load: (rows: readonly AnyRecord[] | null) => void = () => undefined;
    const open = pageOver(() => {
      const [patients, setPatients] = useState<readonly AnyRecord[] | null>(null);
      load = setPatients;
      const hook = useSyncMutation({ patients, setPatients }, patientsEndpoint);
      return { rows: patients ?? [], hook };
    });
    await call(open, (hook) => hook.create({ name: 'Eva' }));
    act(() => load([kAna]));
    expect(open.seen.current.rows).toMatchObject([kAna, { name: 'Eva' }]);
    await answer(open.page, 201, { id: 's1', name: 'Eva' });
    expect(open.seen.current.rows).toEqual([kAna, { id: 's1', name: 'Eva' }]);
  });

  it('is named where an adapter is given something else, and the page lives', async () => {
    const open = pageOver(() => {
      const [patients, setPatients] = useState({ items: [kAna] });
      const adapter = { setItems: setPatients, items: patients } as never;
      return { rows: patients.items, hook: useSyncMutation(null, patientsEndpoint, { adapter }) };
    });
    await call(open, (hook) => hook.mutate('p1', { name: 'Anna' }));
    expect(open.page.toldCodes).toContain('ROWS_NOT_A_LIST');
    expect(open.seen.current.rows).toEqual([kAna]);
  });

  it('is named once, whoever is given it', async () => {
    const page = { items: [kAna] } as never;
    const open = pageOver(() => {
      const adapter = { setItems: () => undefined, items: page };
      const rows = useSyncedRows<AnyRecord>(page, patientsEndpoint);
      return { rows, hook: useSyncMutation(null, patientsEndpoint, { adapter }) };
    });
    await open.page.settle();
    expect(open.page.toldCodes.filter((code) => code === 'ROWS_NOT_A_LIST')).toHaveLength(1);
  });
});

/** A list that methods by name change in their own way. */
function openList(
  methodsOf: (
    set: (change: (rows: readonly AnyRecord[]) => readonly AnyRecord[]) => void,
  ) => object,
) {
  return pageOver(() => {
    const [patients, setPatients] = useState<readonly AnyRecord[]>([kAna, kLuc]);
    const hook = useSyncMutation({ patients, ...methodsOf(setPatients) }, patientsEndpoint);
    return { rows: patients, hook };
  });
}

describe('2.5: a method by name that takes something else', () => {
  const isOf = (row: AnyRecord) => (one: AnyRecord) => one['id'] === row['id'];

  it.each<[string, Parameters<typeof openList>[0], (hook: SyncMutation) => Promise<unknown>]>([
    [
      'update(patient)',
      (set) => ({
        updatePatient: (row: AnyRecord) =>
          set((now) => now.map((one) => (isOf(row)(one) ? row : one))),
      }),
      (hook) => hook.mutate('p1', { name: 'Anna' }),
    ],
    [
      'delete(patient)',
      (set) => ({
        deletePatient: (row: AnyRecord) => set((now) => now.filter((one) => !isOf(row)(one))),
      }),
      (hook) => hook.delete('p1'),
    ],
    [
      'create(name), which makes an id of its own',
      (set) => ({
        createPatient: ({ name }: AnyRecord) => set((now) => [...now, { id: 'own-1', name }]),
      }),
      (hook) => hook.create({ name: 'Eva' }),
    ],
  ])('is reported: %s', async (_, methodsOf, run) => {
    const open = openList(methodsOf);
    await call(open, run);
    expect(open.page.toldCodes).toContain('CONTEXT_UNCHANGED');
  });

  it('a refused delete that it did not carry out doubles no row', async () => {
    const open = openList((set) => ({
      createPatient: (row: AnyRecord) => set((now) => [...now, row]),
      deletePatient: (row: AnyRecord) => set((now) => now.filter((one) => !isOf(row)(one))),
    }));
    await call(open, (hook) => hook.delete('p1'));
    await answer(open.page, 422, { code: 'E', message: 'no' });
    expect(open.seen.current.rows).toEqual([kAna, kLuc]);
  });

  it('nothing is said of methods that keep the id', async () => {
    const open = openList((set) => ({
      createPatient: (row: AnyRecord) => set((now) => [...now, row]),
      updatePatient: (id: string, changes: AnyRecord) =>
        set((now) => now.map((one) => (one['id'] === id ? { ...one, ...changes } : one))),
    }));
    await call(open, (hook) => hook.create({ name: 'Eva' }));
    await answer(open.page, 201, { id: 's1', name: 'Eva' });
    await call(open, (hook) => hook.mutate('p1', { name: 'Anna' }));
    expect(open.page.toldCodes).not.toContain('CONTEXT_UNCHANGED');
  });
});
