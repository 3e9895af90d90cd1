import { patients } from '../../support/patients.mjs';
import { type Peer, recordOf } from './peer.js';

/** How each peer is made: `batchSize` for those that must know it from the start. */
const peers: Record<string, () => Promise<(batchSize: number) => Peer>> = {
  floor: async () => {
    const { BareFloor } = await import('./hand_written.js');
    return () => new BareFloor();
  },
  synchrone: async () => {
    const { Synchrone } = await import('./synchrone.js');
    return (batchSize) => new Synchrone(batchSize);
  },
  'one-array': async () => {
    const { OneArray } = await import('./hand_written.js');
    return () => new OneArray();
  },
  'tanstack-query': async () => {
    const { TanStackQuery } = await import('./tanstack_query.js');
    return () => new TanStackQuery();
  },
  'tanstack-db': async () => {
    const { TanStackDb } = await import('./tanstack_db.js');
    return () => new TanStackDb();
  },
  replicache: async () => {
    const { ReplicachePeer } = await import('./replicache.js');
    return () => new ReplicachePeer();
  },
  'redux-offline': async () => {
    const { ReduxOffline } = await import('./redux_offline.js');
    return () => new ReduxOffline();
  },
};

let makePeer: ((batchSize: number) => Peer) | null = null;
let peer: Peer | null = null;

function current(): Peer {
  if (!peer) throw new Error('start comes first.');
  return peer;
}

/** What the Node side calls by `page.evaluate`. */
export const peerBench = {
  /** Fetches the peer's code. */
  async load(name: string): Promise<void> {
    const load = peers[name];
    if (!load) throw new Error(`There is no peer ${name}.`);
    makePeer = await load();
    void localStorage.length; // the browser reads the whole storage at the first look
  },

  /** Starts it with `rows` rows, and ends when `left` more are shown; milliseconds. */
  async start(rows: number, left: number, batchSize: number): Promise<number> {
    const confirmed = patients(rows);
    const begin = performance.now();
    peer = makePeer?.(batchSize) ?? null;
    await current().start(confirmed);
    while (current().shown() < rows + left) await turn();
    return performance.now() - begin;
  },

  /** Creates all at once and waits until they are in storage. */
  async fill(count: number): Promise<void> {
    const stored: unknown[] = [];
    for (let index = 0; index < count; index += 1) stored.push(current().create(recordOf(index)));
    await Promise.all(stored);
  },

  /** One create after the other; milliseconds until each was shown and stored. */
  async createEach(count: number): Promise<number[]> {
    const latencies: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const shown = current().shown();
      const begin = performance.now();
      await current().create(recordOf(index));
      if (current().shown() !== shown + 1) throw new Error('The row is not shown.');
      latencies.push(performance.now() - begin);
      await turn();
    }
    return latencies;
  },

  /** Calls create and does not wait. */
  createAtOnce(count: number): void {
    for (let index = 0; index < count; index += 1) void current().create(recordOf(index));
  },

  shown: (): number => current().shown(),

  drain: (batchSize: number): Promise<void> => current().drain(batchSize),
};

/** Ends in the next task. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

declare global {
  var peerBench: typeof import('./main.js').peerBench;
}

globalThis.peerBench = peerBench;
