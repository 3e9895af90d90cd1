import { laterPart } from '../../loader/later_part.js';

/**
 * Takes the place of `with_sealing.ts` in `synchrone/streaming`, where it is a file of its own: as long
 * as that is not here, what is stored stays locked.
 */
export const {
  use: withSealing,
  load: loadSealing,
  arrives: sealingArrives,
} = laterPart(() => import('./sealing.js'));
