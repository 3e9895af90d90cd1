import { changesOf, kEndpoint, newPatient, patient, patients } from '../support/patients.mjs';
import { fillQueue } from './fill.js';
import { Synchrone } from './ours.js';
import { type Operation, nextTask } from './subject.js';
import { type Written, countWritten } from './written.js';

/** What an operation wrote, and the sizes it is measured by (BEHAVIOUR 5.7), in characters. */
export interface OperationWritten extends Written {
  /** JSON of the entry as the seed shows it. */
  entry: number;
  /** JSON of the confirmed record; 0 for a create. */
  base: number;
}

const kRows = 1000;
const kTimeForProjection_ms = 1000; // it follows a change within 250 ms

/** What one operation writes inside its call, with `pending` changes in the queue. */
export async function charactersInCall(
  operation: Operation,
  pending: number,
): Promise<OperationWritten> {
  const confirmed = patients(kRows);
  const ours = new Synchrone(confirmed);
  await fillQueue(pending, confirmed);
  const written = await countWritten(() => {
    ours.run(operation, kRows - 1);
  });
  return { ...written, ...sizesOf(operation, kRows - 1) };
}

/**
 * What `count` operations write from their calls to the last trace of them, by operation: queued,
 * sent, confirmed, removed, and shown to readers of the seed's array. Needs a server that answers.
 */
export async function charactersOfLife(
  operation: Operation,
  count: number,
): Promise<OperationWritten> {
  const ours = new Synchrone(patients(kRows));
  await nextTask(kTimeForProjection_ms);
  const written = await countWritten(async () => {
    ours.queue.setOfflineMode(true);
    for (let index = 0; index < count; index += 1) ours.run(operation, index);
    await nextTask(kTimeForProjection_ms);
    await ours.drain();
    await nextTask(kTimeForProjection_ms);
  });
  return {
    calls: written.calls / count,
    characters: written.characters / count,
    ...meanSizes(operation, count),
  };
}

function sizesOf(operation: Operation, index: number): { entry: number; base: number } {
  const base = patient(index);
  const parts = {
    create: {
      type: 'POST',
      endpoint: kEndpoint,
      data: { id: crypto.randomUUID(), ...newPatient(index) },
    },
    update: { type: 'PATCH', endpoint: `${kEndpoint}/${base.id}`, data: changesOf(index) },
    delete: { type: 'DELETE', endpoint: `${kEndpoint}/${base.id}`, data: null },
  };
  const entry = {
    id: `mutation-${index}`,
    timestamp: Date.now(),
    ...parts[operation],
    retries: 0,
    status: 'pending',
  };
  return {
    entry: JSON.stringify(entry).length,
    base: operation === 'create' ? 0 : JSON.stringify(base).length,
  };
}

function meanSizes(operation: Operation, count: number): { entry: number; base: number } {
  const all = Array.from({ length: count }, (_, index) => sizesOf(operation, index));
  const mean = (pick: (sizes: { entry: number; base: number }) => number): number =>
    all.reduce((sum, sizes) => sum + pick(sizes), 0) / count;
  return { entry: mean(({ entry }) => entry), base: mean(({ base }) => base) };
}
