import * as sealing from './sealing.js';

/** What seals and opens. */
export type Sealing = typeof sealing;

/** Calls `run` with what seals and opens: inside the call, where it is in the bundle. */
export const withSealing = (run: (sealing: Sealing) => void): void => run(sealing);
