import { readList } from './reads/list_fetcher.js';
import { loadListReader } from './reads/read_list_streamed.js';
import { type NewRowStore, RowStore } from './resource/row_store.js';

/**
 * Takes the place of `new_row_store.ts` in the ES modules of `synchrone`. Code that keeps rows brings the
 * reader of lists along: they are read also on a page that may load no script.
 */
export const newRowStore: NewRowStore = (...parts) => {
  loadListReader.provide({ readList });
  return new RowStore(...parts);
};
