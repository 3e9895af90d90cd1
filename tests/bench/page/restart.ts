import { getMutationQueue, getSyncClient } from 'synchrone/core';
import { newRowStore } from '../../../web/src/client/new_row_store.js';
import { type Patient, kEndpoint, patients } from '../support/patients.mjs';
import { fillQueue } from './fill.js';
import { Floor, kFloorPrefix } from './floor.js';
import { Synchrone } from './ours.js';

/** A cold start: how long until the rows were there, and how many there are. */
export interface Restart {
  milliseconds: number;
  rows: number;
}

/** Leaves `pending` changes of both subjects in storage, creates and updates in turn. */
export async function leavePending(pending: number): Promise<void> {
  const confirmed = patients(10 * pending);
  const ours = new Synchrone(confirmed);
  ours.queue.setOfflineMode(true);
  await fillQueue(pending, confirmed);
  ours.checkDurable();
  const floor = new Floor(confirmed);
  for (let made = 0; made < pending; made += 1)
    floor.run(made % 2 === 0 ? 'create' : 'update', made);
}

/** The browser fetches the whole storage of an origin at the first look: neither subject pays for it. */
export function touchStorage(): number {
  return localStorage.length;
}

/** Loads the module, recovers the queue, and reads the rows that wait. */
export function restartOurs(): Restart {
  const begin = performance.now();
  const store = getSyncClient().resource<Patient>(kEndpoint, undefined, newRowStore);
  getMutationQueue().getSnapshot();
  const rows = store.getRows().length;
  return { milliseconds: performance.now() - begin, rows };
}

/** Parses every stored entry and lays it over its former record. */
export function restartFloor(): Restart {
  const begin = performance.now();
  const rows: Patient[] = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(kFloorPrefix)) continue;
    const { data, previousState } = JSON.parse(localStorage.getItem(key) ?? '') as {
      data: Patient;
      previousState?: Patient;
    };
    rows.push({ ...previousState, ...data });
  }
  return { milliseconds: performance.now() - begin, rows: rows.length };
}
