import { Synchrone } from './ours.js';
import { nextTask } from './subject.js';

/** How much fits into localStorage before a change is no longer durable. */
export interface Room {
  /** Creates of patients that were in storage. */
  entries: number;
  /** Characters of all keys and values at that moment. */
  characters: number;
}

const kSlice = 100; // entries between two looks

/** Queues creates until storage is full. */
export async function fillStorage(): Promise<Room> {
  const ours = new Synchrone([]);
  let entries = 0;
  while (ours.queue.getSnapshot().storage.durable) {
    for (let i = 0; i < kSlice; i += 1) ours.run('create', entries + i);
    entries += kSlice;
    await nextTask(300); // the projection for readers has had its chance
  }
  return { entries: entries - kSlice, characters: charactersStored() };
}

function charactersStored(): number {
  let characters = 0;
  for (let i = 0; i < localStorage.length; i += 1) {
    const key = localStorage.key(i) ?? '';
    characters += key.length + (localStorage.getItem(key) ?? '').length;
  }
  return characters;
}
