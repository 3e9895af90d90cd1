/** `synchrone/core`: the queue and the client without React. */
export { configure, getMutationQueue, getSyncClient } from './client/sync_client.js';
export * from './client/types.js';
