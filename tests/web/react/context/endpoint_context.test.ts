import { beforeEach, describe, expect, it } from 'vitest';
import type { AnyRecord, Diagnostic, SyncClient } from '../../../../web/src/types/index.js';
import { contextMark } from '../../../../web/src/react/context/context_brand.js';
import { HookContext, noContext } from '../../../../web/src/react/context/hook_context.js';
import { endpointContexts } from '../../../../web/src/react/context/endpoint_contexts.js';
import { SyncMutationError } from '../../../../web/src/types/index.js';

const endpoint = '/api/v1/patients';
type Sink = NonNullable<ReturnType<HookContext['sink']>>;

let received: Diagnostic[];
let client: SyncClient;

beforeEach(() => {
  received = [];
  client = fakeClient();
});

/** What a context needs of the client. */
function fakeClient(): SyncClient {
  const overlay = () => ({
    apply: (rows: unknown) => rows,
    isStale: () => false,
    subscribe: () => () => undefined,
    getVersion: () => 0,
    getServerVersion: () => 0,
  });
  const fake = {
    report: (diagnostic: Diagnostic) => {
      received.push(diagnostic);
    },
    sentence: (code: string, values = {}) => `${code} ${Object.values(values).join(' ')}`,
    rows: { overlay, showsOwnOnly: () => () => undefined, redrive: () => undefined },
  };
  return fake as unknown as SyncClient;
}

const codes = (): string[] => received.map(({ code }) => code);

/** A hook that has committed with a value. */
function hookWith(
  value: unknown,
  adapter?: Parameters<HookContext['see']>[1],
  path = endpoint,
): HookContext {
  const hook = new HookContext(client, path);
  hook.see(value, adapter);
  hook.mount();
  return hook;
}

function sinkOf(hook: HookContext): Sink {
  const sink = hook.sink();
  if (!sink) throw new Error('it drives nothing');
  return sink;
}

const refusal = (hook: HookContext, operation: 'insert' | 'patch' | 'remove'): unknown => {
  const way = hook.wayOf(operation);
  return way instanceof SyncMutationError ? way.code : null;
};

/** The seed's context, without React: each change makes the next value. */
function seedContext(initial: readonly AnyRecord[]): {
  rows: readonly AnyRecord[];
  calls: string[];
  hook: HookContext;
} {
  const hook = new HookContext(client, endpoint);
  const state = { rows: initial, calls: [] as string[], hook };
  const commit = (rows: readonly AnyRecord[]): void => {
    state.rows = rows;
    hook.see(value(), undefined);
  };
  const value = (): object => ({
    patients: state.rows,
    createPatient: (data: AnyRecord) => {
      state.calls.push(`create ${String(data['id'])}`);
      commit([...state.rows, data]);
      return data;
    },
    updatePatient: (id: unknown, changes: AnyRecord) => {
      state.calls.push(`update ${typeof id} ${String(id)}`);
      commit(state.rows.map((row) => (row['id'] === id ? { ...row, ...changes } : row)));
    },
    deletePatient: (id: unknown) => {
      state.calls.push(`delete ${typeof id} ${String(id)}`);
      commit(state.rows.filter((row) => row['id'] !== id));
    },
  });
  commit(initial);
  hook.mount();
  return state;
}

