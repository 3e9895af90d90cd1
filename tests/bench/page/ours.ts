import { getMutationQueue, getSyncClient } from 'synchrone/core';
import { newRowStore } from '../../../web/src/client/new_row_store.js';
import { type Patient, changesOf, kEndpoint, newPatient } from '../support/patients.mjs';
import { type Operation, type Subject, nextTask } from './subject.js';

/** Synchrone as createSyncContext uses it: a row store and its three calls. */
export class Synchrone implements Subject {
  readonly queue = getMutationQueue();
  readonly store = getSyncClient().resource<Patient>(kEndpoint, undefined, newRowStore);
  private readonly calls = getSyncClient().mutations<Patient>(kEndpoint);
  private readonly ids: readonly string[];

  constructor(confirmed: readonly Patient[]) {
    this.ids = confirmed.map(({ id }) => id);
    this.store.setConfirmed(confirmed);
  }

  read(): readonly Patient[] {
    return this.store.getRows();
  }

  run(operation: Operation, place: number, variant = place): string {
    switch (operation) {
      case 'create':
        return this.calls.create(newPatient(variant)).mutationId;
      case 'update':
        return this.calls.update(this.idAt(place), changesOf(variant)).mutationId;
      case 'delete':
        return this.calls.delete(this.idAt(place)).mutationId;
    }
  }

  async undo(changes: readonly string[]): Promise<void> {
    for (const id of changes) await this.queue.discard(id);
    await nextTask();
  }

  /** Sends what waits; ends when nothing is pending any more. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      const end = this.queue.subscribe(() => {
        if (this.queue.getSnapshot().pending > 0) return;
        end();
        resolve();
      });
      this.queue.setOfflineMode(false);
    });
  }

  /** The queue as it is; throws when a change is not in storage, because then nothing here is measured. */
  checkDurable(): void {
    const { storage } = this.queue.getSnapshot();
    if (!storage.durable) throw new Error(`Storage is ${storage.reason ?? 'not durable'}.`);
  }

  private idAt(place: number): string {
    const id = this.ids[place];
    if (id === undefined) throw new Error(`There is no row ${place}.`);
    return id;
  }
}
