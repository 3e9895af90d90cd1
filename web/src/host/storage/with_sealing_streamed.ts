import { laterFile } from '../../loader/later_file.js';
import type { Sealing } from './with_sealing.js';

/** A file that could not be loaded is tried again after so long. */
const AGAIN_MS = 5_000;

let here: Sealing | undefined;
let isWanted = false;

const load = laterFile(() => import('./sealing.js'));

/** Loads what seals and opens before a key comes. */
export async function loadSealing(): Promise<void> {
  here ??= await load();
}

/** Resolves once the file is here that a key waits for; at once where none does. */
export const sealingArrives = (): Promise<void> => (isWanted ? loadSealing() : Promise.resolve());

/**
 * Takes the place of `with_sealing.ts` in `synchrone/streaming`, where it is a file of its own: as long
 * as that is not here, what is stored stays locked.
 */
export function withSealing(run: (sealing: Sealing) => void): void {
  isWanted = true;
  if (here) return run(here);
  void loadSealing().then(() => {
    if (here) run(here);
    else setTimeout(() => withSealing(run), AGAIN_MS);
  });
}