describe('2.5: the newest value of that context gets the calls', () => {
  it('where one hook was given several values, one after the other', () => {
    const calls: string[] = [];
    const hook = hookWith({ createPatient: () => calls.push('old') });
    const sink = sinkOf(hook);
    hook.see({ createPatient: () => calls.push('new') }, undefined);
    sink.insert({ id: 'p1' }, null);
    expect([calls, sinkOf(hook)]).toEqual([['new'], sink]);
  });

  it('where another hook with the same value has seen the next one', () => {
    const calls: string[] = [];
    const shared = { patients: [], createPatient: () => calls.push('old') };
    const [form, list] = [hookWith(shared), hookWith(shared)];
    list.see({ patients: [], createPatient: () => calls.push('new') }, undefined);
    sinkOf(form).insert({ id: 'p1' }, null);
    expect(calls).toEqual(['new']);
  });

  it('where each hook gets an object of its own with the same functions', () => {
    const methods = { createPatient: () => 'created', setPatients: () => undefined };
    const [one, other] = [hookWith({ ...methods }), hookWith({ ...methods, theme: 'dark' })];
    expect(sinkOf(one)).toBe(sinkOf(other));
  });

  it('where it is frozen, or an object of a class that stays the same', () => {
    class Store {
      readonly patients: AnyRecord[] = [];
      createPatient(record: AnyRecord): void {
        this.patients.push(record);
      }
    }
    const [one, other] = [new Store(), new Store()];
    sinkOf(hookWith(one)).insert({ id: 'p1' }, null);
    sinkOf(hookWith(Object.freeze(other))).insert({ id: 'p2' }, null);
    expect([one.patients, other.patients]).toEqual([[{ id: 'p1' }], [{ id: 'p2' }]]);
  });

  it('after its last hook is gone, and where the list of a later hook holds the same rows', () => {
    const calls: string[] = [];
    const row = { id: 'p1' };
    const first = new HookContext(client, endpoint);
    first.see({ patients: [row], deletePatient: () => calls.push('first') }, undefined);
    const unmount = first.mount();
    const sink = sinkOf(first);
    unmount();
    sink.remove('p1');
    hookWith({ patients: [row, { id: 'p2' }], deletePatient: () => calls.push('second') });
    sink.remove('p1');
    expect(calls).toEqual(['first', 'second']);
  });
});

describe('2.5: another context of the same endpoint gets none', () => {
  it.each([
    ['with other rows', [{ id: 'a' }], [{ id: 'b' }]],
    ['with the same rows', [{ id: 'a' }], [{ id: 'a' }]],
    ['without rows', [], []],
  ])('%s', (_, rowsOfA, rowsOfB) => {
    const calls: string[] = [];
    const panel = (name: string, patients: unknown): object => ({
      patients,
      createPatient: () => calls.push(`${name} create`),
      deletePatient: () => calls.push(`${name} delete`),
    });
    const a = hookWith(panel('A', rowsOfA));
    const b = hookWith(panel('B', rowsOfB));
    sinkOf(a).insert({ id: 'p1' }, null);
    sinkOf(a).remove('p1');
    sinkOf(b).remove('p1');
    expect(calls).toEqual(['A create', 'A delete', 'B delete']);
  });

  it('where one hook is given the other one next', () => {
    const calls: string[] = [];
    const panel = (name: string, id: string): object => ({
      patients: [{ id }],
      deletePatient: () => calls.push(name),
    });
    const hook = hookWith(panel('A', 'a'));
    const sink = sinkOf(hook);
    hook.see(panel('B', 'b'), undefined);
    sink.remove('p1');
    sinkOf(hook).remove('p1');
    expect(calls).toEqual(['A', 'B']);
  });

  it('where both have functions of a module in common, and their own setters', () => {
    const shared = { updatePatient: () => undefined };
    const panel = (): object => ({ ...shared, patients: [], setPatients: () => undefined });
    expect(sinkOf(hookWith(panel()))).not.toBe(sinkOf(hookWith(panel())));
  });

  it('one value is another context for each endpoint', () => {
    const value = { createPatient: () => undefined, createConsent: () => undefined };
    const consents = hookWith(value, undefined, '/api/v1/consents');
    expect(sinkOf(hookWith(value))).not.toBe(sinkOf(consents));
    expect(endpointContexts(client, endpoint)).toBe(endpointContexts(client, endpoint));
  });
});

describe('2.5: an adapter', () => {
  it('stays when a hook without one is given the same value', () => {
    const value = { createPatient: () => 'by name' };
    const adapted = hookWith(value, { insert: () => 'adapter' });
    hookWith(value);
    expect(sinkOf(adapted).insert({ id: 'p1' }, null)).toBe('adapter');
  });

  it('written inline at each render, is the same context by its setter', () => {
    const setItems = (): void => undefined;
    const hook = hookWith(null, { setItems });
    const sink = sinkOf(hook);
    hook.see(null, { setItems, items: [] });
    expect([sinkOf(hook), sinkOf(hookWith(null, { setItems }))]).toEqual([sink, sink]);
  });
});

