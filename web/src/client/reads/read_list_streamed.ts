import { laterFile } from '../../loader/later_file.js';
import type { ListAnswer, ListSource } from './list_fetcher.js';

/** Loads the reader before a list is read. */
export const loadListReader = /* @__PURE__ */ laterFile(() => import('./list_fetcher.js'));

/**
 * Takes the place of `read_list.ts`. Lists are read with a network only, so the reader is a file of its
 * own; in `synchrone` it is in the bundle of an application that lets us keep rows
 * (`new_row_store_split.ts`). Where it cannot be loaded, the list cannot be read now (status 0), and is
 * tried again as after any read without an answer.
 */
export async function readList(endpoint: string, source: ListSource): Promise<ListAnswer> {
  const reader = await loadListReader();
  return reader?.readList(endpoint, source) ?? { failedWith: 0 };
}
