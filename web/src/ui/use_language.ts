import { useSyncExternalStore } from 'react';
import type { Language } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';

/** The language of the pieces: the given one, else the configured one, else the browser's. */
export function usePieceLanguage(given: Language | undefined): Language {
  const own = useSyncExternalStore(neverChanges, ownLanguage, serverLanguage);
  return given ?? own;
}

const neverChanges = () => () => undefined;
const ownLanguage = (): Language => getSyncClient().language();
const serverLanguage = (): Language => getSyncClient().serverLanguage();
