import { type Patient, patients } from '../support/patients.mjs';
import { Floor, kFloorPrefix } from './floor.js';
import { Synchrone } from './ours.js';

const kLanes = 4; // as many requests at once as Synchrone sends

let ours: Synchrone | null = null;
let floor: Floor | null = null;

/** Makes both subjects with `rows` rows. */
export function prepareDrain(rows: number): void {
  const confirmed = patients(rows);
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

/** Sends what `queueFloor` stored with a bare fetch each, in as many lanes. */
export async function drainFloor(): Promise<void> {
  if (!floor) throw new Error('prepareDrain comes first.');
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(kFloorPrefix));
  let rows: Patient[] = [...floor.read()];
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  const lane = async (): Promise<void> => {
    for (let key = keys.shift(); key !== undefined; key = keys.shift()) {
      const confirmed = await send(key);
      localStorage.removeItem(key);
      rows = rows.slice();
      rows[places.get(confirmed.id) ?? rows.length] = confirmed;
    }
  };
  await Promise.all(Array.from({ length: kLanes }, lane));
  await floor.undo([]);
}

async function send(key: string): Promise<Patient> {
  const entry = JSON.parse(localStorage.getItem(key) ?? '') as {
    type: string;
    endpoint: string;
    data: Patient;
  };
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(entry.endpoint, {
    method: entry.type,
    headers,
    body: JSON.stringify(entry.data),
  });
  return ((await response.json()) as { data: Patient }).data;
}
