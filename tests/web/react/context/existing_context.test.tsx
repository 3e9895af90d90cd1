// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { useMemo, useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import {
  useIsStale,
  useSyncMutation,
  type AnyRecord,
  type MethodOrOptions,
  type SyncMutation,
} from 'synchrone';
import { probe, type Handle } from '../support/render.js';
import { existingContext, mount, names, patientsEndpoint } from '../support/subjects.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

/** A component with the hook and any context value. */
function hookWith(
  context: unknown,
  options?: MethodOrOptions,
  endpoint = patientsEndpoint,
): Handle<SyncMutation> {
  const { Probe, handle } = probe(() => useSyncMutation(context, endpoint, options));
  render(<Probe />);
  return handle;
}

function call<T>(run: () => T): T {
  const results: T[] = [];
  act(() => {
    results.push(run());
  });
  return results[0] as T;
}

function draftThatIsOver(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('2.5: a context that cannot be driven', () => {
  it('rejects with CONTEXT_UNUSABLE and the names that were looked for; nothing is queued', async () => {
    const page = new TestPage();
    const hook = hookWith({ patients: [], addAppointment: () => undefined });
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    await expect(made).rejects.toMatchObject({
      name: 'SyncMutationError',
      code: 'CONTEXT_UNUSABLE',
      mutation: null,
    });
    await expect(made).rejects.toThrow(/createPatient, addPatient.*setPatients/);
    await expect(made.synced).rejects.toMatchObject({ code: 'CONTEXT_UNUSABLE' });
    expect(await made.settled).toMatchObject({
      status: 'rolled-back',
      error: { code: 'CONTEXT_UNUSABLE' },
    });
    await page.settle();
    expect([page.queue.getAll(), page.api.writes, made.mutationId]).toEqual([[], [], '']);
    expect(page.toldCodes).toContain('CONTEXT_UNUSABLE');
    expect(hook.current.failure).toMatchObject({ code: 'CONTEXT_UNUSABLE', mutation: null });
  });

  it.each<[string, unknown, unknown]>([
    ['an adapter of other values than functions', {}, { insert: 'x', setItems: 5 }],
    ['an adapter that is text', {}, 'insert'],
    ['a draft that is over', draftThatIsOver(), undefined],
  ])('%s is one', async (_, context, adapter) => {
    const page = new TestPage();
    const hook = hookWith(context, { adapter } as MethodOrOptions);
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    await expect(made).rejects.toMatchObject({ code: 'CONTEXT_UNUSABLE' });
    await expect(made).rejects.toThrow(/adapter\.insert, adapter\.setItems/);
    await page.settle();
    expect(page.queue.getAll()).toEqual([]);
  });

  it.each([undefined, null, 12, 'patients'])('a context that is %s is one', async (context) => {
    const page = new TestPage();
    const hook = hookWith(context);
    await expect(call(() => hook.current.delete('p1'))).rejects.toMatchObject({
      code: 'CONTEXT_UNUSABLE',
    });
    await page.settle();
  });
});

describe('2.5: calls go to the newest context value', () => {
  it('never to a stale closure, also from a callback that was kept', async () => {
    const page = new TestPage();
    const seen: string[] = [];
    const { Probe, handle } = probe(() => {
      const [name, setName] = useState('first');
      return {
        setName,
        hook: useSyncMutation(
          {
            createPatient: () => {
              seen.push(name);
            },
          },
          patientsEndpoint,
        ),
      };
    });
    render(<Probe />);
    const { create } = handle.current.hook;
    call(() => handle.current.setName('second'));
    expect(handle.current.hook.create).toBe(create);
    call(() => void create({ last_name: 'Dupont' }));
    expect(seen).toEqual(['second']);
    await page.settle();
  });

  it('a later confirmation goes to the newest value of the context', async () => {
    const page = new TestPage();
    const seen: [string, unknown][] = [];
    const { Probe, handle } = probe(() => {
      const [name, setName] = useState('first');
      const context = useMemo(
        () => ({
          updatePatient: (_id: string, changes: AnyRecord) => {
            seen.push([name, changes['last_name']]);
          },
        }),
        [name],
      );
      return { setName, hook: useSyncMutation(context, patientsEndpoint) };
    });
    render(<Probe />);
    call(() => void handle.current.hook.mutate('p1', { last_name: 'dupont' }));
    await page.settle();
    call(() => handle.current.setName('second'));
    page.api.last.answer(200, { id: 'p1', last_name: 'DUPONT' });
    await page.settle();
    expect(seen).toEqual([
      ['first', 'dupont'],
      ['second', 'DUPONT'],
    ]);
  });
});

describe('2.5a: ids that the context gives', () => {
  const contexts = [
    ['at once', (data: AnyRecord) => ({ ...data, id: 'own-1' })],
    ['by its promise', (data: AnyRecord) => Promise.resolve({ ...data, id: 'own-1' })],
  ] as const;

  it.each(contexts)(
    'given %s, an id of its own finds the record in all look-ups',
    async (_, createPatient) => {
      const page = new TestPage();
      const removed: unknown[] = [];
      const hook = hookWith({
        createPatient,
        updatePatient: () => undefined,
        deletePatient: (id: unknown) => {
          removed.push(id);
        },
      });
      const made = call(() => hook.current.create({ last_name: 'Dupont' }));
      await page.settle();
      page.api.last.answer(201, { id: 's1', last_name: 'Dupont' });
      await page.settle();
      call(() => void hook.current.mutate('own-1', { last_name: 'Durand' }));
      await page.settle();
      expect(page.api.last.path).toBe(`${patientsEndpoint}/s1`);
      expect([
        page.queue.resolveId('own-1'),
        page.queue.resolveId(String(made.record['id'])),
      ]).toEqual(['s1', 's1']);
    },
  );

  it('the local id is passed in data.id', async () => {
    const page = new TestPage();
    const given: AnyRecord[] = [];
    const hook = hookWith({
      createPatient: (data: AnyRecord) => {
        given.push(data);
      },
    });
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    expect(given).toEqual([{ id: made.record['id'], last_name: 'Dupont' }]);
    await page.settle();
  });

  it('a rollback waits for the id that the context promised', async () => {
    const page = new TestPage();
    const removed: unknown[] = [];
    let give: (record: AnyRecord) => void = () => undefined;
    const hook = hookWith({
      createPatient: () =>
        new Promise<AnyRecord>((resolve) => {
          give = resolve;
        }),
      deletePatient: (id: unknown) => {
        removed.push(id);
      },
    });
    // That it sends nothing is known from a first call.
    call(() => hook.current.create({ last_name: 'Durand' }));
    give({ id: 'own-0' });
    await page.settle();
    page.api.last.answer(201, { id: 's0', last_name: 'Durand' });
    await page.settle();
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(removed).toEqual([]);
    give({ id: 'own-1' });
    await page.settle();
    expect(removed).toEqual(['own-1']);
    await expect(made).rejects.toMatchObject({ status: 422 });
  });
});

describe('2.5a: a context that fails', () => {
  it('a throw withdraws the mutation: CONTEXT_REJECTED, nothing queued, nothing sent', async () => {
    const page = new TestPage();
    const hook = hookWith({
      createPatient: () => {
        throw new Error('liste pleine');
      },
    });
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    await page.settle();
    await expect(made).rejects.toMatchObject({
      code: 'CONTEXT_REJECTED',
      cause: { message: 'liste pleine' },
    });
    expect([page.api.writes, page.queue.getPendingCount()]).toEqual([[], 0]);
    expect(hook.current.error).toContain('liste pleine');
  });

  it('a rejection before the request has left withdraws the mutation, too', async () => {
    const page = new TestPage();
    const hook = hookWith({ createPatient: () => Promise.reject(new Error('liste pleine')) });
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    await page.settle();
    await expect(made).rejects.toMatchObject({ code: 'CONTEXT_REJECTED' });
    expect([page.api.writes, page.queue.getPendingCount()]).toEqual([[], 0]);
  });

  it('a later rejection is reported and changes nothing', async () => {
    const page = new TestPage();
    let fail: (reason: Error) => void = () => undefined;
    const hook = hookWith({
      createPatient: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    });
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    await page.advance(2_000);
    fail(new Error('trop tard'));
    page.api.last.answer(201, { id: 's1', last_name: 'Dupont' });
    await page.settle();
    expect(await made).toMatchObject({ id: 's1' });
    expect(page.toldCodes).toContain('CONTEXT_REJECTED_LATE');
  });

  it('the first request leaves no earlier than the next task', async () => {
    const page = new TestPage();
    const hook = hookWith({ createPatient: () => undefined });
    call(() => void hook.current.create({ last_name: 'Dupont' }));
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(page.api.writes).toHaveLength(0);
    await page.settle();
    expect(page.api.writes).toHaveLength(1);
  });
});

describe('2.6: previousState', () => {
  it('is what a rollback goes back to', async () => {
    const page = new TestPage();
    const patches: AnyRecord[] = [];
    const hook = hookWith({
      updatePatient: (_id: unknown, changes: AnyRecord) => {
        patches.push(changes);
      },
    });
    call(
      () =>
        void hook.current.mutate(
          'p1',
          { last_name: 'Durand' },
          { previousState: { id: 'p1', last_name: 'Martin', city: 'Lyon' } },
        ),
    );
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(patches.at(-1)).toMatchObject({ last_name: 'Martin', city: 'Lyon' });
  });

  it('is not taken as confirmed while something of the record is pending', async () => {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = [{ id: 'p1', last_name: 'Martin' }];
    const on = await mount(page, existingContext(page));
    on.during((hook) => hook.mutate('p1', { last_name: 'Durand' }, { previousState: on.rows[0] }));
    on.during((hook) => hook.mutate('p1', { city: 'Lyon' }, { previousState: on.rows[0] }));
    await page.settle();
    page.api.writes[0]?.answer(422, { message: 'non' });
    await page.settle();
    page.api.writes[1]?.answer(422, { message: 'non' });
    await page.settle();
    expect(on.rows).toEqual([{ id: 'p1', last_name: 'Martin' }]);
  });

  it('without previousState and without a list, the rollback reads the record', async () => {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = [{ id: 'p1', last_name: 'Martin' }];
    const patches: AnyRecord[] = [];
    const hook = hookWith({
      updatePatient: (_id: unknown, changes: AnyRecord) => {
        patches.push(changes);
      },
    });
    call(() => void hook.current.mutate('p1', { last_name: 'Durand' }));
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(page.api.reads).toEqual([`${patientsEndpoint}/p1`]);
    expect(patches.at(-1)).toMatchObject({ last_name: 'Martin' });
  });

  it('the row is marked stale until the rollback has read the record', async () => {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = [{ id: 'p1', last_name: 'Martin' }];
    page.api.holdReads = true;
    const { Probe, handle } = probe(() => ({
      hook: useSyncMutation({ updatePatient: () => undefined }, patientsEndpoint),
      stale: [useIsStale(patientsEndpoint, 'p1'), useIsStale(patientsEndpoint, 'p2')],
    }));
    render(<Probe />);
    call(() => void handle.current.hook.mutate('p1', { last_name: 'Durand' }));
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(handle.current.stale).toEqual([true, false]);
    page.api.releaseReads();
    await page.settle();
    expect(handle.current.stale).toEqual([false, false]);
  });
});

describe('2.5: existing contexts of other shapes', () => {
  it('createRecord and archiveRecord are driven with an API that gives numbers', async () => {
    const page = new TestPage();
    let records: readonly AnyRecord[] = [{ id: 7, note: 'a' }];
    const context = {
      get records() {
        return records;
      },
      createRecord: (data: AnyRecord) => {
        records = [...records, data];
      },
      updateRecord: (id: unknown, changes: AnyRecord) => {
        records = records.map((row) => (row['id'] === id ? { ...row, ...changes } : row));
      },
      archiveRecord: (id: unknown) => {
        records = records.filter((row) => row['id'] !== id);
      },
    };
    const hook = hookWith(context, undefined, '/api/v1/medical-records');
    call(() => void hook.current.mutate(7, { note: 'b' }));
    call(() => void hook.current.create({ note: 'c' }));
    expect(records).toMatchObject([{ id: 7, note: 'b' }, { note: 'c' }]);
    await page.settle();
    page.api.writes[0]?.answer(200, { id: 7, note: 'b' });
    page.api.writes[1]?.answer(201, { id: 8, note: 'c' });
    await page.settle();
    expect(records).toEqual([
      { id: 7, note: 'b' },
      { id: 8, note: 'c' },
    ]);
    call(() => void hook.current.delete(8));
    expect(records).toEqual([{ id: 7, note: 'b' }]);
    await page.settle();
    expect(page.api.last.path).toBe('/api/v1/medical-records/8');
  });

  it('an adapter of insert, patch, remove and replaceId is driven', async () => {
    const page = new TestPage();
    const calls: unknown[][] = [];
    const note =
      (name: string) =>
      (...args: unknown[]): void => {
        calls.push([name, ...args]);
      };
    const adapter = {
      insert: note('insert'),
      patch: note('patch'),
      remove: note('remove'),
      replaceId: note('replaceId'),
    };
    const hook = hookWith(null, { adapter });
    const made = call(() => hook.current.create({ last_name: 'Dupont' }));
    const localId = made.record['id'];
    await page.settle();
    page.api.last.answer(201, { id: 's1', last_name: 'DUPONT' });
    await page.settle();
    call(() => void hook.current.delete('s1'));
    expect(calls).toMatchObject([
      ['insert', { id: localId, last_name: 'Dupont' }, null],
      ['replaceId', localId, 's1'],
      ['patch', 's1', { last_name: 'DUPONT' }],
      ['remove', 's1'],
    ]);
    await page.settle();
    expect(page.toldCodes).toEqual([]);
  });

  it('a refused delete comes back in its place with an adapter, at the end and with a diagnostic by name', async () => {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = [
      { id: 'p1', last_name: 'Martin' },
      { id: 'p2', last_name: 'Bernard' },
    ];
    const on = await mount(page, existingContext(page));
    on.during((hook) => hook.delete('p1'));
    await page.settle();
    page.api.last.answer(403, { message: 'non' });
    await page.settle();
    expect(names(on.rows)).toEqual(['Bernard', 'Martin']);
    expect(page.toldCodes).toContain('CONTEXT_CANNOT_PLACE');
  });
});
