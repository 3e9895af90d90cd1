import { laterPart } from '../../loader/later_part.js';
import type { Sealing } from './with_sealing.js';

const sealing = /* @__PURE__ */ laterPart<Sealing>(() => import('./sealing.js'));

/**
 * Takes the place of `with_sealing.ts` where it is a file of its own: until that file is loaded, what is
 * stored stays locked.
 */
export const withSealing = (run: (sealing: Sealing) => void): void => sealing.use(run);
/** Loads what seals; undefined where it cannot be loaded now. */
export const loadSealing = (): Promise<Sealing | undefined> => sealing.load();
/** Resolves once what was asked of sealing is done, or cannot be done now. */
export const sealingArrives = (): Promise<unknown> => sealing.arrives();
/** Takes what seals where it is in the bundle (`synchrone/whole`). */
export const provideSealing = (part: Sealing): void => sealing.provide(part);
