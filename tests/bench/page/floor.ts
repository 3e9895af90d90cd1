import { type Patient, changesOf, kEndpoint, newPatient } from '../support/patients.mjs';
import type { Operation, Subject } from './subject.js';

/** The entry that the seed shows, and what a rollback after a reload needs beside it. */
export interface Entry {
  id: string;
  timestamp: number;
  type: 'POST' | 'PATCH' | 'DELETE';
  endpoint: string;
  data: object | null;
  previousState?: Patient;
  retries: number;
  status: 'pending';
}

/** Keys of the floor begin with this. */
export const kFloorPrefix = 'floor:';

/**
 * The least that an application can do by hand: one `JSON.stringify`, one `setItem` under the
 * entry's own key, one copy of the array, one spread. It finds rows by their place, which a real one
 * could not, and it neither sends nor retries anything.
 */
export class Floor implements Subject {
  private rows: readonly Patient[];

  constructor(private readonly confirmed: readonly Patient[]) {
    this.rows = confirmed;
  }

  read(): readonly Patient[] {
    return this.rows;
  }

  run(operation: Operation, place: number, variant = place): string {
    switch (operation) {
      case 'create':
        return this.create(newPatient(variant));
      case 'update':
        return this.update(place, changesOf(variant));
      case 'delete':
        return this.remove(place);
    }
  }

  undo(changes: readonly string[]): Promise<void> {
    for (const key of changes) localStorage.removeItem(key);
    this.rows = this.confirmed;
    return Promise.resolve();
  }

  private create(data: Omit<Patient, 'id'>): string {
    return this.add({ id: crypto.randomUUID(), ...data });
  }

  /** Creates a record that has its id. */
  add(record: Patient): string {
    const key = store({ ...entry('POST', kEndpoint, record.id), data: record });
    this.rows = [...this.rows, record];
    return key;
  }

  private update(place: number, changes: Partial<Patient>): string {
    const previousState = this.at(place);
    const endpoint = `${kEndpoint}/${previousState.id}`;
    const key = store({
      ...entry('PATCH', endpoint, previousState.id),
      data: changes,
      previousState,
    });
    const next = this.rows.slice();
    next[place] = { ...previousState, ...changes };
    this.rows = next;
    return key;
  }

  private remove(place: number): string {
    const previousState = this.at(place);
    const endpoint = `${kEndpoint}/${previousState.id}`;
    const key = store({
      ...entry('DELETE', endpoint, previousState.id),
      data: null,
      previousState,
    });
    const next = this.rows.slice();
    next.splice(place, 1);
    this.rows = next;
    return key;
  }

  private at(place: number): Patient {
    const row = this.rows[place];
    if (!row) throw new Error(`The floor has no row ${place}.`);
    return row;
  }
}

function entry(type: Entry['type'], endpoint: string, id: string): Entry {
  const timestamp = Date.now();
  return {
    id: `${type}-${id}-${timestamp}`,
    timestamp,
    type,
    endpoint,
    data: null,
    retries: 0,
    status: 'pending',
  };
}

function store(made: Entry): string {
  const key = kFloorPrefix + made.id;
  localStorage.setItem(key, JSON.stringify(made));
  return key;
}
