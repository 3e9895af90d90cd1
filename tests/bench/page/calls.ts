import { patients } from '../support/patients.mjs';
import { fillQueue } from './fill.js';
import { Floor } from './floor.js';
import { Synchrone } from './ours.js';
import { type Operation, type Subject, microtasksRun, nextTask } from './subject.js';

/** How often an operation is measured. */
export interface Repetitions {
  /** Batches of each subject that count. */
  batches: number;
  /** Operations in a batch. */
  perBatch: number;
  /** Batches before them that do not count: the compilers are at work. */
  warmUp: number;
}

/** What one batch cost, in microseconds per operation. Each has a task of its own, as a click has. */
export interface BatchCost {
  /** Inside the call, and one read of the rows as React would read them. */
  inCall: number;
  /** The same and the microtasks that follow: everything before the browser can paint. */
  inTask: number;
}

/** A batch of each, one right after the other. */
export interface Pair {
  ours: BatchCost;
  floor: BatchCost;
}

let subjects: { ours: Synchrone; floor: Floor; rows: number } | null = null;

/** Makes both subjects with `rows` rows and puts `pending` changes into the queue. */
export async function prepareCalls(rows: number, pending: number): Promise<void> {
  const confirmed = patients(rows);
  const ours = new Synchrone(confirmed);
  subjects = { ours, floor: new Floor(confirmed), rows };
  await fillQueue(pending, confirmed);
  ours.checkDurable();
}

/** Measures one operation: batches of ours and of the floor in turn, each first as often as the other. */
export async function measureCalls(
  operation: Operation,
  repetitions: Repetitions,
): Promise<Pair[]> {
  if (!subjects) throw new Error('prepareCalls comes first.');
  const { ours, floor, rows } = subjects;
  const pairs: Pair[] = [];
  for (let batch = -repetitions.warmUp; batch < repetitions.batches; batch += 1) {
    const places = placesOf(batch, repetitions.perBatch, rows);
    const oursFirst = batch % 2 === 0;
    const first = await costOf(oursFirst ? ours : floor, operation, places);
    const second = await costOf(oursFirst ? floor : ours, operation, places);
    if (batch >= 0)
      pairs.push(oursFirst ? { ours: first, floor: second } : { ours: second, floor: first });
  }
  ours.checkDurable();
  return pairs;
}

/** Runs `count` operations of ours alone: for the profiler. */
export async function repeatOurs(
  operation: Operation,
  batches: number,
  perBatch: number,
): Promise<void> {
  if (!subjects) throw new Error('prepareCalls comes first.');
  for (let batch = 0; batch < batches; batch += 1) {
    await costOf(subjects.ours, operation, placesOf(batch, perBatch, subjects.rows));
  }
}

async function costOf(
  subject: Subject,
  operation: Operation,
  places: readonly number[],
): Promise<BatchCost> {
  const changes: string[] = [];
  let inCall = 0;
  let inTask = 0;
  for (const place of places) {
    const begin = performance.now();
    changes.push(subject.run(operation, place));
    subject.read();
    inCall += performance.now() - begin;
    await microtasksRun();
    inTask += performance.now() - begin;
    await nextTask();
  }
  await subject.undo(changes);
  await nextTask();
  return { inCall: (inCall * 1000) / places.length, inTask: (inTask * 1000) / places.length };
}

/** Different rows in every batch, and falling, so that a delete does not move the rows of the next ones. */
function placesOf(batch: number, perBatch: number, rows: number): number[] {
  const step = Math.max(1, Math.floor(rows / perBatch));
  const shift = ((batch + 1000) * 7) % step;
  return Array.from({ length: perBatch }, (_, i) => (perBatch - 1 - i) * step + shift).map(
    (place) => place % rows,
  );
}