describe('2.5: a context that cannot be driven', () => {
  it('is refused with CONTEXT_UNUSABLE and the list of what was looked for', () => {
    const hook = hookWith({ createPatient: () => undefined }, undefined, '/api/v1/medical-records');
    const error = hook.wayOf('remove');
    if (!(error instanceof SyncMutationError)) throw new Error('it is not refused');
    expect([error.code, error.mutation]).toEqual(['CONTEXT_UNUSABLE', null]);
    for (const name of [
      'adapter.remove',
      'adapter.setItems',
      'deleteMedicalRecord',
      'archiveRecord',
      'removeRecord',
      'setRecords',
    ]) {
      expect(error.message).toContain(name);
    }
  });

  it('is refused only for the operation that it lacks', () => {
    const hook = hookWith({ createPatient: () => undefined });
    expect([refusal(hook, 'insert'), refusal(hook, 'patch')]).toEqual([null, 'CONTEXT_UNUSABLE']);
  });

  it('is refused where the hook was given one before that can', () => {
    const hook = hookWith({ createPatient: () => undefined });
    hook.see(null, undefined);
    expect(refusal(hook, 'insert')).toBe('CONTEXT_UNUSABLE');
  });

  it('a createSyncContext value of another endpoint is refused, too', () => {
    const hook = hookWith({ [contextMark]: { endpoint: '/api/v1/consents' } });
    const error = hook.wayOf('insert');
    expect(error).toMatchObject({ code: 'CONTEXT_UNUSABLE' });
    expect(String(error)).toContain('/api/v1/consents');
  });
});

describe('2.8a: without any context', () => {
  it('every operation is possible and nothing is driven', () => {
    const hook = hookWith(noContext);
    expect([hook.wayOf('insert'), hook.sink()]).toEqual([{ sink: undefined }, undefined]);
  });
});

describe('2.5: a value of createSyncContext is recognised by its mark', () => {
  const method = Object.assign(() => undefined, { [contextMark]: { endpoint } });

  it.each([
    ['the value itself', { [contextMark]: { endpoint } }],
    ['a copy of it', { ...{ [contextMark]: { endpoint }, extra: 1 } }],
    ['another context that hands on its methods', { createPatient: method }],
  ])('%s', (_, value) => {
    const hook = hookWith(value);
    expect([hook.wayOf('insert'), hook.wayOf('remove'), hook.sink()]).toEqual([
      { sink: undefined },
      { sink: undefined },
      undefined,
    ]);
  });

  it('any other value is not ours', () => {
    const hook = hookWith({ createPatient: () => undefined, [contextMark]: 'something else' });
    expect(hook.sink()).toBeDefined();
  });
});

describe('2.5b: an operation of a hook as a method of a context', () => {
  it('leads to what that hook drives; other methods are called by name', () => {
    const inner = { setItems: () => undefined };
    const sink = sinkOf(hookWith(null, inner));
    const create = Object.assign(() => undefined, {
      [contextMark]: { endpoint, sink: () => sink },
    });
    const form = hookWith({ patients: [], createPatient: create, deletePatient: () => 'by name' });
    expect(form.wayOf('insert')).toEqual({ sink });
    expect(form.wayOf('remove')).not.toEqual({ sink });
    expect(form.wayOf('patch')).toEqual({ sink });
  });
});

describe('2.5a: ids are those of the context', () => {
  it('a context that uses numbers is called with numbers, seen in its list, in a call, or in what it gave back', () => {
    const context = seedContext([{ id: 12 }]);
    const sink = sinkOf(context.hook);
    sink.patch('12', { n: 1 });
    context.hook.note(13);
    sink.remove('13');
    expect(context.calls).toEqual(['update number 12', 'delete number 13']);
    const other = sinkOf(
      hookWith({
        createPatient: () => ({ id: 14 }),
        removePatient: (id: unknown) => typeof id,
      }),
    );
    other.insert({ id: 'local' }, null);
    expect(other.remove('14')).toBe('number');
  });

  it('a promised record is looked at too, and a rejection is left to the client', async () => {
    const sink = sinkOf(
      hookWith({
        createPatient: () => Promise.resolve({ id: 15 }),
        deletePatient: (id: unknown) => typeof id,
      }),
    );
    await sink.insert({ id: 'local' }, null);
    expect(sink.remove('15')).toBe('number');
    const failing = sinkOf(hookWith({ createPatient: () => Promise.reject(new Error('no')) }));
    await expect(failing.insert({ id: 'other' }, null)).rejects.toThrow('no');
  });

  it('find looks in the list of the newest value', () => {
    const { hook } = seedContext([{ id: 'a' }, { id: 12, n: 1 }]);
    const sink = sinkOf(hook);
    expect(sink.find?.('12')).toEqual({ record: { id: 12, n: 1 }, index: 1 });
    expect(sink.find?.('z')).toBeUndefined();
    hook.see({ createPatient: () => undefined }, undefined);
    expect(sink.find?.('12')).toBeUndefined();
  });
});

