import { laterPart } from '../loader/later_part.js';

/**
 * Takes the place of `with_network.ts` in `synchrone/streaming`, where it is a file of its own: as long
 * as that is not here, this tab leaves sending to others, and reads end as without a network.
 */
export const { use: withNetwork, load: loadNetwork } = laterPart(() => import('./network.js'));
