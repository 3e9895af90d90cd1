import { configure, getMutationQueue, getSyncClient } from 'synchrone/core';
import { newRowStore } from '../../../../web/src/client/new_row_store.js';
import { type Patient, kBatchEndpoint, kEndpoint } from '../../support/patients.mjs';
import type { Peer } from './peer.js';

/** Synchrone with its defaults; batches where they are asked for. */
export class Synchrone implements Peer {
  private store: ReturnType<ReturnType<typeof getSyncClient>['resource']> | null = null;

  constructor(batchSize: number) {
    if (batchSize === 1) return;
    const batch = { endpoint: kBatchEndpoint, maxEntries: batchSize };
    configure({ endpoints: { [kEndpoint]: { batch } } });
  }

  start(confirmed: readonly Patient[]): void {
    getMutationQueue().setOfflineMode(true);
    this.store = getSyncClient().resource(kEndpoint, undefined, newRowStore);
    if (confirmed.length > 0) this.store.setConfirmed(confirmed);
  }

  create(record: Patient): void {
    getSyncClient().mutations<Patient>(kEndpoint).create(record);
    this.shown();
  }

  shown(): number {
    return this.store?.getRows().length ?? 0;
  }

  drain(): Promise<void> {
    const queue = getMutationQueue();
    if (!queue.getSnapshot().storage.durable) throw new Error('Storage is not durable.');
    return new Promise((resolve) => {
      const end = queue.subscribe(() => {
        if (queue.getSnapshot().pending > 0) return;
        end();
        resolve();
      });
      queue.setOfflineMode(false);
    });
  }
}
