// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { memo, useContext, useEffect, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it } from 'vitest';
import { createSyncContext, rowKey, useSyncMutation, type AnyRecord } from 'synchrone';
import { probe, renderCounted } from './support/render.js';
import { names, patientsEndpoint } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const rows = [
  { id: 'p1', last_name: 'Martin', version: 1 },
  { id: 'p2', last_name: 'Bernard', version: 1 },
];

async function open({ page = new TestPage(), strict = true } = {}) {
  page.api.lists[patientsEndpoint] = rows;
  const { Provider, useResource, Context } = createSyncContext({
    endpoint: patientsEndpoint,
    name: 'patient',
  });
  const { Probe, handle } = probe(useResource);
  const ui = renderCounted(
    <Provider>
      <Probe />
    </Provider>,
    strict,
  );
  await page.settle();
  ui.commits();
  return { page, handle, ui, Context, Provider, Probe, useResource };
}

/** A list on the page of a person who may see it. */
async function openFor(id: string, online = true) {
  const page = new TestPage({ online });
  page.api.isReachable = online;
  page.queue.setUser({ id });
  return open({ page });
}

function during<T>(run: () => T): T {
  const results: T[] = [];
  act(() => {
    results.push(run());
  });
  return results[0] as T;
}

describe('10: the value of createSyncContext', () => {
  it('has the members that the names say', async () => {
    const { handle } = await open();
    expect(Object.keys(handle.current).toSorted()).toEqual([
      'createPatient',
      'deletePatient',
      'error',
      'getAll',
      'getPatientById',
      'isLoading',
      'patients',
      'rowKey',
      'setPatients',
      'syncState',
      'updatePatient',
    ]);
  });

  it.each([
    [
      'medical-record',
      undefined,
      ['medicalRecords', 'createMedicalRecord', 'setMedicalRecords', 'getMedicalRecordById'],
    ],
    ['allergy', undefined, ['allergies', 'createAllergy', 'setAllergies', 'getAllergyById']],
    ['person', 'staff', ['staff', 'createPerson', 'setStaff', 'getPersonById']],
  ])('name %s, plural %s: %s', async (name, plural, members) => {
    const page = new TestPage();
    const { Provider, useResource } = createSyncContext<AnyRecord, string, string>({
      endpoint: '/api/v1/things',
      name,
      ...(plural === undefined ? {} : { plural }),
    });
    const { Probe, handle } = probe(useResource);
    render(
      <Provider>
        <Probe />
      </Provider>,
    );
    await page.settle();
    for (const member of members) expect(handle.current).toHaveProperty(member);
  });

  it('reads the list once, also in StrictMode, and says when it is loading and when it failed', async () => {
    const page = new TestPage();
    page.api.holdReads = true;
    const { handle } = await open({ page });
    expect([handle.current.isLoading, handle.current.patients]).toEqual([true, []]);
    act(() => page.api.releaseReads());
    await page.settle();
    expect([
      handle.current.isLoading,
      names(handle.current.patients),
      page.api.reads.filter((url) => url === page.api.reads[0]).length,
    ]).toEqual([false, ['Martin', 'Bernard'], 1]);
  });

  it('is not read for a person who may not see the list, until they may', async () => {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = rows;
    const { Provider, useResource } = createSyncContext({
      endpoint: patientsEndpoint,
      name: 'patient',
    });
    const { Probe, handle } = probe(useResource);
    const ui = render(
      <Provider load={false}>
        <Probe />
      </Provider>,
    );
    await page.settle();
    expect([handle.current.isLoading, handle.current.error, page.api.reads.length]).toEqual([
      false,
      null,
      0,
    ]);
    ui.rerender(
      <Provider>
        <Probe />
      </Provider>,
    );
    await page.settle();
    expect(names(handle.current.patients)).toEqual(['Martin', 'Bernard']);
  });

  it.each([
    ['that was read', true],
    ['that could not be read', false],
  ])('7.1a: a list %s is not read for the next person, who may not see it', async (_, online) => {
    const { page, ui, Provider, Probe, handle } = await openFor('doctor', online);
    expect(page.queue.getSnapshot().stale).toBe(online ? 0 : 1);
    ui.unmount();
    expect(page.queue.getSnapshot().stale).toBe(0);
    await page.queue.logout();
    page.queue.setUser({ id: 'reception' });
    render(
      <Provider load={false}>
        <Probe />
      </Provider>,
    );
    const read = page.api.reads.length;
    await page.goOnline(true);
    await act(() => page.advance(120_000));
    expect([page.api.reads.length, handle.current.patients]).toEqual([read, []]);
  });

  it('7.1a: a list is not tried again for a person who may see it no longer', async () => {
    const { page, ui, Provider, Probe } = await openFor('doctor', false);
    ui.rerender(
      <Provider load={false}>
        <Probe />
      </Provider>,
    );
    const read = page.api.reads.length;
    await page.goOnline(true);
    await act(() => page.advance(120_000));
    expect(page.api.reads.length).toBe(read);
  });

  it('7.1a: a list that is shown is read again for the next person', async () => {
    const { page, handle } = await openFor('doctor');
    expect(names(handle.current.patients)).toEqual(['Martin', 'Bernard']);
    await page.queue.logout();
    await page.settle();
    expect(handle.current.patients).toEqual([]);
    page.queue.setUser({ id: 'nurse' });
    await page.settle();
    expect(names(handle.current.patients)).toEqual(['Martin', 'Bernard']);
  });

  it('a read that fails is an error in words, and is tried again when the network is back', async () => {
    const page = new TestPage();
    await page.goOnline(false);
    const { handle } = await open({ page });
    expect([handle.current.isLoading, handle.current.error]).toEqual([
      false,
      'Les données n’ont pas pu être chargées.',
    ]);
    await page.goOnline(true);
    expect([names(handle.current.patients), handle.current.error]).toEqual([
      ['Martin', 'Bernard'],
      null,
    ]);
  });

  it('2.4, 5.1: what an earlier page left is in the first render', async () => {
    const before = await open();
    await before.page.goOnline(false);
    during(() => before.handle.current.createPatient({ last_name: 'Dupont' }));
    await before.page.settle();
    before.ui.unmount();
    before.page.reload({ online: false });
    const { Provider, useResource } = createSyncContext({
      endpoint: patientsEndpoint,
      name: 'patient',
    });
    const seen: unknown[] = [];
    const List = (): ReactNode => {
      seen.push(names(useResource().patients));
      return null;
    };
    render(
      <Provider>
        <List />
      </Provider>,
    );
    expect(seen[0]).toEqual(['Dupont']);
  });

  it('create, update and delete show at once and queue once', async () => {
    const { page, handle, ui } = await open();
    during(() => handle.current.createPatient({ last_name: 'Dupont' }));
    expect([names(handle.current.patients), ui.commits()]).toEqual([
      ['Martin', 'Bernard', 'Dupont'],
      1,
    ]);
    during(() => handle.current.updatePatient('p1', { last_name: 'Durand' }));
    during(() => handle.current.deletePatient('p2'));
    expect(names(handle.current.patients)).toEqual(['Durand', 'Dupont']);
    await page.settle();
    expect(page.api.writes.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'DELETE']);
  });

  it('getPatientById and syncState take every id that a row ever had, and syncState the row', async () => {
    const { page, handle } = await open();
    const made = during(() => handle.current.createPatient({ last_name: 'Dupont' }));
    const localId = String(made.record['id']);
    expect(handle.current.syncState(localId)).toBe('pending');
    expect(handle.current.syncState({ id: localId })).toBe('pending');
    expect(handle.current.syncState({ last_name: 'Dupont' })).toBe('synced'); // it names no record
    await page.settle();
    page.api.last.answer(201, { id: 's1', last_name: 'Dupont' });
    await page.settle();
    expect([handle.current.getPatientById(localId), handle.current.syncState(localId)]).toEqual([
      { id: 's1', last_name: 'Dupont' },
      'synced',
    ]);
    expect(handle.current.getPatientById('unknown')).toBeUndefined();
  });

  it('the context value changes when only a syncState changes', async () => {
    const { page, handle } = await open();
    during(() => handle.current.updatePatient('p1', { last_name: 'Durand' }));
    await page.settle();
    const before = handle.current;
    page.api.last.answer(200, { id: 'p1', last_name: 'Durand', version: 1 });
    await page.settle();
    expect(handle.current).not.toBe(before);
    expect(handle.current.syncState('p1')).toBe('synced');
    during(() => handle.current.updatePatient('p1', { last_name: 'Dubois' }));
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect([handle.current.syncState('p1'), names(handle.current.patients)]).toEqual([
      'error',
      ['Durand', 'Bernard'],
    ]);
  });

  it("the seed's option A changes nothing and sends nothing: ids are replaced by themselves", async () => {
    const { page, handle } = await open();
    const made = during(() => handle.current.createPatient({ last_name: 'Dupont' }));
    await page.settle();
    page.api.last.answer(201, { id: 's1', last_name: 'Dupont' });
    await page.settle();
    during(() => handle.current.updatePatient(String(made.record['id']), { id: 's1' }));
    await page.settle();
    expect([page.api.writes.length, names(handle.current.patients)]).toEqual([
      1,
      ['Martin', 'Bernard', 'Dupont'],
    ]);
  });

  it("the seed's option B: getAll, then setPatients, keeps what is pending", async () => {
    const { page, handle } = await open();
    during(() => handle.current.createPatient({ last_name: 'Dupont' }));
    await page.settle();
    page.api.lists[patientsEndpoint] = [...rows, { id: 'p3', last_name: 'Leroy' }];
    await act(async () => {
      const fresh = handle.current.getAll();
      await page.settle();
      handle.current.setPatients(await fresh);
    });
    expect(names(handle.current.patients).toSorted()).toEqual([
      'Bernard',
      'Dupont',
      'Leroy',
      'Martin',
    ]);
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(names(handle.current.patients).toSorted()).toEqual(['Bernard', 'Leroy', 'Martin']);
  });

  describe('2.9: a create whose answer is on its way', () => {
    async function made() {
      const opened = await open();
      const { page, handle } = opened;
      during(() => handle.current.createPatient({ last_name: 'Dupont' }));
      await page.settle();
      const dupont = { id: 's1', last_name: 'Dupont', version: 1 };
      page.api.lists[patientsEndpoint] = [...rows, dupont, { id: 's2', last_name: 'Leroy' }];
      await act(async () => {
        const fresh = handle.current.getAll();
        await page.settle();
        handle.current.setPatients(await fresh);
      });
      const seen = (): unknown[] => names(handle.current.patients).toSorted();
      expect(seen()).toEqual(['Bernard', 'Dupont', 'Leroy', 'Martin']);
      return { ...opened, dupont, seen };
    }

    it('is shown once when a read has brought its record before the answer', async () => {
      const { page, handle, dupont, seen } = await made();
      page.api.last.answer(201, dupont);
      await page.settle();
      expect(seen()).toEqual(['Bernard', 'Dupont', 'Leroy', 'Martin']);
      expect(handle.current.getPatientById('s1')).toEqual(dupont);
    });

    it('shows both records when the answer has another id', async () => {
      const { page, seen } = await made();
      page.api.last.answer(201, { id: 's9', last_name: 'Dupont', version: 1 });
      await page.settle();
      expect(seen()).toEqual(['Bernard', 'Dupont', 'Dupont', 'Leroy', 'Martin']);
    });

    it('was refused: the record of a colleague is shown', async () => {
      const { page, handle, dupont, seen } = await made();
      page.api.last.answer(422, { message: 'non' });
      await page.settle();
      expect(seen()).toEqual(['Bernard', 'Dupont', 'Leroy', 'Martin']);
      expect(handle.current.patients).toContainEqual(dupont);
    });
  });

  it('useResource outside its Provider says which Provider is missing', () => {
    new TestPage();
    const { useResource } = createSyncContext({ endpoint: patientsEndpoint, name: 'patient' });
    const Outside = (): ReactNode => {
      useResource();
      return null;
    };
    expect(() => renderToString(<Outside />)).toThrow(
      expect.objectContaining({
        code: 'PROVIDER_MISSING',
        message: expect.stringContaining('PatientProvider') as string,
      }),
    );
  });
});

