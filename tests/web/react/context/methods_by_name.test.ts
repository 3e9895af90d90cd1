import { describe, expect, it } from 'vitest';
import {
  contextDriver,
  methodNames,
  setterNames,
} from '../../../../web/src/react/context/methods_by_name.js';
import type { ContextAdapter } from '../../../../web/src/react/index.js';
import { resourceNouns } from '../../../../web/src/react/context/nouns.js';

const patients = resourceNouns('/api/v1/patients');
const records = resourceNouns('/api/v1/medical-records');

/** Methods that answer with their own name and arguments. */
function context(...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => [name, ...args]]));
}

describe('2.5: methods found by name', () => {
  it.each([
    ['createPatient', 'updatePatient', 'deletePatient'],
    ['addPatient', 'editPatient', 'archivePatient'],
    ['createPatient', 'updatePatient', 'removePatient'],
  ])('%s, %s, %s', (create, update, remove) => {
    const driver = contextDriver(context(create, update, remove), undefined, patients);
    expect(driver.insert?.({ id: 'p1' }, null)).toEqual([create, { id: 'p1' }]);
    expect(driver.patch?.('p1', { n: 1 })).toEqual([update, 'p1', { n: 1 }]);
    expect(driver.remove?.('p1')).toEqual([remove, 'p1']);
    expect([...driver.byName]).toEqual(['insert', 'patch', 'remove']);
  });

  it('members of an adapter that are not functions, or not a list, are looked for by name', () => {
    const adapter: unknown = { insert: 'x', setItems: 5, items: { data: [] } };
    const value = { ...context('createPatient'), patients: [{ id: 'a' }] };
    const driver = contextDriver(value, adapter as ContextAdapter, patients);
    expect(driver.insert?.({ id: 'p1' }, null)).toEqual(['createPatient', { id: 'p1' }]);
    expect([driver.setItems, driver.items]).toEqual([undefined, value.patients]);
  });

  it('the whole noun comes before its last word: createMedicalRecord before createRecord', () => {
    const both = contextDriver(context('createRecord', 'createMedicalRecord'), undefined, records);
    expect(both.insert?.({}, null)).toEqual(['createMedicalRecord', {}]);
    const short = contextDriver(
      context('createRecord', 'updateRecord', 'archiveRecord'),
      undefined,
      records,
    );
    expect(short.insert?.({}, null)).toEqual(['createRecord', {}]);
    expect(short.remove?.('r1')).toEqual(['archiveRecord', 'r1']);
  });

  it('a setter found by name stands in for missing methods, and puts rows back in their place', () => {
    let rows: readonly object[] = [{ id: 'a' }, { id: 'c' }];
    const setPatients = (next: readonly object[]): void => {
      rows = next;
    };
    const driver = contextDriver({ patients: rows, setPatients }, undefined, patients);
    driver.place?.({ id: 'b' }, 1);
    driver.patch?.('c', { n: 1 });
    driver.replaceId?.('a', 'A');
    expect(rows).toEqual([{ id: 'A' }, { id: 'b' }, { id: 'c', n: 1 }]);
    expect(driver.setItems).toBeUndefined();
  });

  it('a setter of useState gets a function of the rows, any other setter the rows themselves', () => {
    const given: unknown[] = [];
    const setState = function (this: unknown, next: unknown): void {
      given.push(typeof next);
    };
    const value = { patients: [], setPatients: setState.bind(null) };
    contextDriver(value, undefined, patients).insert?.({ id: 'a' }, null);
    const store = { patients: [], setPatients: (next: unknown) => void given.push(next) };
    contextDriver(store, undefined, patients).insert?.({ id: 'a' }, null);
    expect(given).toEqual(['function', [{ id: 'a' }]]);
  });

  it('a setter that may take no function is not used where there is no list', () => {
    const driver = contextDriver({ setPatients: () => undefined }, undefined, patients);
    expect([driver.setNamed, driver.insert]).toEqual([undefined, undefined]);
  });

  it('methods keep their context as this', () => {
    const store = {
      rows: [] as unknown[],
      createPatient(record: unknown) {
        this.rows.push(record);
      },
    };
    contextDriver(store, undefined, patients).insert?.({ id: 'p1' }, null);
    expect(store.rows).toEqual([{ id: 'p1' }]);
  });

  it('without methods there is nothing to drive, and what was looked for is known', () => {
    for (const nothing of [undefined, null, 12, 'patients', {}, { createPatient: true }]) {
      const driver = contextDriver(nothing, undefined, patients);
      expect([driver.insert, driver.patch, driver.remove, driver.items]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    }
    expect(methodNames('remove', patients)).toContain('archivePatient');
    expect(setterNames(records)).toEqual(['setMedicalRecords', 'setRecords']);
  });
});

describe('2.5: adapters', () => {
  it('come before methods by name; what an adapter lacks is made from its setItems', () => {
    let rows: readonly object[] = [{ id: 'a' }];
    const adapter = {
      insert: (record: object, index: number | null) => ['insert', record, index],
      setItems: (change: (now: readonly never[]) => readonly object[]) => {
        rows = change(rows as never[]);
      },
      items: [],
    };
    const driver = contextDriver(context('createPatient', 'updatePatient'), adapter, patients);
    expect(driver.insert?.({ id: 'b' }, null)).toEqual(['insert', { id: 'b' }, null]);
    expect(driver.place?.({ id: 'b' }, 3)).toEqual(['insert', { id: 'b' }, 3]);
    driver.patch?.('a', { n: 1 });
    expect(rows).toEqual([{ id: 'a', n: 1 }]);
    expect(driver.items).toBe(adapter.items);
    expect(driver.byName.size).toBe(0);
  });

  it('an adapter with one member leaves the others to methods by name', () => {
    const driver = contextDriver(
      context('createPatient', 'updatePatient'),
      { remove: () => 'gone' },
      patients,
    );
    expect(driver.remove?.('a')).toBe('gone');
    expect(driver.patch?.('a', {})).toEqual(['updatePatient', 'a', {}]);
    expect([...driver.byName]).toEqual(['insert', 'patch']);
  });
});
