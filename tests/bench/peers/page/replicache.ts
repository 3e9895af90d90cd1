import { Replicache } from 'replicache';

import { type Patient, kEndpoint } from '../../support/patients.mjs';
import { sendAll } from '../../page/floor_drain.js';
import { type Peer, Rows, Written } from './peer.js';

const kPrefix = 'patient/';

// What is used of the library; the type checker runs without it.
interface Client {
  mutate: { createPatient(record: Patient): Promise<void> };
  experimentalWatch(watch: (diffs: Diff[]) => void, options: object): void;
  experimentalPendingMutations(): Promise<unknown[]>;
  query(read: (tx: Transaction) => Promise<unknown>): Promise<unknown>;
  push(options: { now: boolean }): Promise<void>;
  pull(options: { now: boolean }): Promise<void>;
}
interface Transaction {
  set(key: string, value: Patient): Promise<void>;
  has(key: string): Promise<boolean>;
}
interface Request {
  mutations: readonly Mutation[];
}
interface Diff {
  op: 'add' | 'change' | 'del';
  newValue: Patient;
}
interface Mutation {
  clientID: string;
  id: number;
  args: Patient;
}

/** Replicache with a pusher that speaks to the same API; what it pushed, its puller confirms. */
export class ReplicachePeer implements Peer {
  private readonly rows = new Rows();
  private readonly written = new Written();
  private replicache: Client | undefined;
  private confirmed: Patient[] = [];
  private pushing: Promise<void> = Promise.resolve();
  private online = false;
  private batchSize = 1;
  private cookie = 0;
  private readonly pushed = new Map<string, number>();

  async start(confirmed: readonly Patient[]): Promise<void> {
    this.confirmed = [...confirmed];
    watchIndexedDb(() => this.written.done());
    const client: Client = new Replicache({
      name: 'bench',
      licenseKey: 'l00000000000000000000000000000000',
      mutators: {
        createPatient: (tx: Transaction, record: Patient) => tx.set(kPrefix + record.id, record),
      },
      pushDelay: 0,
      pullInterval: null,
      logLevel: 'error',
      pusher: (request: Request) => this.push(request),
      puller: () => this.pull(),
    });
    client.experimentalWatch((diffs) => this.show(diffs), {
      prefix: kPrefix,
      initialValuesInFirstDiff: true,
    });
    await client.query((tx) => tx.has(kPrefix));
    if (confirmed.length > 0) await client.pull({ now: true });
    this.replicache = client;
  }

  async create(record: Patient): Promise<void> {
    const stored = this.written.next();
    await this.replicache?.mutate.createPatient(record);
    await stored;
  }

  shown(): number {
    return this.rows.list.length;
  }

  async drain(batchSize: number): Promise<void> {
    this.online = true;
    this.batchSize = batchSize;
    await this.replicache?.push({ now: true });
    await this.replicache?.pull({ now: true });
    while ((await this.replicache?.experimentalPendingMutations())?.length) {
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
    this.online = false;
  }

  /** One push after the other, and each mutation once, as its protocol asks of a server. */
  private push({ mutations }: Request): Promise<unknown> {
    if (!this.online)
      return Promise.resolve({
        httpRequestInfo: { httpStatusCode: 503, errorMessage: 'offline' },
      });
    const pushed = this.pushing.then(() => this.send(mutations));
    this.pushing = pushed;
    return pushed.then(() => ({ httpRequestInfo: { httpStatusCode: 200, errorMessage: '' } }));
  }

  private async send(mutations: readonly Mutation[]): Promise<void> {
    const fresh = mutations.filter(({ clientID, id }) => id > (this.pushed.get(clientID) ?? 0));
    for (let first = 0; first < fresh.length; first += this.batchSize) {
      const sent = fresh.slice(first, first + this.batchSize);
      const entries = sent.map(({ args }) => entryOf(args));
      this.confirmed.push(...(await sendAll(entries, this.batchSize > 1)));
      for (const { clientID, id } of sent) this.pushed.set(clientID, id);
    }
  }

  private pull(): Promise<unknown> {
    this.cookie += 1;
    const patch = this.confirmed.map((value) => ({ op: 'put', key: kPrefix + value.id, value }));
    this.confirmed = [];
    return Promise.resolve({
      httpRequestInfo: { httpStatusCode: 200, errorMessage: '' },
      response: {
        cookie: this.cookie,
        lastMutationIDChanges: Object.fromEntries(this.pushed),
        patch,
      },
    });
  }

  private show(diffs: readonly Diff[]): void {
    const added = diffs.filter(({ op }) => op === 'add').map(({ newValue }) => newValue);
    if (added.length > 1) this.rows.reset([...this.rows.list, ...added]);
    else for (const row of added) this.rows.add(row);
    this.rows.confirmAll(diffs.filter(({ op }) => op === 'change').map(({ newValue }) => newValue));
  }
}

const entryOf = (record: Patient) =>
  ({ id: record.id, type: 'POST', endpoint: kEndpoint, data: record }) as const;

/** Replicache says nothing when it has stored a mutation: its transactions that write do. */
function watchIndexedDb(wrote: () => void): void {
  const { put } = IDBObjectStore.prototype;
  const watched = new WeakSet<IDBTransaction>();
  IDBObjectStore.prototype.put = function counted(...args: Parameters<typeof put>) {
    if (!watched.has(this.transaction)) {
      watched.add(this.transaction);
      this.transaction.addEventListener('complete', wrote);
    }
    return put.apply(this, args);
  };
}
