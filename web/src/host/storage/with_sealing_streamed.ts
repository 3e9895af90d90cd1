import { laterPart } from '../../loader/later_part.js';
import type { Sealing } from './with_sealing.js';

const sealing = /* @__PURE__ */ laterPart<Sealing>(() => import('./sealing.js'));

/**
 * Takes the place of `with_sealing.ts` where it is a file of its own: as long as that is not here, what is
 * stored stays locked.
 */
export const withSealing = (run: (sealing: Sealing) => void): void => sealing.use(run);
export const loadSealing = (): Promise<Sealing | undefined> => sealing.load();
export const sealingArrives = (): Promise<unknown> => sealing.arrives();
export const provideSealing = (part: Sealing): void => sealing.provide(part);