describe('2.5: what methods by name cannot do is a diagnostic when first needed', () => {
  it("a new id goes through the update method with the fields, as the seed's option A does", () => {
    const context = seedContext([{ id: 'local', n: 1 }]);
    const sink = sinkOf(context.hook);
    sink.replaceRecord?.('local', { id: 'server', n: 2 });
    expect([context.rows, context.calls]).toEqual([
      [{ id: 'server', n: 2 }],
      ['update string local'],
    ]);
    expect(codes()).toContain('CONTEXT_CANNOT_RENAME');
  });

  it('a context that ignores the new id is called by the former one', () => {
    let rows: readonly AnyRecord[] = [{ id: 'local', n: 1 }];
    const value = (): object => ({
      patients: rows,
      updatePatient: (id: string, { id: _ignored, ...changes }: AnyRecord) => {
        rows = rows.map((row) => (row['id'] === id ? { ...row, ...changes } : row));
      },
    });
    const hook = hookWith(value());
    sinkOf(hook).replaceId?.('local', 'server');
    hook.see(value(), undefined);
    sinkOf(hook).patch('server', { n: 2 });
    expect(rows).toEqual([{ id: 'local', n: 2 }]);
  });

  it('before the context has committed, the new id is used', () => {
    const asked: unknown[] = [];
    const hook = hookWith({
      patients: [{ id: 'local' }],
      updatePatient: (id: unknown) => asked.push(id),
    });
    sinkOf(hook).replaceId?.('local', 'server');
    sinkOf(hook).patch('server', { n: 2 });
    expect(asked).toEqual(['local', 'server']);
  });

  it('a deleted row comes back by createX, at the end', () => {
    const context = seedContext([{ id: 'b' }]);
    sinkOf(context.hook).insert({ id: 'a' }, 0, true);
    expect(context.rows).toEqual([{ id: 'b' }, { id: 'a' }]);
    expect(codes()).toContain('CONTEXT_CANNOT_PLACE');
  });

  it('with setItems it comes back where it was, without a diagnostic', () => {
    let rows: readonly AnyRecord[] = [{ id: 'b' }];
    const sink = sinkOf(
      hookWith(null, {
        setItems: (change) => {
          rows = change(rows);
        },
      }),
    );
    sink.insert({ id: 'a' }, 0, true);
    sink.replaceRecord?.('a', { id: 'A', n: 1 });
    expect([rows, received]).toEqual([[{ id: 'A', n: 1 }, { id: 'b' }], []]);
  });

  it('an outcome goes through a setter where there is one, a call through the method', () => {
    const calls: string[] = [];
    const hook = hookWith({
      patients: [{ id: 'a' }],
      setPatients: () => calls.push('set'),
      updatePatient: () => calls.push('update'),
    });
    sinkOf(hook).patch('a', { n: 1 });
    sinkOf(hook).patch('a', { n: 2 }, true);
    expect(calls).toEqual(['update', 'set']);
  });
});

describe('2.8: a diagnostic says that a reload will not show the change', () => {
  it('once, for methods by name without a setter or useSyncedRows', () => {
    const sink = sinkOf(seedContext([]).hook);
    sink.insert({ id: 'a' }, null);
    sink.patch('a', {});
    expect(codes()).toEqual(['CONTEXT_NOT_RECOVERED']);
  });

  it('only after useSyncedRows has gone, which laid the queue over the rows', () => {
    const sink = sinkOf(seedContext([]).hook);
    const end = endpointContexts(client, endpoint).overlay();
    sink.insert({ id: 'a' }, null);
    expect(codes()).toEqual([]);
    end();
    sink.remove('a');
    expect(codes()).toEqual(['CONTEXT_NOT_RECOVERED']);
  });

  it('a list with a setter needs none', () => {
    const value = { patients: [], setPatients: () => undefined, createPatient: () => undefined };
    sinkOf(hookWith(value)).insert({ id: 'a' }, null);
    expect(codes()).toEqual([]);
  });
});
