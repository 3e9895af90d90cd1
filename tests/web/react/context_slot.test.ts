import { describe, expect, it } from 'vitest';
import type { AnyRecord, Diagnostic, SyncClient } from '../../../web/src/client/types.js';
import { contextMark } from '../../../web/src/react/context_mark.js';
import { contextSlot, type ContextSlot } from '../../../web/src/react/context_slot.js';

const endpoint = '/api/v1/patients';

/** What a slot needs of the client, and what it told. */
function slotOf(path = endpoint): { slot: ContextSlot; told: Diagnostic[] } {
  const told: Diagnostic[] = [];
  const fake: Partial<SyncClient> = {
    tell: (diagnostic) => {
      told.push(diagnostic);
    },
    watchingWrites: (_, call) => call(),
    sentence: (code, values = {}) => `${code} ${Object.values(values).join(' ')}`,
    overlay: () => ({
      apply: (rows) => rows,
      isStale: () => false,
      subscribe: () => () => undefined,
      getVersion: () => 0,
      getServerVersion: () => 0,
    }),
  };
  return { slot: contextSlot(fake as SyncClient, path), told };
}

/** The seed's context, without React: each change makes the next value. */
function seedContext(
  slot: ContextSlot,
  initial: readonly AnyRecord[],
): { rows: readonly AnyRecord[]; calls: string[] } {
  const state = { rows: initial, calls: [] as string[] };
  const commit = (rows: readonly AnyRecord[]): void => {
    state.rows = rows;
    slot.see(value(), undefined);
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
  return state;
}

describe('2.5 the newest context value of an endpoint', () => {
  it('gets the calls, whoever saw it', () => {
    const { slot } = slotOf();
    const calls: string[] = [];
    slot.see({ createPatient: () => calls.push('old') }, undefined);
    const { sink } = slot;
    slot.see({ createPatient: () => calls.push('new') }, undefined);
    sink.insert({ id: 'p1' }, null);
    expect(calls).toEqual(['new']);
  });

  it('stays when a hook without a context or adapter comes along', () => {
    const { slot } = slotOf();
    slot.see({ records: [] }, { remove: () => 'removed' });
    slot.see(undefined, undefined);
    expect(slot.sink.remove('p1')).toBe('removed');
  });

  it('stays when a context comes along that cannot be driven, and goes when one comes that can', () => {
    const { slot } = slotOf();
    slot.see({}, { insert: () => 'adapter' });
    slot.see({ theme: 'dark' }, undefined);
    expect(slot.sink.insert({ id: 'p1' }, null)).toBe('adapter');
    slot.see({ createPatient: () => 'by name' }, undefined);
    expect(slot.sink.insert({ id: 'p1' }, null)).toBe('by name');
  });

  it('keeps the adapter that one hook gave for the same value', () => {
    const { slot } = slotOf();
    const value = { createPatient: () => 'by name' };
    slot.see(value, { insert: () => 'adapter' });
    slot.see(value, undefined);
    expect(slot.sink.insert({ id: 'p1' }, null)).toBe('adapter');
  });

  it('is one per client and endpoint', () => {
    const { slot } = slotOf();
    expect(slot.refusal('insert')).not.toBeNull();
    const client = { overlay: () => ({}) } as unknown as SyncClient;
    expect(contextSlot(client, endpoint)).toBe(contextSlot(client, endpoint));
    expect(contextSlot(client, endpoint)).not.toBe(contextSlot(client, '/api/v1/consents'));
  });
});

describe('2.5 a context that cannot be driven', () => {
  it('is refused with CONTEXT_UNUSABLE and the list of what was looked for', () => {
    const { slot } = slotOf('/api/v1/medical-records');
    slot.see({ createPatient: () => undefined }, undefined);
    const error = slot.refusal('remove');
    expect(error?.code).toBe('CONTEXT_UNUSABLE');
    for (const name of [
      'adapter.remove',
      'adapter.setItems',
      'deleteMedicalRecord',
      'archiveRecord',
      'removeRecord',
      'setRecords',
    ]) {
      expect(error?.message).toContain(name);
    }
    expect(error?.mutation).toBeNull();
  });

  it('only for the operation that it lacks', () => {
    const { slot } = slotOf();
    slot.see({ createPatient: () => undefined }, undefined);
    expect([slot.refusal('insert'), slot.refusal('patch')?.code]).toEqual([
      null,
      'CONTEXT_UNUSABLE',
    ]);
  });

  it('so is a createSyncContext value of another endpoint', () => {
    const { slot } = slotOf();
    slot.see({ [contextMark]: { endpoint: '/api/v1/consents' } }, undefined);
    expect(slot.refusal('insert')?.code).toBe('CONTEXT_UNUSABLE');
    expect(slot.refusal('insert')?.message).toContain('/api/v1/consents');
  });
});

describe('2.5 a value of createSyncContext is recognised by its mark', () => {
  const method = Object.assign(() => undefined, { [contextMark]: { endpoint } });

  it.each([
    ['the value itself', { [contextMark]: { endpoint } }],
    ['a copy of it', { ...{ [contextMark]: { endpoint }, extra: 1 } }],
    ['another context that hands on its methods', { createPatient: method }],
  ])('%s', (_, value) => {
    const { slot } = slotOf();
    slot.see(value, undefined);
    expect([slot.isOurs(), slot.refusal('insert'), slot.refusal('remove')]).toEqual([
      true,
      null,
      null,
    ]);
  });

  it('any other value is not ours', () => {
    const { slot } = slotOf();
    slot.see({ createPatient: () => undefined, [contextMark]: 'something else' }, undefined);
    expect(slot.isOurs()).toBe(false);
  });
});

describe('2.5a ids are those of the context', () => {
  it('a context that uses numbers is called with numbers, seen in its list, in a call, or in what it gave back', () => {
    const { slot } = slotOf();
    const context = seedContext(slot, [{ id: 12 }]);
    slot.sink.patch('12', { n: 1 });
    slot.ids.note(13);
    slot.sink.remove('13');
    slot.see(
      { createPatient: () => ({ id: 14 }), removePatient: (id: unknown) => typeof id },
      undefined,
    );
    slot.sink.insert({ id: 'local' }, null);
    expect(slot.sink.remove('14')).toBe('number');
    expect(context.calls).toEqual(['update number 12', 'delete number 13']);
  });

  it('a promised record is looked at too, and a rejection is left to the client', async () => {
    const { slot } = slotOf();
    slot.see(
      {
        createPatient: () => Promise.resolve({ id: 15 }),
        deletePatient: (id: unknown) => typeof id,
      },
      undefined,
    );
    await slot.sink.insert({ id: 'local' }, null);
    expect(slot.sink.remove('15')).toBe('number');
    slot.see({ createPatient: () => Promise.reject(new Error('no')) }, undefined);
    await expect(slot.sink.insert({ id: 'other' }, null)).rejects.toThrow('no');
  });

  it('find looks in the list of the newest value', () => {
    const { slot } = slotOf();
    seedContext(slot, [{ id: 'a' }, { id: 12, n: 1 }]);
    expect(slot.sink.find?.('12')).toEqual({ record: { id: 12, n: 1 }, index: 1 });
    expect(slot.sink.find?.('z')).toBeUndefined();
    slot.see({ createPatient: () => undefined }, undefined);
    expect(slot.sink.find?.('12')).toBeUndefined();
  });
});

describe('2.5 what methods by name cannot do is a diagnostic when first needed', () => {
  it("a new id goes through the update method, as the seed's option A does", () => {
    const { slot, told } = slotOf();
    const context = seedContext(slot, [{ id: 'local', n: 1 }]);
    slot.overlay();
    expect(told).toEqual([]);
    slot.sink.replaceId?.('local', 'server');
    slot.sink.replaceId?.('local', 'server');
    expect(context.rows).toEqual([{ id: 'server', n: 1 }]);
    expect(told.map(({ code, resource }) => [code, resource])).toEqual([
      ['CONTEXT_CANNOT_RENAME', endpoint],
    ]);
  });

  it('a context that ignores the new id is called by the former one', () => {
    const { slot } = slotOf();
    let rows: readonly AnyRecord[] = [{ id: 'local', n: 1 }];
    const value = (): object => ({
      patients: rows,
      updatePatient: (id: string, { id: _ignored, ...changes }: AnyRecord) => {
        rows = rows.map((row) => (row['id'] === id ? { ...row, ...changes } : row));
      },
    });
    slot.see(value(), undefined);
    slot.sink.replaceId?.('local', 'server');
    slot.see(value(), undefined);
    slot.sink.patch('server', { n: 2 });
    expect(rows).toEqual([{ id: 'local', n: 2 }]);
  });

  it('before the context has committed, the new id is used', () => {
    const { slot } = slotOf();
    const asked: unknown[] = [];
    slot.see(
      { patients: [{ id: 'local' }], updatePatient: (id: unknown) => asked.push(id) },
      undefined,
    );
    slot.sink.replaceId?.('local', 'server');
    slot.sink.patch('server', { n: 2 });
    expect(asked).toEqual(['local', 'server']);
  });

  it('a deleted row comes back by createX, at the end', () => {
    const { slot, told } = slotOf();
    const context = seedContext(slot, [{ id: 'b' }]);
    slot.overlay();
    slot.sink.insert({ id: 'a' }, 0);
    expect(context.rows).toEqual([{ id: 'b' }, { id: 'a' }]);
    expect(told.map(({ code }) => code)).toEqual(['CONTEXT_CANNOT_PLACE']);
  });

  it('with setItems it comes back where it was, and nothing is told', () => {
    const { slot, told } = slotOf();
    let rows: readonly AnyRecord[] = [{ id: 'b' }];
    slot.see(
      {},
      {
        setItems: (change) => {
          rows = change(rows);
        },
      },
    );
    slot.sink.insert({ id: 'a' }, 0);
    slot.sink.replaceId?.('a', 'A');
    expect([rows, told]).toEqual([[{ id: 'A' }, { id: 'b' }], []]);
  });
});

describe('2.8 a diagnostic says that a reload will not show the change', () => {
  it('once, for methods by name without useSyncedRows', () => {
    const { slot, told } = slotOf();
    seedContext(slot, []);
    slot.sink.insert({ id: 'a' }, null);
    slot.sink.patch('a', {});
    expect(told.map(({ code }) => code)).toEqual(['CONTEXT_NOT_RECOVERED']);
  });

  it('not while useSyncedRows lays the queue over the rows, and again after it has gone', () => {
    const { slot, told } = slotOf();
    seedContext(slot, []);
    const end = slot.overlay();
    slot.sink.insert({ id: 'a' }, null);
    expect(told).toEqual([]);
    end();
    slot.sink.remove('a');
    expect(told.map(({ code }) => code)).toEqual(['CONTEXT_NOT_RECOVERED']);
  });
});
