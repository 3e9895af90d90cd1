import type { ListAnswer, ListLinks } from './list_fetcher.js';

type Reader = typeof import('./list_fetcher.js');

/** A file that takes longer is as one that cannot be loaded: nothing may wait for it without end. */
const PATIENCE_MS = 15_000;

let reader: Promise<Reader> | null = null;

/**
 * Takes the place of `read_list.ts` in `synchrone/streaming`. Lists are read with a network only, so the
 * reader is a file of its own. Where it cannot be loaded, the list cannot be read now (status 0), and is
 * tried again as after any read without an answer.
 */
export async function readList(endpoint: string, links: ListLinks): Promise<ListAnswer> {
  const loaded = await loadListReader();
  return loaded?.readList(endpoint, links) ?? { failedWith: 0 };
}

/** Loads the reader before a list is read. A later call tries again what has failed. */
export async function loadListReader(): Promise<Reader | undefined> {
  const begun = (reader ??= import('./list_fetcher.js'));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  try {
    return await Promise.race([begun, late]);
  } catch {
    reader = null;
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
