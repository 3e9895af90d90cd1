import * as network from './network.js';

/** What sends and reads. */
export type Network = typeof network;

/** Calls `run` with what sends: inside the call, where it is in the bundle. */
export const withNetwork = (run: (network: Network) => void): void => run(network);

/** Resolves with what reads; undefined where its file cannot be loaded now. */
export const loadNetwork = (): Promise<Network | undefined> => Promise.resolve(network);
