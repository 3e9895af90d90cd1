/**
 * The reader of lists, in the bundle. The ES modules have `read_list_streamed.ts` in its place, which
 * loads it when a list is read.
 */
export { readList } from './list_fetcher.js';
