/** The one place where the React layer gets hold of the page's client. */
export { getSyncClient } from '../client/sync_client.js';
