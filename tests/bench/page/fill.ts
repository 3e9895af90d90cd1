import { getSyncClient } from 'synchrone/core';
import { type Patient, changesOf, kEndpoint, patient } from '../support/patients.mjs';
import { nextTask } from './subject.js';

const kSlice = 100; // changes per task
const kTimeForProjection_ms = 500; // it follows a change within 250 ms

/**
 * Queues `count` changes: creates and updates in turn, the updates spread over the rows. Ends when
 * everything that follows from them is done.
 */
export async function fillQueue(count: number, confirmed: readonly Patient[]): Promise<void> {
  const calls = getSyncClient().mutations<Patient>(kEndpoint);
  for (let made = 0; made < count; made += 1) {
    const row = made % 2 === 0 ? undefined : confirmed[(made * 31) % confirmed.length];
    if (row) calls.update(row.id, changesOf(made));
    else calls.create({ ...patient(made), id: `q-${made}` });
    if (made % kSlice === 0) await nextTask();
  }
  await nextTask(kTimeForProjection_ms);
}
