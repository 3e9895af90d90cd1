import { createCollection } from '@tanstack/db';
import { IndexedDBAdapter, startOfflineExecutor } from '@tanstack/offline-transactions';

import { type Patient, kEndpoint } from '../../support/patients.mjs';
import { sendAll } from '../../page/floor_drain.js';
import { type Peer, Written } from './peer.js';

// What is used of the library; the type checker runs without it.
interface Collection {
  readonly size: number;
  insert(record: Patient): unknown;
  preload(): Promise<void>;
}
interface Executor {
  createOfflineAction(options: object): (record: Patient) => unknown;
  waitForInit(): Promise<void>;
  peekOutbox(): Promise<unknown[]>;
}
interface Sync {
  begin(): void;
  write(change: { type: 'insert' | 'update'; value: Patient }): void;
  commit(): void;
  markReady(): void;
}
interface Sent {
  transaction: { mutations: [{ modified: Patient }] };
}

/** TanStack DB with offline-transactions in IndexedDB, its first choice of storage. */
export class TanStackDb implements Peer {
  private readonly written = new Written();
  private readonly network = new Network();
  private confirm: (rows: readonly Patient[]) => void = () => undefined;
  private collection: Collection | undefined;
  private executor: Executor | undefined;
  private createPatient: ReturnType<Executor['createOfflineAction']> | undefined;
  private readonly synced = new Set<string>();
  private waiting = 0;
  private readonly emptied = new Written();

  async start(confirmed: readonly Patient[]): Promise<void> {
    const collection: Collection = createCollection({
      id: 'patients',
      getKey: ({ id }: Patient) => id,
      startSync: true,
      sync: {
        sync: ({ begin, write, commit, markReady }: Sync) => {
          this.confirm = (rows) => {
            begin();
            for (const value of rows) {
              write({ type: this.synced.has(value.id) ? 'update' : 'insert', value });
              this.synced.add(value.id);
            }
            commit();
          };
          this.confirm(confirmed);
          markReady();
        },
      },
    });
    await collection.preload();
    const executor: Executor = startOfflineExecutor({
      collections: { patients: collection },
      storage: watchedStorage(this.written),
      onlineDetector: this.network,
      mutationFns: {
        createPatient: async ({ transaction }: Sent) => {
          const record = transaction.mutations[0].modified;
          this.confirm(await sendAll([entryOf(record)], false));
          this.waiting -= 1;
          if (this.waiting === 0) this.emptied.done();
        },
      },
    });
    this.createPatient = executor.createOfflineAction({
      mutationFnName: 'createPatient',
      onMutate: (record: Patient) => collection.insert(record),
    });
    await executor.waitForInit();
    this.collection = collection;
    this.executor = executor;
  }

  async create(record: Patient): Promise<void> {
    const stored = this.written.next();
    this.waiting += 1;
    this.createPatient?.(record);
    await stored;
  }

  shown(): number {
    return this.collection?.size ?? 0;
  }

  async drain(): Promise<void> {
    const emptied = this.emptied.next();
    this.network.set(true);
    await emptied;
    while ((await this.executor?.peekOutbox())?.length) await this.written.next();
  }
}

const entryOf = (record: Patient) =>
  ({ id: record.id, type: 'POST', endpoint: kEndpoint, data: record }) as const;

/** The library's own storage, which says when it has written. */
function watchedStorage(written: Written) {
  const storage = new IndexedDBAdapter('offline-transactions', 'transactions');
  return {
    get: (key: string) => storage.get(key),
    keys: () => storage.keys(),
    clear: () => storage.clear(),
    set: async (key: string, value: string) => {
      await storage.set(key, value);
      written.done();
    },
    delete: async (key: string) => {
      await storage.delete(key);
      written.done();
    },
  };
}

class Network {
  private online = false;
  private readonly listeners = new Set<() => void>();

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  isOnline(): boolean {
    return this.online;
  }

  notifyOnline(): void {
    for (const listener of this.listeners) listener();
  }

  set(online: boolean): void {
    this.online = online;
    if (online) this.notifyOnline();
  }

  dispose(): void {
    this.listeners.clear();
  }
}
