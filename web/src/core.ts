/** `synchrone/core`: the queue and the client without React. */
export { configure, getMutationQueue, getSyncClient } from './client/instance.js';
export * from './types/index.js';
