import type { Language } from '../types/options.js';

/** What the loading of later files needs of the client. */
export interface LaterFileParts {
  language(): Language;
  /** Sentences are in the language from now on. */
  languageCame(): void;
  /** Calls `run` once after delayMs. */
  after(name: string, delayMs: number, run: () => void): void;
}

/**
 * The engine of a page has started. Here everything is in the bundle; `later_files_split.ts` takes the
 * place of this file where it is not.
 */
export const loadLaterFiles = (_parts: LaterFileParts): void => undefined;
