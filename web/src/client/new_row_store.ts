import { type NewRowStore, RowStore } from './resource/row_store.js';

/** Makes the rows of a resource that we own, for `SyncClient.resource`. */
export const newRowStore: NewRowStore = (...parts) => new RowStore(...parts);
