// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { StrictMode, createContext, useContext, useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { patientsEndpoint } from '../support/subjects.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

type Rows = readonly AnyRecord[];
type Operations = Pick<SyncMutation, 'create' | 'mutate' | 'delete'>;
type Value = Record<string, unknown>;

/** How a provider may hand out the operations of its hook. */
const ways: readonly (readonly [string, (operations: Operations) => Value])[] = [
  [
    'the operations themselves',
    ({ create, mutate, delete: remove }) => ({
      createPatient: create,
      updatePatient: mutate,
      deletePatient: remove,
    }),
  ],
  [
    'functions around them',
    ({ create, mutate, delete: remove }) => ({
      createPatient: (data: AnyRecord) => create(data),
      updatePatient: (id: string, changes: AnyRecord) => mutate(id, changes),
      deletePatient: (id: string) => remove(id),
    }),
  ],
  [
    'asynchronous functions around them',
    ({ create, mutate, delete: remove }) => ({
      createPatient: async (data: AnyRecord) => {
        await Promise.resolve();
        return create(data);
      },
      updatePatient: async (id: string, changes: AnyRecord) => {
        await Promise.resolve();
        return mutate(id, changes);
      },
      deletePatient: async (id: string) => {
        await Promise.resolve();
        return remove(id);
      },
    }),
  ],
  [
    'functions that pick the fields',
    ({ create, mutate, delete: remove }) => ({
      createPatient: ({ last_name }: AnyRecord) => create({ last_name }),
      updatePatient: (id: string, { last_name }: AnyRecord) => mutate(id, { last_name }),
      deletePatient: (id: string) => remove(id),
    }),
  ],
  [
    'operations and a setter',
    ({ create, mutate, delete: remove }) => ({
      createPatient: (data: AnyRecord) => create(data),
      updatePatient: mutate,
      deletePatient: remove,
    }),
  ],
];

async function open(
  make: (operations: Operations) => Value,
  sharesSetter = false,
  isStrict = false,
) {
  const page = new TestPage();
  const seen: { rows: Rows; form?: SyncMutation; own?: Operations } = { rows: [] };
  const Patients = createContext<Value>({});
  const Form = (): ReactNode => {
    seen.form = useSyncMutation(useContext(Patients), patientsEndpoint);
    return null;
  };
  const Provider = (): ReactNode => {
    const [patients, setPatients] = useState<Rows>([{ id: 'p1', last_name: 'Martin' }]);
    const operations = useSyncMutation(null, patientsEndpoint, {
      adapter: { setItems: setPatients, items: patients },
    });
    seen.rows = patients;
    seen.own = operations;
    const value = { patients, ...make(operations), ...(sharesSetter ? { setPatients } : {}) };
    return (
      <Patients.Provider value={value}>
        <Form />
      </Patients.Provider>
    );
  };
  render(isStrict ? <StrictMode>{<Provider />}</StrictMode> : <Provider />);
  await page.settle();
  const form = (): SyncMutation => {
    if (!seen.form) throw new Error('not rendered');
    return seen.form;
  };
  return { page, seen, form, names: () => seen.rows.map((row) => row['last_name']) };
}

const kCases = ways.flatMap(
  ([name, make]) =>
    [
      [name, make, false],
      [`${name}, in StrictMode`, make, true],
    ] as const,
);

