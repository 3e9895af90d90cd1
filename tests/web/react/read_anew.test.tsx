// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import { createContext, useMemo, useState, type Context, type PropsWithChildren } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { rowKey, type AnyRecord } from 'synchrone';
import {
  mount,
  names,
  patientsEndpoint,
  type Mounted,
  type PatientsValue,
  type Subject,
} from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

type Rows = readonly AnyRecord[];

/** The id of a created row until the server gives its own. */
const idsOfRows = [
  ['the id in data', (data: AnyRecord): AnyRecord => ({ ...data })],
  [
    "the context's own id",
    (data: AnyRecord): AnyRecord => ({ ...data, id: `own-${String(data['last_name'])}` }),
  ],
] as const;

/** The seed's context to the letter: nothing of the library in it, a setter that the application calls. */
function plainContext(
  page: TestPage,
  make: (data: AnyRecord) => AnyRecord,
): Subject & { set: (rows: Rows) => void } {
  const Plain = createContext<PatientsValue>({ patients: [] });
  const handle = { set: (_rows: Rows): void => undefined };
  const Provider = ({ children }: PropsWithChildren) => {
    const [patients, setPatients] = useState<Rows>(() => page.api.lists[patientsEndpoint] ?? []);
    handle.set = (rows) => act(() => setPatients(rows));
    const value = useMemo(
      () => ({
        patients,
        setPatients,
        createPatient: async (data: AnyRecord) => {
          const patient = make(data);
          setPatients((prev) => [...prev, patient]);
          return Promise.resolve(patient);
        },
        updatePatient: (id: unknown, changes: AnyRecord) =>
          setPatients((prev) => prev.map((p) => (p['id'] === id ? { ...p, ...changes } : p))),
        deletePatient: (id: unknown) => setPatients((prev) => prev.filter((p) => p['id'] !== id)),
      }),
      [patients],
    );
    return <Plain.Provider value={value}>{children}</Plain.Provider>;
  };
  return {
    Provider,
    Context: Plain as unknown as Context<PatientsValue>,
    set: (rows) => handle.set(rows),
  };
}

const martin = { id: 'p1', last_name: 'Martin', version: 1 };
const dupont = { id: 's1', last_name: 'Dupont', version: 1 };
const durand = { id: 's2', last_name: 'Durand', version: 1 };

describe.each(idsOfRows)(
  '2.9: a list that the application reads again undoes nothing of this page (Option B), rows going by %s',
  (_, make) => {
    async function open(): Promise<{
      on: Mounted;
      page: TestPage;
      set: (rows: Rows) => void;
      read: (...rows: Rows) => void;
    }> {
      const page = new TestPage();
      page.api.lists[patientsEndpoint] = [martin];
      const subject = plainContext(page, make);
      const on = await mount(page, subject);
      return {
        on,
        page,
        set: subject.set,
        read: (...rows) => subject.set(rows.map((row) => ({ ...row }))),
      };
    }

    async function create(on: Mounted, lastName: string): Promise<void> {
      on.during((hook) => void hook.create({ last_name: lastName }));
      await on.page.settle();
    }

    async function answer(
      page: TestPage,
      at: number,
      status: number,
      body?: object,
    ): Promise<void> {
      page.api.writes[at]?.answer(status, body);
      await page.settle();
    }

    it('a create that is still pending stays, and becomes one row with the id of the server and the same key', async () => {
      const { on, page, read } = await open();
      await create(on, 'Dupont');
      await create(on, 'Durand');
      const keys = on.rows.map((row) => rowKey(row, patientsEndpoint));
      await answer(page, 0, 201, dupont);
      read(martin, dupont);
      expect(names(on.rows)).toEqual(['Martin', 'Dupont', 'Durand']);
      await answer(page, 1, 201, durand);
      expect(on.rows).toEqual([martin, dupont, durand]);
      read(martin, dupont, durand);
      expect(on.rows).toEqual([martin, dupont, durand]);
      expect(on.rows.map((row) => rowKey(row, patientsEndpoint))).toEqual(keys);
    });

    it('a read that began before a create was confirmed does not take its row away', async () => {
      const { on, page, read } = await open();
      await create(on, 'Dupont');
      await answer(page, 0, 201, dupont);
      read(martin);
      expect(on.rows).toEqual([martin, dupont]);
    });

    it('a read that brings a create before its confirmation ends in one row', async () => {
      const { on, page, read } = await open();
      await create(on, 'Dupont');
      read(martin, dupont);
      expect(names(on.rows)).toEqual(['Martin', 'Dupont']);
      await answer(page, 0, 201, dupont);
      expect(on.rows.toSorted((a, b) => String(a['id']).localeCompare(String(b['id'])))).toEqual([
        martin,
        dupont,
      ]);
    });

    it('an edit and a delete that are pending stay, and come back when they are refused', async () => {
      const { on, page, read } = await open();
      read(martin, dupont);
      on.during((hook) => void hook.mutate('p1', { last_name: 'Moreau' }));
      on.during((hook) => void hook.delete('s1'));
      await page.settle();
      read(martin, dupont);
      expect(names(on.rows)).toEqual(['Moreau']);
      await answer(page, 0, 422, { message: 'non' });
      await answer(page, 1, 422, { message: 'non' });
      expect(names(on.rows).toSorted()).toEqual(['Dupont', 'Martin']);
    });

    it('a refused create is gone, and no read brings it back', async () => {
      const { on, page, read } = await open();
      await create(on, 'Dupont');
      read(martin);
      await answer(page, 0, 422, { message: 'non' });
      expect(on.rows).toEqual([martin]);
      read(martin);
      expect(on.rows).toEqual([martin]);
    });

    it('a row that the application takes out by itself is not put back', async () => {
      const { on, set } = await open();
      await create(on, 'Dupont');
      set(on.rows.slice(0, 1));
      expect(on.rows).toEqual([martin]);
    });
  },
);
