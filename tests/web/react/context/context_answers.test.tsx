// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { probe, type Handle } from '../support/render.js';
import { patientsEndpoint } from '../support/subjects.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

type Rows = readonly AnyRecord[];
type SetRows = (change: (rows: Rows) => Rows) => void;

interface Seen {
  readonly rows: Rows;
  readonly hook: SyncMutation;
}

/** A page over a context that holds p1 and p2. */
function pageWith(contextOf: (rows: Rows, setRows: SetRows) => unknown) {
  const page = new TestPage();
  const { Probe, handle } = probe((): Seen => {
    const [rows, setRows] = useState<Rows>([
      { id: 'p1', name: 'Ana' },
      { id: 'p2', name: 'Luc' },
    ]);
    return { rows, hook: useSyncMutation(contextOf(rows, setRows), patientsEndpoint) };
  });
  render(<Probe />);
  return { page, seen: handle };
}

function call(seen: Handle<Seen>, run: (hook: SyncMutation) => Promise<unknown>): void {
  act(() => void run(seen.current.hook).catch(() => undefined));
}

const writesOf = (page: TestPage): string[] =>
  page.api.writes.map(({ method, path }) => `${method} ${path}`);

const named = (name: string) => ({ name });

describe('2.5a: what a method of a context gives back', () => {
  it.each([
    ['at once', (answer: unknown) => answer],
    ['later', (answer: unknown) => Promise.resolve(answer)],
  ])('a record that the context had before is not a name of the new one, %s', async (_, give) => {
    const { page, seen } = pageWith((rows, setPatients) => ({
      patients: rows,
      setPatients,
      createPatient: () => give(rows[0]),
    }));
    call(seen, (hook) => hook.create(named('Eva')));
    await page.settle();
    await act(() => page.advance(3_000));
    page.api.last.answer(201, { id: 's1', name: 'Eva' });
    await page.settle();
    expect(seen.current.rows).toContainEqual({ id: 'p1', name: 'Ana' });
    call(seen, (hook) => hook.mutate('p1', named('Anna')));
    await page.settle();
    expect(writesOf(page)).toEqual([`POST ${patientsEndpoint}`, `PATCH ${patientsEndpoint}/p1`]);
    expect(page.queue.resolveId('p1')).toBeUndefined();
  });

  it('the id of what an update or a delete gives back is not a name of the record', async () => {
    const { page, seen } = pageWith((rows, setPatients) => ({
      patients: rows,
      setPatients,
      updatePatient: async (id: string, changes: AnyRecord) => {
        setPatients((all) => all.map((row) => (row['id'] === id ? { ...row, ...changes } : row)));
        return Promise.resolve({ id: 'notice-7' });
      },
      deletePatient: (id: string) => {
        setPatients((all) => all.filter((row) => row['id'] !== id));
        return rows[1];
      },
    }));
    call(seen, (hook) => hook.mutate('p1', named('Anna')));
    await page.settle();
    await act(() => page.advance(3_000));
    page.api.last.answer(200, { id: 'p1', name: 'Anna' });
    await page.settle();
    call(seen, (hook) => hook.delete('p1'));
    await page.settle();
    page.api.last.answer(204);
    await page.settle();
    call(seen, (hook) => hook.mutate('p2', named('Lucie')));
    await page.settle();
    expect(writesOf(page)).toEqual([
      `PATCH ${patientsEndpoint}/p1`,
      `DELETE ${patientsEndpoint}/p1`,
      `PATCH ${patientsEndpoint}/p2`,
    ]);
    expect(seen.current.rows).toEqual([{ id: 'p2', name: 'Lucie' }]);
  });
});

describe('3.5a: a create under the id of a record that the context shows', () => {
  const lists = (rows: Rows, setPatients: SetRows) => ({ patients: rows, setPatients });
  const methods = (rows: Rows, setPatients: SetRows) => ({
    patients: rows,
    createPatient: (record: AnyRecord) => {
      const own = { ...record, id: 'own-1' };
      setPatients((all) => [...all, own]);
      return own;
    },
    updatePatient: (id: string, changes: AnyRecord) =>
      setPatients((all) => all.map((row) => (row['id'] === id ? { ...row, ...changes } : row))),
    deletePatient: () => undefined,
  });

  it.each([
    ['a setter', lists],
    ['methods, which give ids of their own', methods],
  ])('is refused, and edits of that record go to it: %s', async (_, contextOf) => {
    const { page, seen } = pageWith(contextOf);
    call(seen, (hook) => hook.create({ id: 'p1', name: 'Ana, a copy' }));
    await page.settle();
    expect(seen.current.hook.failure?.code).toBe('DUPLICATE_ID');
    call(seen, (hook) => hook.mutate('p1', named('Anna')));
    await page.settle();
    expect(writesOf(page)).toEqual([`PATCH ${patientsEndpoint}/p1`]);
    expect(seen.current.rows).toEqual([
      { id: 'p1', name: 'Anna' },
      { id: 'p2', name: 'Luc' },
    ]);
  });

  it('is the create of a row that the application has put there before', async () => {
    const { page, seen } = pageWith(lists);
    call(seen, (hook) => hook.create({ id: 'p1', name: 'Ana' }));
    await page.settle();
    expect(writesOf(page)).toEqual([`POST ${patientsEndpoint}`]);
  });
});

describe('2.5: a context that throws for names it does not know', () => {
  it('is driven by those that it knows, and does not break the page', async () => {
    const { page, seen } = pageWith((rows, setPatients) => {
      const known = { patients: rows, setPatients };
      return new Proxy(known, {
        get: (target, name) => {
          if (name in target) return Reflect.get(target, name) as unknown;
          throw new Error(`no ${String(name)} outside its provider`);
        },
      });
    });
    call(seen, (hook) => hook.mutate('p1', named('Anna')));
    await page.settle();
    expect(seen.current.rows).toContainEqual({ id: 'p1', name: 'Anna' });
  });

  it('a list with holes is driven, too', async () => {
    const { page, seen } = pageWith((rows, setPatients) => ({
      patients: [null, undefined, 5, ...rows],
      setPatients,
    }));
    call(seen, (hook) => hook.mutate('p1', named('Anna')));
    await page.settle();
    page.api.last.answer(422, { code: 'E', message: 'no' });
    await page.settle();
    expect(seen.current.rows).toContainEqual({ id: 'p1', name: 'Ana' });
    expect(seen.current.hook.error).toBe('no');
  });
});