describe.each(kCases)('2.5b: a context whose methods are %s', (name, make, isStrict) => {
  const start = (): ReturnType<typeof open> => open(make, name.includes('setter'), isStrict);

  it('a form over it creates once', async () => {
    const { page, seen, form, names } = await start();
    const made: ReturnType<SyncMutation['create']>[] = [];
    act(() => void made.push(form().create({ last_name: 'Dupont' })));
    await page.settle();
    expect(names()).toEqual(['Martin', 'Dupont']);
    expect(page.api.writes).toHaveLength(1);
    expect(page.queue.getAll()).toHaveLength(1);
    page.api.last.answer(201, { id: 's1', last_name: 'DUPONT' });
    await page.settle();
    expect(seen.rows).toEqual([
      { id: 'p1', last_name: 'Martin' },
      { id: 's1', last_name: 'DUPONT' },
    ]);
    expect(await made[0]).toMatchObject({ id: 's1', last_name: 'DUPONT' });
    expect(await made[0]?.settled).toMatchObject({ status: 'synced' });
    expect(page.queue.getEntry(made[0]?.mutationId ?? '')?.status).toBe('synced');
  });

  it('a form over it changes and deletes once', async () => {
    const { page, form, names } = await start();
    act(() => void form().mutate('p1', { last_name: 'Durand' }));
    await page.settle();
    expect([names(), page.api.writes.length]).toEqual([['Durand'], 1]);
    page.api.last.answer(200, { id: 'p1', last_name: 'Durand' });
    await page.settle();
    act(() => void form().delete('p1'));
    await page.settle();
    expect([names(), page.api.writes.length]).toEqual([[], 2]);
    page.api.last.answer(204);
    await page.settle();
    expect([names(), page.queue.getPendingCount()]).toEqual([[], 0]);
  });

  it('a refusal rolls back once, is shown by the form, and sends nothing', async () => {
    const { page, form, names } = await start();
    for (const call of [
      () => void form().create({ last_name: 'Dupont' }),
      () => void form().mutate('p1', { last_name: 'Durand' }),
      () => void form().delete('p1'),
    ]) {
      act(call);
      await page.settle();
      const sent = page.api.writes.length;
      page.api.last.answer(422, { message: 'non' });
      await page.settle();
      expect([names(), page.api.writes.length]).toEqual([['Martin'], sent]);
      expect(form().error).not.toBeNull();
      await page.queue.discardAll();
      await page.settle();
    }
  });

  it('two calls in one event are two changes', async () => {
    const { page, form, names } = await start();
    act(() => {
      form().create({ last_name: 'Un' });
      form().create({ last_name: 'Deux' });
    });
    await page.settle();
    expect(names()).toEqual(['Martin', 'Un', 'Deux']);
    expect(page.api.writes).toHaveLength(2);
  });
});

describe('2.5b', () => {
  it('what the context makes of a change is what is sent', async () => {
    const { page, form, names } = await open(({ create, mutate }) => ({
      createPatient: (data: AnyRecord) => create({ ...data, last_name: 'from the context' }),
      updatePatient: () => undefined,
      deletePatient: (id: string) => mutate(id, { archived: true }),
    }));
    act(() => void form().create({ last_name: 'Dupont' }, { reason: 'first visit' }));
    await page.settle();
    expect(page.api.writes).toMatchObject([{ body: { last_name: 'from the context' } }]);
    expect([names(), page.queue.getAll()[0]?.reason]).toEqual([
      ['Martin', 'from the context'],
      'first visit',
    ]);
    const removed: ReturnType<SyncMutation['delete']>[] = [];
    act(() => void removed.push(form().delete('p1')));
    await page.settle();
    expect(page.api.last).toMatchObject({ method: 'PATCH', body: { archived: true } });
    page.api.last.answer(200, { id: 'p1', archived: true });
    await page.settle();
    expect(await removed[0]).toEqual({ id: 'p1', deleted: true });
  });

  it('a hook over the context that its own operations make ends, and queues once', async () => {
    const page = new TestPage();
    const handle: { hook?: SyncMutation } = {};
    const Circle = (): ReactNode => {
      const value: Value = { createPatient: (data: AnyRecord) => handle.hook?.create(data) };
      handle.hook = useSyncMutation(value, patientsEndpoint);
      return null;
    };
    render(<Circle />);
    act(() => void handle.hook?.create({ last_name: 'Dupont' }));
    await page.settle();
    expect([page.api.writes.length, page.queue.getAll().length]).toEqual([1, 1]);
  });
});
