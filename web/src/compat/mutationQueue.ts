/** Stands in for `utils/mutationQueue.js` of existing code. */
export { getMutationQueue, getMutationQueue as default } from '../core.js';
