import { configure } from 'synchrone/core';
import { kBatchEndpoint, kEndpoint, patients } from '../support/patients.mjs';
import { Floor } from './floor.js';
import { drainFloorEntries } from './floor_drain.js';
import { Synchrone } from './ours.js';

let ours: Synchrone | null = null;
let floor: Floor | null = null;
let batchSize = 1;

/** Makes both subjects with `rows` rows, sending `size` changes in a request. */
export function prepareDrain(rows: number, size: number): void {
  const confirmed = patients(rows);
  batchSize = size;
  if (size > 1)
    configure({
      endpoints: { [kEndpoint]: { batch: { endpoint: kBatchEndpoint, maxEntries: size } } },
    });
  ours = new Synchrone(confirmed);
  floor = new Floor(confirmed);
}

/** Queues `count` creates and sends nothing yet. */
export function queueOurs(count: number): void {
  if (!ours) throw new Error('prepareDrain comes first.');
  ours.queue.setOfflineMode(true);
  for (let index = 0; index < count; index += 1) ours.run('create', index);
}

/** Sends what `queueOurs` queued; ends when all of it is confirmed. */
export async function drainOurs(): Promise<void> {
  if (!ours) throw new Error('prepareDrain comes first.');
  await ours.drain();
}

/** Stores `count` creates the floor's way. */
export function queueFloor(count: number): void {
  if (!floor) throw new Error('prepareDrain comes first.');
  for (let index = 0; index < count; index += 1) floor.run('create', index);
}

/** Sends what `queueFloor` stored with a bare fetch each, or in as large batches. */
export async function drainFloor(): Promise<void> {
  if (!floor) throw new Error('prepareDrain comes first.');
  await drainFloorEntries(floor.read(), batchSize);
  await floor.undo([]);
}