describe('2.5: the hook on a value of createSyncContext', () => {
  it('has the operations of the context, and they queue once', async () => {
    const { page, Context, Provider } = await open();
    const { Probe, handle } = probe(() => useSyncMutation(useContext(Context), patientsEndpoint));
    render(
      <Provider>
        <Probe />
      </Provider>,
    );
    during(() => handle.current.create({ last_name: 'Dupont' }));
    await page.settle();
    expect([page.queue.getPendingCount(), page.api.writes.length]).toEqual([1, 1]);
  });

  it('has the operations of the context where another context hands on its methods', async () => {
    const { page, handle: synced } = await open();
    const { createPatient, patients } = synced.current;
    const { Probe, handle } = probe(() =>
      useSyncMutation({ patients, createPatient }, patientsEndpoint),
    );
    render(<Probe />);
    during(() => handle.current.create({ last_name: 'Dupont' }));
    await page.settle();
    expect([page.queue.getPendingCount(), names(synced.current.patients)]).toEqual([
      1,
      ['Martin', 'Bernard', 'Dupont'],
    ]);
  });
});

describe('2.9: reads do not undo writes', () => {
  it('a list whose read began before a confirmation does not overwrite, revive or remove', async () => {
    const { page, handle } = await open();
    page.api.holdReads = true;
    const read = handle.current.getAll();
    during(() => handle.current.createPatient({ last_name: 'Dupont' }));
    during(() => handle.current.updatePatient('p1', { last_name: 'Durand' }));
    during(() => handle.current.deletePatient('p2'));
    await page.settle();
    for (const { method, answer } of page.api.writes) {
      if (method === 'POST') answer(201, { id: 's1', last_name: 'Dupont', version: 1 });
      else if (method === 'PATCH') answer(200, { id: 'p1', last_name: 'Durand', version: 2 });
      else answer(204);
    }
    await page.settle();
    page.api.releaseReads();
    await page.settle();
    await read;
    expect(names(handle.current.patients)).toEqual(['Durand', 'Dupont']);
  });

  it('a read with a newer version replaces what is confirmed', async () => {
    const { page, handle } = await open();
    page.api.lists[patientsEndpoint] = [{ id: 'p1', last_name: 'Dubois', version: 7 }];
    page.api.holdReads = true;
    void handle.current.getAll();
    during(() => handle.current.updatePatient('p1', { last_name: 'Durand' }));
    await page.settle();
    page.api.last.answer(200, { id: 'p1', last_name: 'Durand', version: 2 });
    await page.settle();
    page.api.releaseReads();
    await page.settle();
    expect(handle.current.getPatientById('p1')).toMatchObject({ last_name: 'Dubois', version: 7 });
  });
});

