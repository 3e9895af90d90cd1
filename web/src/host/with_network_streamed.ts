import { laterPart } from '../loader/later_part.js';

const importNetwork = () => import('./network.js');

/**
 * Takes the place of `with_network.ts` in `synchrone/streaming`, where it is a file of its own. `ready` waits
 * for it: browsers remember that a script could not be loaded, so a page without it would keep changes and
 * never send them. Until it is loaded, this tab does not ask for the leader's lock, and reads end as without
 * a network.
 */
export const { use: withNetwork, load: loadNetwork } = laterPart(importNetwork);

/** Resolves once it is loaded, however long that takes; rejects where it cannot be loaded. */
export async function networkArrives(): Promise<void> {
  await importNetwork();
  await loadNetwork();
}
