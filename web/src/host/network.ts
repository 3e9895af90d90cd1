/**
 * What a page needs of the network: requests, reads, and the election of the tab that sends. In
 * `synchrone/streaming` a file of its own.
 */
export { Http } from './http/http.js';
export { fetchClock, readJson } from './http/reader.js';
export { Transport } from './http/transport.js';
export { LeaderElection } from './tabs/leader_election.js';
