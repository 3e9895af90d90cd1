import { MutationObserver, QueryClient, dehydrate, onlineManager } from '@tanstack/query-core';
import {
  persistQueryClientRestore,
  persistQueryClientSubscribe,
} from '@tanstack/query-persist-client-core';
import { createSyncStoragePersister } from '@tanstack/query-sync-storage-persister';

import { type Patient, kEndpoint } from '../../support/patients.mjs';
import { sendAll } from '../../page/floor_drain.js';
import { type Peer, Rows, Written } from './peer.js';

const kCreate = ['createPatient'];
const kPatients = ['patients'];

interface Paused {
  state: { variables: Patient };
}

/** TanStack Query: mutations that pause without a network, persisted and resumed. */
export class TanStackQuery implements Peer {
  private readonly client = new QueryClient();
  private readonly rows = new Rows();
  private readonly written = new Written();
  private readonly persister = createSyncStoragePersister({
    storage: {
      getItem: (key: string) => localStorage.getItem(key),
      removeItem: (key: string) => localStorage.removeItem(key),
      setItem: (key: string, value: string) => {
        localStorage.setItem(key, value);
        this.written.done();
      },
    },
    throttleTime: 0, // the default of a second would lose more
  });

  async start(confirmed: readonly Patient[]): Promise<void> {
    onlineManager.setOnline(false);
    this.client.setMutationDefaults(kCreate, {
      mutationFn: async (record: Patient) =>
        (await sendAll([entryOf(record)], false))[0] as Patient,
      onMutate: (record: Patient) => {
        this.rows.add(record);
        this.show();
      },
      onSuccess: (record: Patient) => {
        this.rows.confirm(record);
        this.show();
      },
      gcTime: Infinity,
    });
    const options = {
      queryClient: this.client,
      persister: this.persister,
      // Rows come from the API again; with them every write would hold all of them.
      dehydrateOptions: { shouldDehydrateQuery: () => false },
    };
    await persistQueryClientRestore(options);
    const left = this.client.getMutationCache().getAll() as unknown as readonly Paused[];
    this.rows.reset([...confirmed, ...left.map(({ state }) => state.variables)]);
    this.show();
    persistQueryClientSubscribe(options);
  }

  async create(record: Patient): Promise<void> {
    const stored = this.written.next();
    const observer = new MutationObserver<Patient, Error, Patient>(this.client, {
      mutationKey: kCreate,
    });
    void observer.mutate(record);
    await stored;
  }

  shown(): number {
    return (this.client.getQueryData(kPatients) as readonly Patient[] | undefined)?.length ?? 0;
  }

  async drain(): Promise<void> {
    onlineManager.setOnline(true);
    await this.client.resumePausedMutations();
    while (dehydrate(this.client).mutations.length > 0) await this.written.next();
    this.client.getMutationCache().clear();
  }

  private show(): void {
    this.client.setQueryData(kPatients, this.rows.list);
  }
}

const entryOf = (record: Patient) =>
  ({ id: record.id, type: 'POST', endpoint: kEndpoint, data: record }) as const;
