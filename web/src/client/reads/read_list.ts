/**
 * The reader of lists, in the bundle. The ES modules have `read_list_streamed.ts` in its place, where
 * it is a file that is loaded later.
 */
export { readList } from './list_fetcher.js';