describe('3.5: rows keep their identity', () => {
  it('a row is not mounted again when its id changes, and the others are not rendered', async () => {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = rows;
    const { Provider, useResource } = createSyncContext({
      endpoint: patientsEndpoint,
      name: 'patient',
    });
    const rendered: string[] = [];
    let mounts = 0;
    const Row = memo(({ row }: { row: AnyRecord }): ReactNode => {
      rendered.push(String(row['last_name']));
      useEffect(() => {
        mounts += 1;
      }, []);
      return String(row['last_name']);
    });
    const { Probe, handle } = probe(useResource);
    const List = (): ReactNode =>
      useResource().patients.map((row) => <Row key={rowKey(row)} row={row} />);
    renderCounted(
      <Provider>
        <List />
        <Probe />
      </Provider>,
      false,
    );
    await page.settle();
    expect([rendered.splice(0), mounts]).toEqual([['Martin', 'Bernard'], 2]);
    during(() => handle.current.createPatient({ last_name: 'Dupont' }));
    expect([rendered.splice(0), mounts]).toEqual([['Dupont'], 3]);
    await page.settle();
    page.api.last.answer(201, { id: 's1', last_name: 'Dupont', version: 1 });
    await page.settle();
    expect([rendered.splice(0), mounts]).toEqual([['Dupont'], 3]);
    expect(handle.current.rowKey(handle.current.patients[2] ?? {})).toBe(
      rowKey(handle.current.patients[2] ?? {}),
    );
  });
});
